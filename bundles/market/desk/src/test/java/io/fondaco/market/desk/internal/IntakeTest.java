package io.fondaco.market.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarReader;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.selector.Traversal;
import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.market.Fetched;
import io.fondaco.market.IntakeException;
import io.fondaco.market.Payload;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Progress;
import io.fondaco.party.Role;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.piece.CommPCalculator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Files in, files out. */
public class IntakeTest extends DeskHouse {

    @Test
    public void makesAFileReadyWithTheRootAndCommitmentOfItsBlocksInDepthFirstOrder() throws IOException {
        Path file = file("some", 5_000_000);
        Payload payload = new Preparing(blobs, staging).prepare(file, Progress.NONE);
        Cid root = UnixFsImporter.importFile(
                        new ByteArrayInputStream(Files.readAllBytes(file)), UnixFsOptions.DEFAULT, (cid, block) -> {})
                .root();
        Blob car = blobs.find(payload.pieceCid()).orElseThrow();
        try (InputStream in = Files.newInputStream(car.path())) {
            assertThat(CommPCalculator.of(in).cidV1()).isEqualTo(payload.pieceCid());
        }
        List<Cid> inOrder = new ArrayList<>();
        try (CarFile blocks = CarFile.open(car.path())) {
            assertThat(blocks.roots()).containsExactly(root);
            Traversal.walk(root, Selector.all(), blocks, TraversalLimits.DEFAULT, (cid, bytes) -> inOrder.add(cid));
        }
        List<Cid> inFile = new ArrayList<>();
        try (CarReader reader = CarReader.open(Files.newInputStream(car.path()), CarLimits.DEFAULT)) {
            for (var block = reader.next(); block.isPresent(); block = reader.next()) {
                inFile.add(block.get().cid());
            }
        }
        assertThat(inFile).isEqualTo(inOrder).hasSize(6).startsWith(root);
        assertThat(payload.root()).isEqualTo(root);
        assertThat(payload.carBytes()).isEqualTo(car.size());
        assertThat(payload.fileBytes()).isEqualTo(5_000_000);
        assertThat(drafts(home)).isEmpty();
    }

    @Test
    public void makesAnEmptyFileReady() throws IOException {
        assertThat(new Preparing(blobs, staging)
                        .prepare(file("empty", 0), Progress.NONE)
                        .root())
                .hasToString("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
    }

    @Test
    public void refusesAFileThatChangesWhileItIsRead() throws IOException {
        Path file = file("growing", 4_000_000);
        Progress grows = (stage, done, total) -> {
            try {
                Files.write(file, new byte[1], StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        assertThatThrownBy(() -> new Preparing(blobs, staging).prepare(file, grows))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining("changed while it was read");
        assertThat(drafts(home)).isEmpty();
    }

    @Test
    public void refusesAFileThatVanishes() throws IOException {
        Path file = file("vanishing", 4_000_000);
        Progress deletes = (stage, done, total) -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        assertThatThrownBy(() -> new Preparing(blobs, staging).prepare(file, deletes))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining("vanished");
        assertThat(drafts(home)).isEmpty();
    }

    @Test
    public void refusesWhatIsNoFile() {
        Path root = folder.getRoot().toPath();
        assertThatThrownBy(() -> new Preparing(blobs, staging).prepare(root, Progress.NONE))
                .hasMessageContaining("is not a file");
        assertThatThrownBy(() -> new Preparing(blobs, staging).prepare(root.resolve("nothing"), Progress.NONE))
                .hasMessageContaining("no file");
    }

    @Test
    public void refusesAFileTheDiskHasNoRoomFor() throws IOException {
        Blobs full = fake(Blobs.class, Map.of("free", a -> 1000L, "discard", a -> false));
        Path file = file("large", 2_000_000);
        assertThatThrownBy(() -> new Preparing(full, staging).prepare(file, Progress.NONE))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining("1000 are free; make room");
    }

    @Test
    public void leavesNothingBehindWhenTheDiskFillsUpOnTheWay() throws IOException {
        Draft broken =
                fake(Draft.class, Map.of("path", a -> folder.getRoot().toPath().resolve("no/such/folder/draft")));
        List<Object> discarded = new ArrayList<>();
        Blobs full = fake(
                Blobs.class, Map.of("free", a -> 1L << 40, "draft", a -> broken, "discard", a -> discarded.add(a[0])));
        Path file = file("some", 10_000);
        assertThatThrownBy(() -> new Preparing(full, staging).prepare(file, Progress.NONE))
                .isInstanceOf(IntakeException.class);
        assertThat(discarded).hasSize(2);
    }

    @Test
    public void fetchesByteForByteWhatWasStored() throws Exception {
        Path file = file("some", 3_000_000);
        Payload payload = new Preparing(blobs, staging).prepare(file, Progress.NONE);
        stored(
                payload,
                "bob",
                1000,
                blobs.find(payload.pieceCid()).orElseThrow().path());
        Path out = folder.getRoot().toPath().resolve("out");
        Fetched fetched = fetching.fetch("alice", payload.root(), out, Progress.NONE);
        assertThat(out).hasSameBinaryContentAs(file);
        assertThat(fetched.bytes()).isEqualTo(3_000_000);
        assertThat(fetched.provider()).isEqualTo(Address.id(1000));
        assertThat(drafts(home)).isEmpty();
    }

    @Test
    public void goesToTheNextProviderWhenOneHasABrokenCopyAndServesNothingHalfWritten() throws Exception {
        Path file = file("some", 3_000_000);
        Payload payload = new Preparing(blobs, staging).prepare(file, Progress.NONE);
        Path good = blobs.find(payload.pieceCid()).orElseThrow().path();
        byte[] bytes = Files.readAllBytes(good);
        bytes[bytes.length / 2] ^= 1;
        Path bad = Files.write(folder.getRoot().toPath().resolve("bad"), bytes);
        stored(payload, "bob", 1000, bad);
        Path out = folder.getRoot().toPath().resolve("out");
        assertThatThrownBy(() -> fetching.fetch("alice", payload.root(), out, Progress.NONE))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining("f01000: ");
        assertThat(out).doesNotExist();
        stored(payload, "carol", 1001, good);
        Fetched fetched = fetching.fetch("alice", payload.root(), out, Progress.NONE);
        assertThat(out).hasSameBinaryContentAs(file);
        assertThat(fetched.bytes()).isEqualTo(3_000_000);
    }

    @Test
    public void saysWhatItCannotFetch() throws Exception {
        Path out = folder.getRoot().toPath().resolve("out");
        Cid unknown = Cid.parse("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        assertThatThrownBy(() -> fetching.fetch("alice", unknown, out, Progress.NONE))
                .hasMessageContaining("alice has no deal for bafkrei");
        assertThatThrownBy(() -> fetching.fetch("nobody", unknown, out, Progress.NONE))
                .hasMessageContaining("no party nobody");
    }

    @Test
    public void aProviderGivesAPayloadOnlyToItsOwnClient() throws Exception {
        Path file = file("some", 10_000);
        Payload payload = new Preparing(blobs, staging).prepare(file, Progress.NONE);
        stored(
                payload,
                "bob",
                1000,
                blobs.find(payload.pieceCid()).orElseThrow().path());
        party("dora", Role.CLIENT, 0);
        deals.add(view("storage.client", "dora", "bob", deals.get(0).facets()));
        assertThatThrownBy(() -> fetching.fetch(
                        "dora", payload.root(), folder.getRoot().toPath().resolve("out"), Progress.NONE))
                .hasMessageContaining("that is yours");
    }
}
