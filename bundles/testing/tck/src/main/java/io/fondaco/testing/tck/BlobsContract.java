package io.fondaco.testing.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@link Blobs} must do. */
public abstract class BlobsContract {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Blobs blobs;

    /** The blobs of a folder: empty at first, later what the calls before left there. */
    protected abstract Blobs open(Path folder) throws Exception;

    @Before
    public void openBlobs() throws Exception {
        blobs = open(temporary.getRoot().toPath());
    }

    private static Cid cid(byte[] bytes) {
        return Cid.v1(Cid.RAW, Multihash.sha256(bytes));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void write(Draft draft, byte[] bytes) throws IOException {
        Files.write(draft.path(), bytes, StandardOpenOption.APPEND);
    }

    private Blob store(String name, byte[] bytes) throws IOException {
        Draft draft = blobs.draft(name);
        write(draft, bytes);
        return draft.commit(cid(bytes));
    }

    @Test
    public void aDraftBecomesABlob() throws IOException {
        for (int length : new int[] {0, 1, 100_000}) {
            byte[] bytes = bytes(length);
            Blob stored = store("transfer-" + length, bytes);
            Blob found = blobs.find(cid(bytes)).orElseThrow();
            assertThat(found).isEqualTo(stored);
            assertThat(found.size()).isEqualTo(length);
            assertThat(found.cid()).isEqualTo(cid(bytes));
            assertThat(Files.readAllBytes(found.path())).isEqualTo(bytes);
        }
    }

    @Test
    public void aBlobIsThereOnlyOnceCommitted() throws IOException {
        byte[] bytes = bytes(1000);
        Draft draft = blobs.draft("t");
        write(draft, bytes);
        assertThat(blobs.find(cid(bytes))).isEmpty();
        draft.commit(cid(bytes));
        assertThat(blobs.find(cid(bytes))).isPresent();
        assertThat(draft.path()).doesNotExist();
    }

    @Test
    public void aDraftGoesOnWhereAnEarlierProcessLeftIt() throws Exception {
        byte[] bytes = bytes(1000);
        write(blobs.draft("t"), java.util.Arrays.copyOf(bytes, 400));
        Blobs later = open(temporary.getRoot().toPath());
        Draft draft = later.draft("t");
        assertThat(draft.name()).isEqualTo("t");
        assertThat(draft.size()).isEqualTo(400);
        write(draft, java.util.Arrays.copyOfRange(bytes, 400, 1000));
        draft.commit(cid(bytes));
        assertThat(Files.readAllBytes(later.find(cid(bytes)).orElseThrow().path()))
                .isEqualTo(bytes);
        assertThat(later.draft("t").size()).isZero();
    }

    @Test
    public void twoWhoAskForADraftAtOnceGetTheSameOne() throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 500; round++) {
                String name = "shared-" + round;
                CyclicBarrier start = new CyclicBarrier(2);
                Callable<Path> ask = () -> {
                    start.await();
                    return blobs.draft(name).path();
                };
                Future<Path> one = two.submit(ask);
                Future<Path> other = two.submit(ask);
                assertThat(one.get()).isEqualTo(other.get()).exists();
            }
        } finally {
            two.shutdown();
        }
    }

    @Test
    public void committingTheSameBytesTwiceKeepsOne() throws IOException {
        byte[] bytes = bytes(500);
        Blob first = store("one", bytes);
        Blob second = store("two", bytes);
        assertThat(second.path()).isEqualTo(first.path());
        assertThat(second.size()).isEqualTo(500);
        assertThat(blobs.draft("two").size()).isZero();
    }

    @Test
    public void deletesBlobsAndDiscardsDrafts() throws IOException {
        byte[] bytes = bytes(10);
        store("t", bytes);
        assertThat(blobs.delete(cid(bytes))).isTrue();
        assertThat(blobs.delete(cid(bytes))).isFalse();
        assertThat(blobs.find(cid(bytes))).isEmpty();
        write(blobs.draft("u"), bytes);
        assertThat(blobs.discard("u")).isTrue();
        assertThat(blobs.discard("u")).isFalse();
        assertThat(blobs.draft("u").size()).isZero();
    }

    @Test
    public void refusesNamesThatLeaveTheFolder() {
        for (String name :
                List.of("", "..", "../x", "a/b", "/etc/passwd", ".hidden", "a\\b", "a b", "x".repeat(121), "a\0")) {
            assertThatThrownBy(() -> blobs.draft(name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> blobs.discard(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void saysHowMuchRoomThereIs() throws IOException {
        assertThat(blobs.free()).isPositive();
    }
}
