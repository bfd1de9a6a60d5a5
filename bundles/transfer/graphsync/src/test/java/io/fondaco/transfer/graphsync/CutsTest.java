package io.fondaco.transfer.graphsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.model.Cid;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.TransportException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Ten cuts at random moments, and Alice starts again after each: what came before is not fetched again. 1 GiB
 * with {@code -Dfondaco.long=true}.
 */
public class CutsTest {

    private static final int CUTS = 10;
    private static final long SIZE = (Boolean.getBoolean("fondaco.long") ? 1024L : 40L) << 20;
    private static final Meter QUIET = new Meter() {
        @Override
        public void opened() {}

        @Override
        public void moved(long bytes, long total) {}
    };

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aPullSurvivesTenCutsAndFetchesNoMoreThanAWindowAgainEach() throws Exception {
        survives(Direction.PULL, 1);
    }

    @Test
    public void aPushSurvivesTenCutsAndSendsNoMoreThanAWindowAgainEach() throws Exception {
        survives(Direction.PUSH, 2);
    }

    private void survives(Direction direction, long seed) throws Exception {
        Path original = folder.getRoot().toPath().resolve("original");
        Cid root = Cars.ofFile(noise(seed), UnixFsOptions.KUBO_V1, original);
        Path copy = folder.getRoot().toPath().resolve("copy");
        try (Two two = new Two(GraphSyncSettings.STANDARD, false);
                CuttingProxy proxy = new CuttingProxy(two.bob.addresses().get(0), moments(seed))) {
            boolean push = direction == Direction.PUSH;
            two.bobDecides = incoming -> new Decision.Accept(push ? copy : original, -1, Long.MAX_VALUE);
            TransferOrder order =
                    two.order(direction, root, push ? original : copy, Two.size(original), Two.size(original));
            int attempts = 0;
            for (boolean done = false; !done; ) {
                attempts++;
                assertThat(attempts).as("attempts").isLessThan(100);
                // Once connected they tell each other their own addresses, which lead past the proxy.
                two.restartAlice(proxy.address());
                done = attempt(two, order);
            }
            assertThat(copy).hasSameBinaryContentAs(original);
            assertThat(proxy.cuts()).isEqualTo(CUTS);
            long again = proxy.bytes() - SIZE - SIZE / 50;
            System.out.printf(
                    "%s of %d MiB, %d cuts, %d attempts: %.1f MiB went twice%n",
                    direction, SIZE >> 20, CUTS, attempts, Math.max(0, again) / 1048576.0);
            assertThat(again).isLessThanOrEqualTo((long) CUTS * Two.WINDOW);
        }
    }

    private static boolean attempt(Two two, TransferOrder order) throws Exception {
        try {
            two.alices.begin(order, QUIET).done().toCompletableFuture().get(120, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException cut) {
            assertThat(cut.getCause()).isInstanceOf(TransportException.class);
            assertThat(((TransportException) cut.getCause()).worthRepeating())
                    .as(cut.getCause().getMessage())
                    .isTrue();
            return false;
        }
    }

    private static Deque<Long> moments(long seed) {
        return new ArrayDeque<>(new Random(seed)
                .longs(CUTS, SIZE / 50, SIZE - SIZE / 50)
                .sorted()
                .boxed()
                .toList());
    }

    private static InputStream noise(long seed) {
        Random random = new Random(seed);
        return new InputStream() {
            private long left = SIZE;

            @Override
            public int read() {
                throw new UnsupportedOperationException("in pieces only");
            }

            @Override
            public int read(byte[] bytes, int from, int most) {
                if (left == 0) {
                    return -1;
                }
                byte[] part = new byte[(int) Math.min(most, left)];
                random.nextBytes(part);
                System.arraycopy(part, 0, bytes, from, part.length);
                left -= part.length;
                return part.length;
            }
        };
    }
}
