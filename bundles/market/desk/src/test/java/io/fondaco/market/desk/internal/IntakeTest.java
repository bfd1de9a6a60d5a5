package io.fondaco.market.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Chain;
import io.fondaco.chain.MinerInfo;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.market.Fetched;
import io.fondaco.market.IntakeException;
import io.fondaco.market.Payload;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.Page;
import io.fondaco.model.Progress;
import io.fondaco.model.SystemTime;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.sector.SectorIntake;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.testing.kit.PlainParty;
import io.fondaco.testing.kit.SeededKeys;
import io.fondaco.transfer.dispatch.Dispatcher;
import io.fondaco.transfer.dispatch.Settings;
import io.fondaco.transfer.local.LocalTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files in, files out. */
public class IntakeTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SystemTime time = new SystemTime("test");
    private final InProcessNetwork network = new InProcessNetwork(time);
    private final SeededKeys keys = new SeededKeys();
    private final Dispatcher transfers = new Dispatcher(time, Settings.STANDARD);
    private final List<DealView> deals = new ArrayList<>();
    private final Map<Cid, Path> unsealed = new HashMap<>();
    private final Map<Address, MinerInfo> miners = new HashMap<>();
    private Path home;
    private FileBlobs blobs;
    private Fetching fetching;
    private Party alice;

    @Before
    public void open() throws IOException {
        home = folder.newFolder("store").toPath();
        blobs = new FileBlobs(home);
        transfers.addTransport(new LocalTransport(transfers, time, 2, 0));
        fetching = new Fetching(blobs, fake(Deals.class, Map.of("list", this::list)), chain(), transfers, sectors());
        alice = party("alice", Role.CLIENT, 0);
        party("bob", Role.PROVIDER, 1000);
        party("carol", Role.PROVIDER, 1001);
    }

    @After
    public void close() {
        fetching.close();
        transfers.close();
        network.close();
        time.close();
    }

    /** One answer of a fake. */
    @FunctionalInterface
    private interface Answer {
        Object to(Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Map<String, Answer> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
                    Answer answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer.to(arguments);
                }));
    }

    private Object list(Object[] arguments) {
        DealQuery query = (DealQuery) arguments[0];
        return new Page<>(
                deals.stream()
                        .filter(d -> query.where().entrySet().stream().allMatch(e -> switch (e.getKey()) {
                            case "market" -> d.market().equals(e.getValue());
                            case "party" -> d.id().party().equals(e.getValue());
                            default -> e.getValue().equals(d.facets().get(e.getKey()));
                        }))
                        .toList(),
                Optional.empty());
    }

    private Chain chain() {
        return fake(Chain.class, Map.of("miner", a -> Optional.ofNullable(miners.get((Address) a[0]))));
    }

    private SectorIntake sectors() {
        return new SectorIntake() {
            @Override
            public CompletionStage<SectorPlacement> add(SectorPiece piece) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Path> unsealed(Cid pieceCid) {
                return Optional.ofNullable(unsealed.get(pieceCid));
            }
        };
    }

    private Party party(String name, Role role, long miner) {
        Address wallet = keys.wallet(name);
        Party party = new PlainParty(
                name,
                Set.of(role),
                wallet,
                miner == 0 ? Optional.empty() : Optional.of(Address.id(miner)),
                PlainParty.host(network, keys, name));
        party.miner()
                .ifPresent(m -> miners.put(
                        m, new MinerInfo(m, wallet, wallet, party.host().id(), 1L << 35)));
        fetching.enter(party);
        return party;
    }

    /** A deal of alice with a provider, both sides, and the provider's copy. */
    private void stored(Payload payload, String provider, long miner, Path copy) {
        Map<String, String> facets = Map.of(
                "payloadCid", payload.root().toString(),
                "pieceCid", payload.pieceCid().toString(),
                "pieceSize", Long.toString(payload.pieceSize().padded()),
                "client", alice.wallet().toString(),
                "provider", Address.id(miner).toString());
        deals.add(view("storage.client", "alice", provider, facets));
        deals.add(view("storage.provider", provider, provider, facets));
        unsealed.put(payload.pieceCid(), copy);
    }

    private static DealView view(String market, String party, String with, Map<String, String> facets) {
        return new DealView(
                new DealId("deal" + with, party),
                market,
                "Active",
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                Optional.empty(),
                Optional.empty(),
                0,
                facets);
    }

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.getRoot().toPath().resolve(name), bytes);
    }

    private static List<Path> drafts(Path home) {
        try (Stream<Path> files = Files.list(home.resolve("drafts"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void makesAFileReadyInOnePassWithTheSameRootAndCommitmentAsTwo() throws IOException {
        Path file = file("some", 5_000_000);
        Payload payload = new Preparing(blobs).prepare(file, Progress.NONE);
        Cid root = UnixFsImporter.importFile(
                        new ByteArrayInputStream(Files.readAllBytes(file)), UnixFsOptions.DEFAULT, (cid, block) -> {})
                .root();
        Blob car = blobs.find(payload.pieceCid()).orElseThrow();
        try (InputStream in = Files.newInputStream(car.path())) {
            assertThat(CommPCalculator.of(in).cidV1()).isEqualTo(payload.pieceCid());
        }
        assertThat(payload.root()).isEqualTo(root);
        assertThat(payload.carBytes()).isEqualTo(car.size());
        assertThat(payload.fileBytes()).isEqualTo(5_000_000);
        assertThat(drafts(home)).isEmpty();
    }

    @Test
    public void makesAnEmptyFileReady() throws IOException {
        assertThat(new Preparing(blobs).prepare(file("empty", 0), Progress.NONE).root())
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
        assertThatThrownBy(() -> new Preparing(blobs).prepare(file, grows))
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
        assertThatThrownBy(() -> new Preparing(blobs).prepare(file, deletes))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining("vanished");
        assertThat(drafts(home)).isEmpty();
    }

    @Test
    public void refusesWhatIsNoFile() {
        Path root = folder.getRoot().toPath();
        assertThatThrownBy(() -> new Preparing(blobs).prepare(root, Progress.NONE))
                .hasMessageContaining("is not a file");
        assertThatThrownBy(() -> new Preparing(blobs).prepare(root.resolve("nothing"), Progress.NONE))
                .hasMessageContaining("no file");
    }

    @Test
    public void refusesAFileTheDiskHasNoRoomFor() throws IOException {
        Blobs full = fake(Blobs.class, Map.of("free", a -> 1000L, "discard", a -> false));
        Path file = file("large", 2_000_000);
        assertThatThrownBy(() -> new Preparing(full).prepare(file, Progress.NONE))
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
        assertThatThrownBy(() -> new Preparing(full).prepare(file, Progress.NONE))
                .isInstanceOf(IntakeException.class);
        assertThat(discarded).hasSize(1);
    }

    @Test
    public void fetchesByteForByteWhatWasStored() throws Exception {
        Path file = file("some", 3_000_000);
        Payload payload = new Preparing(blobs).prepare(file, Progress.NONE);
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
        Payload payload = new Preparing(blobs).prepare(file, Progress.NONE);
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
        Payload payload = new Preparing(blobs).prepare(file, Progress.NONE);
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
