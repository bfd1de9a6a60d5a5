package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.Watch;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.Test;

public class LanesTest {
    private static final int COUNT = 10_007;

    private static AtomicIntegerArray visits(Lanes lanes) throws IOException {
        AtomicIntegerArray visits = new AtomicIntegerArray(COUNT);
        lanes.run("visiting", COUNT, 100, Watch.NONE, () -> (from, to) -> {
            for (long i = from; i < to; i++) {
                visits.incrementAndGet((int) i);
            }
        });
        return visits;
    }

    private static void visitedOnce(AtomicIntegerArray visits) {
        for (int i = 0; i < COUNT; i++) {
            assertThat(visits.get(i)).as("node %d", i).isOne();
        }
    }

    @Test
    public void visitsEveryNodeOnce() throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            visitedOnce(visits(Lanes.of(pool, 4)));
        } finally {
            pool.shutdown();
        }
        visitedOnce(visits(Lanes.one()));
    }

    @Test
    public void needsNoHelpFromAPoolThatRefusesOrNeverBegins() throws IOException {
        Executor refusing = task -> {
            throw new RejectedExecutionException("full");
        };
        visitedOnce(visits(Lanes.of(refusing, 4)));
        visitedOnce(visits(Lanes.of(task -> {}, 4)));
    }

    @Test
    public void handsOnAnErrorOfTheDiskAsItIs() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            assertThatThrownBy(() -> Lanes.of(pool, 2).run("failing", COUNT, 1, Watch.NONE, () -> (from, to) -> {
                        throw new IOException("no space left");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no space left");
        } finally {
            pool.shutdown();
        }
    }

    @Test
    public void tellsTheCallerWhatFailedOnAnotherThread() throws IOException {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Thread caller = Thread.currentThread();
        var threads = ConcurrentHashMap.<Thread>newKeySet();
        try {
            assertThatThrownBy(
                            () -> Lanes.of(pool, 2).run("failing", 1_000_000_000L, 1, Watch.NONE, () -> (from, to) -> {
                                threads.add(Thread.currentThread());
                                if (Thread.currentThread() != caller) {
                                    throw new IllegalStateException("broken node " + from);
                                }
                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("broken node");
        } finally {
            pool.shutdown();
        }
        assertThat(threads).hasSizeBetween(1, 2);
    }

    @Test
    public void keepsTheInterruptOfItsCaller() throws IOException {
        Thread.currentThread().interrupt();
        visitedOnce(visits(Lanes.of(Runnable::run, 2)));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    public void saysHowFarItHasCome() throws IOException {
        var last = new long[2];
        Lanes.one()
                .run(
                        "counting",
                        COUNT,
                        100,
                        new Watch(
                                (stage, done, total) -> {
                                    assertThat(stage).isEqualTo("counting");
                                    assertThat(done).isGreaterThanOrEqualTo(last[0]);
                                    last[0] = done;
                                    last[1] = total;
                                },
                                () -> false),
                        () -> (from, to) -> {});
        assertThat(last).containsExactly(COUNT, COUNT);
    }
}
