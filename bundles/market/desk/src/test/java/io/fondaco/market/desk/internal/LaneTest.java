package io.fondaco.market.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.market.IntakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** Every future a lane hands out completes. */
public class LaneTest {

    private final Lane lane = new Lane("fetches", 1, 2);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @After
    public void close() {
        lane.close();
    }

    private CompletableFuture<String> hanging() throws Exception {
        CompletableFuture<String> hanging = lane.submit(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                interrupted.countDown();
                throw stopped;
            }
            return "never";
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        return hanging;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    @Test
    public void completesWithTheErrorWhenTheWorkThrowsOne() {
        CompletableFuture<String> broken = lane.submit(() -> {
            throw new AssertionError("on purpose");
        });
        assertThatThrownBy(() -> get(broken)).hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    public void refusesWhatCannotEvenWait() throws Exception {
        hanging();
        lane.submit(() -> "first");
        lane.submit(() -> "second");
        assertThatThrownBy(() -> get(lane.submit(() -> "third")))
                .hasCauseInstanceOf(IntakeException.class)
                .hasMessageContaining("2 fetches are waiting already");
    }

    @Test
    public void stopsTheWorkNobodyWaitsForAndGoesOnWithTheNext() throws Exception {
        CompletableFuture<String> hanging = hanging();
        CompletableFuture<Boolean> next =
                lane.submit(() -> Thread.currentThread().isInterrupted());
        assertThat(hanging.cancel(true)).isTrue();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(get(next)).as("interrupted in its stead").isFalse();
    }

    @Test
    public void givesThePlaceInTheQueueOfWhatIsCancelledToOthers() throws Exception {
        hanging();
        CompletableFuture<String> first = lane.submit(() -> "first");
        lane.submit(() -> "second");
        first.cancel(true);
        assertThat(lane.submit(() -> "third")).isNotDone();
    }

    @Test
    public void failsWhatRunsAndWhatWaitsWhenItCloses() throws Exception {
        CompletableFuture<String> running = hanging();
        CompletableFuture<String> waiting = lane.submit(() -> "never");
        lane.close();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        for (CompletableFuture<String> one : java.util.List.of(running, waiting, lane.submit(() -> "late"))) {
            assertThatThrownBy(() -> get(one))
                    .hasCauseInstanceOf(IntakeException.class)
                    .hasMessageContaining("the desk is closing");
        }
    }
}
