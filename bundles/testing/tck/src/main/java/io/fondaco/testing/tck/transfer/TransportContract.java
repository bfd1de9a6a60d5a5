package io.fondaco.testing.tck.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/**
 * What the house relies on in a transport. A subclass makes the transport and the other end; it closes both in an
 * {@code @After} of its own.
 */
public abstract class TransportContract {

    private static final int SOME = 3_000_017;
    private static final long PATIENCE_SECONDS = 60;

    /** The transport to test, the same one during a test. */
    protected abstract Transport transport() throws Exception;

    /**
     * An order, to the transport, for content that the other end has or takes. Each call is another channel and another
     * file; nothing is in the file yet.
     *
     * @param bytes what the order says there must be, -1 for unknown
     * @param most what the order says there may be
     */
    protected abstract TransferOrder order(byte[] content, long bytes, long most) throws Exception;

    /** The file that is filled, at whichever end it is. */
    protected abstract Path filled(TransferOrder order);

    /** An order for something the other end has not, or does not take. */
    protected abstract TransferOrder impossible() throws Exception;

    /** What a meter was told. */
    protected static final class Told implements Meter {
        private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<Long> someBytes = new CompletableFuture<>();
        private volatile long last;
        private volatile long most;

        @Override
        public void opened() {
            calls.add("opened");
        }

        @Override
        public void moved(long bytes, long total) {
            last = bytes;
            most = Math.max(most, bytes);
            if (!calls.contains("opened") && !calls.contains("before")) {
                calls.add("before");
            }
            someBytes.complete(bytes);
        }

        List<String> calls() {
            return List.copyOf(calls);
        }
    }

    /** Content of that many bytes; other each time for another number. Override it where only certain content can go. */
    protected byte[] content(int length) throws Exception {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** The smallest content that can go. */
    protected byte[] smallest() throws Exception {
        return new byte[] {42};
    }

    private static long done(Attempt attempt) throws Exception {
        return attempt.done().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for an attempt to fail. */
    protected static TransportException failure(Attempt attempt) throws Exception {
        try {
            long bytes = done(attempt);
            throw new AssertionError("it succeeded with " + bytes + " bytes");
        } catch (ExecutionException e) {
            Throwable cause =
                    e.getCause() instanceof CompletionException ? e.getCause().getCause() : e.getCause();
            assertThat(cause).isInstanceOf(TransportException.class).message().isNotBlank();
            return (TransportException) cause;
        }
    }

    private TransportException refusal(TransferOrder order) throws Exception {
        try {
            return failure(transport().begin(order, new Told()));
        } catch (TransportException atOnce) {
            return atOnce;
        }
    }

    @Test
    public void hasAName() throws Exception {
        assertThat(transport().name()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    public void movesEveryByte() throws Exception {
        byte[] content = content(SOME);
        TransferOrder order = order(content, SOME, SOME);
        Told told = new Told();
        assertThat(done(transport().begin(order, told))).isEqualTo(SOME);
        assertThat(Files.readAllBytes(filled(order))).isEqualTo(content);
        assertThat(told.calls()).containsExactly("opened");
        assertThat(told.last).isEqualTo(SOME);
        assertThat(told.most).isEqualTo(SOME);
    }

    @Test
    public void movesBytesOfUnknownNumber() throws Exception {
        byte[] content = content(SOME);
        TransferOrder order = order(content, -1, SOME + 10);
        assertThat(done(transport().begin(order, new Told()))).isEqualTo(SOME);
        assertThat(Files.readAllBytes(filled(order))).isEqualTo(content);
    }

    @Test
    public void movesTheSmallestContent() throws Exception {
        byte[] content = smallest();
        TransferOrder order = order(content, content.length, content.length);
        assertThat(done(transport().begin(order, new Told()))).isEqualTo(content.length);
        assertThat(Files.readAllBytes(filled(order))).isEqualTo(content);
    }

    @Test
    public void goesOnWithWhatIsThere() throws Exception {
        byte[] content = content(SOME);
        TransferOrder order = order(content, SOME, SOME);
        Files.write(filled(order), Arrays.copyOf(content, SOME / 3));
        assertThat(done(transport().begin(order, new Told()))).isEqualTo(SOME);
        assertThat(Files.readAllBytes(filled(order))).isEqualTo(content);
    }

    @Test
    public void completesWhatIsComplete() throws Exception {
        byte[] content = content(SOME);
        TransferOrder order = order(content, SOME, SOME);
        Files.write(filled(order), content);
        assertThat(done(transport().begin(order, new Told()))).isEqualTo(SOME);
        assertThat(Files.readAllBytes(filled(order))).isEqualTo(content);
    }

    @Test
    public void neverMovesMoreThanAllowed() throws Exception {
        TransferOrder order = order(content(SOME), -1, SOME - 1);
        assertThat(refusal(order).worthRepeating()).isFalse();
        Path file = filled(order);
        assertThat(Files.exists(file) ? Files.size(file) : 0).isLessThan(SOME);
    }

    @Test
    public void refusesAnotherNumberOfBytesThanPromised() throws Exception {
        assertThat(refusal(order(content(SOME), SOME - 1, SOME)).worthRepeating())
                .isFalse();
        assertThat(refusal(order(content(SOME), SOME + 1, SOME + 1)).worthRepeating())
                .isFalse();
    }

    @Test
    public void saysWhatCannotWorkAtAll() throws Exception {
        assertThat(refusal(impossible()).worthRepeating()).isFalse();
    }

    @Test
    public void stopsWhenToldAndGoesOnLater() throws Exception {
        byte[] content = content(SOME);
        TransferOrder order = order(content, SOME, SOME);
        Told told = new Told();
        Attempt attempt = transport().begin(order, told);
        CompletableFuture.anyOf(told.someBytes, attempt.done().toCompletableFuture())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        attempt.stop("the test says so");
        attempt.stop("and says so again");
        try {
            assertThat(done(attempt)).as("it was over before").isEqualTo(SOME);
        } catch (ExecutionException stopped) {
            assertThat(stopped.getCause()).isInstanceOf(TransportException.class);
            assertThat(((TransportException) stopped.getCause()).worthRepeating())
                    .isTrue();
        }
        assertThat(done(transport().begin(order, new Told()))).isEqualTo(SOME);
        assertThat(Files.readAllBytes(filled(order))).isEqualTo(content);
    }

    @Test
    public void stopsAtOnceWhatHasHardlyBegun() throws Exception {
        TransferOrder order = order(content(SOME), SOME, SOME);
        Attempt attempt = transport().begin(order, new Told());
        attempt.stop("the test says so");
        try {
            assertThat(done(attempt)).as("it was over before").isEqualTo(SOME);
        } catch (ExecutionException stopped) {
            assertThat(((TransportException) stopped.getCause()).worthRepeating())
                    .isTrue();
        }
    }

    @Test
    public void movesManyAtOnce() throws Exception {
        List<TransferOrder> orders = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            contents.add(content(200_000 + i));
            orders.add(order(contents.get(i), 200_000 + i, 200_000 + i));
        }
        for (TransferOrder order : orders) {
            attempts.add(transport().begin(order, new Told()));
        }
        for (int i = 0; i < 12; i++) {
            assertThat(done(attempts.get(i))).isEqualTo(200_000 + i);
            assertThat(Files.readAllBytes(filled(orders.get(i)))).isEqualTo(contents.get(i));
        }
    }
}
