package io.fondaco.chain.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.actors.StateException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Test;

public class ClerkTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Clerk clerk = new Clerk(threads);

    @After
    public void close() {
        threads.shutdownNow();
    }

    @Test
    public void doesOneThingAtATimeInTheOrderOfEachWhoAsks() throws Exception {
        int each = 2000;
        List<List<Integer>> done = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(3 * each);
        List<Thread> asking = new ArrayList<>();
        for (List<Integer> mine : done) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    clerk.run(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        mine.add(number);
                        inside.decrementAndGet();
                        all.countDown();
                    });
                }
            });
            thread.start();
            asking.add(thread);
        }
        for (Thread thread : asking) {
            thread.join();
        }
        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
        assertThat(done).allSatisfy(mine -> assertThat(mine).hasSize(each).isSorted());
    }

    @Test
    public void goesOnAfterATaskThatFails() throws Exception {
        clerk.run(() -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(clerk.ask(() -> CompletableFuture.completedFuture(7))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(7);
    }

    @Test
    public void saysWhatCannotBeReadAsUnavailableAndLeavesOtherFailuresAsTheyAre() {
        assertThatThrownBy(() -> clerk.ask(() -> {
                            throw new StateException("gone");
                        })
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        ChainException.class, e -> assertThat(e.reason()).isEqualTo(ChainException.Reason.UNAVAILABLE))
                .hasMessage("gone");
        ChainException refused = new ChainException(ChainException.Reason.REFUSED, "no");
        assertThatThrownBy(() -> clerk.ask(() -> CompletableFuture.completedFuture(1)
                                .thenCompose(one -> CompletableFuture.failedFuture(refused)))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .cause()
                .isSameAs(refused);
    }

    @Test
    public void answersAtOnceWhenItsThreadsAreGone() {
        threads.shutdownNow();
        assertThatThrownBy(() -> clerk.ask(() -> CompletableFuture.completedFuture(1))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .hasMessageContaining("are closed");
    }
}
