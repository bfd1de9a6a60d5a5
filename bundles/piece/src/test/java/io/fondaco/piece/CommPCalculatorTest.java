package io.fondaco.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.Test;

public class CommPCalculatorTest {
    private static final int CHUNK = 8192 * 127;

    @Test
    public void reproducesEveryPublishedCommitment() {
        assertThat(Vectors.rows("commp.tsv")).hasSize(28).allSatisfy(row -> {
            int length = Integer.parseInt(row[1]);
            byte[] payload = Vectors.payload(row[0], length);
            PieceInfo info = CommPCalculator.of(payload);
            assertThat(info.payloadBytes()).isEqualTo(length);
            assertThat(info.size().padded()).isEqualTo(Long.parseLong(row[2]));
            assertThat(info.cidV1()).hasToString(row[3]);
            assertThat(info.cidV2()).hasToString(row[4]);
        });
    }

    @Test
    public void takesAnEmptyPayloadForTheSmallestZeroPiece() {
        assertThat(CommPCalculator.of(new byte[0]).cidV2())
                .hasToString("bafkzcibcp4bdomn3tgwgrh3g532zopskstnbrd2n3sxfqbze7rxt7vqn7veigmy");
    }

    @Test
    public void agreesWithTheNaiveTreeOverSixtyFourMebibytesInAnySlices() throws Exception {
        byte[] payload = random(64 << 20, 64);
        PieceCommitment expected = new PieceCommitment(NaivePiece.root(payload));
        Random slices = new Random(7);
        try (CommPCalculator calculator = CommPCalculator.parallel()) {
            for (int at = 0; at < payload.length; ) {
                int n = Math.min(payload.length - at, slices.nextInt(1 << 17));
                calculator.update(payload, at, n);
                at += n;
                assertThat(calculator.bytesSoFar()).isEqualTo(at);
            }
            assertThat(calculator.finish()).isEqualTo(new PieceInfo(expected, PieceSize.ofPadded(128 << 20), 64 << 20));
        }
    }

    @Test
    public void agreesWithTheNaiveTreeAroundEveryBoundary() throws Exception {
        byte[] payload = random(3 * CHUNK + 200, 3);
        for (int edge :
                new int[] {0, 127, 254, 1016, 1143, CHUNK / 64, CHUNK / 8, CHUNK, CHUNK + 127, 2 * CHUNK, 3 * CHUNK}) {
            for (int length : new int[] {edge - 1, edge, edge + 1}) {
                if (length >= 0) {
                    byte[] part = Arrays.copyOf(payload, length);
                    PieceCommitment expected = new PieceCommitment(NaivePiece.root(part));
                    assertThat(whole(CommPCalculator.sequential(), part).commitment())
                            .as("%d bytes in the calling thread", length)
                            .isEqualTo(expected);
                    assertThat(whole(CommPCalculator.parallel(), part).commitment())
                            .as("%d bytes in parallel", length)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    public void putsTheFirstBytesRightAtTheEnd() {
        for (int length : new int[] {59, 1016, 1017, 5000, CHUNK, 3 * CHUNK + 11}) {
            byte[] payload = random(length, length);
            int header = Math.min(length, 1016);
            PieceInfo expected = CommPCalculator.of(payload);
            for (Supplier<CommPCalculator> kind : kinds()) {
                try (CommPCalculator calculator = kind.get()) {
                    byte[] blank = payload.clone();
                    Arrays.fill(blank, 0, header, (byte) 0x55);
                    calculator.update(ByteBuffer.wrap(blank));
                    calculator.patchPrefix(Arrays.copyOf(payload, header));
                    assertThat(calculator.finish()).as("%d bytes", length).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    public void refusesToReplaceBytesThatAreAlreadyHashedOrNotYetThere() {
        try (CommPCalculator calculator = CommPCalculator.sequential()) {
            calculator.update(new byte[100], 0, 100);
            assertThatThrownBy(() -> calculator.patchPrefix(new byte[101]))
                    .isInstanceOf(PieceException.class)
                    .hasMessageContaining("100 appended");
            calculator.update(new byte[2000], 0, 2000);
            assertThatThrownBy(() -> calculator.patchPrefix(new byte[1017])).isInstanceOf(PieceException.class);
        }
    }

    @Test
    public void readsAStreamToItsEnd() throws Exception {
        byte[] payload = random(300_000, 9);
        assertThat(CommPCalculator.of(new ByteArrayInputStream(payload))).isEqualTo(CommPCalculator.of(payload));
    }

    @Test
    public void finishesInAPoolWhoseOnlyThreadIsTheCaller() throws Exception {
        byte[] payload = random(9 * CHUNK, 5);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            PieceInfo info = CompletableFuture.supplyAsync(
                            () -> whole(CommPCalculator.parallel(pool, 2), payload), pool)
                    .get(1, TimeUnit.MINUTES);
            assertThat(info).isEqualTo(CommPCalculator.of(payload));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    public void finishesInAPoolThatRefusesWork() {
        byte[] payload = random(5 * CHUNK, 6);
        CommPCalculator calculator = CommPCalculator.parallel(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                1);
        assertThat(whole(calculator, payload)).isEqualTo(CommPCalculator.of(payload));
    }

    @Test
    public void keepsTheInterruptOfACallerThatHadToWait() throws Exception {
        byte[] payload = random(20 * CHUNK, 8);
        CountDownLatch done = new CountDownLatch(1);
        PieceInfo[] result = new PieceInfo[1];
        boolean[] interrupted = new boolean[1];
        Thread caller = new Thread(() -> {
            Thread.currentThread().interrupt();
            result[0] = whole(CommPCalculator.parallel(), payload);
            interrupted[0] = Thread.currentThread().isInterrupted();
            done.countDown();
        });
        caller.start();
        assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(result[0]).isEqualTo(CommPCalculator.of(payload));
        assertThat(interrupted[0]).isTrue();
    }

    @Test
    public void cannotBeUsedAfterFinish() {
        CommPCalculator calculator = CommPCalculator.sequential();
        calculator.finish();
        assertThatThrownBy(calculator::finish).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> calculator.update(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        calculator.close();
    }

    @Test
    public void leavesNoThreadBehind() throws Exception {
        try (CommPCalculator abandoned = CommPCalculator.parallel()) {
            abandoned.update(new byte[4 * CHUNK], 0, 4 * CHUNK);
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("io.fondaco.piece-commp-")) {
                thread.join(TimeUnit.MINUTES.toMillis(1));
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    private static Iterable<Supplier<CommPCalculator>> kinds() {
        return List.of(CommPCalculator::sequential, CommPCalculator::parallel);
    }

    private static PieceInfo whole(CommPCalculator calculator, byte[] payload) {
        try (calculator) {
            calculator.update(payload, 0, payload.length);
            return calculator.finish();
        }
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
