package io.fondaco.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Measures works and what they are compared with turn by turn, so that whatever else the machine does meets all of them. Counts
 * the time the calling thread had a core; the best turn is what counts.
 */
final class Turns {
    private static final double SECONDS = 0.02;

    @FunctionalInterface
    interface Work {
        void run();
    }

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final int turns;

    Turns(int turns) {
        this.turns = turns;
    }

    /** Seconds of a core that one run of each work takes. */
    double[] best(Work... works) {
        double[] best = new double[works.length];
        Arrays.fill(best, Double.MAX_VALUE);
        for (Work work : works) {
            turn(work);
        }
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < works.length; i++) {
                best[i] = Math.min(best[i], turn(works[i]));
            }
        }
        return best;
    }

    private double turn(Work work) {
        long start = threads.getCurrentThreadCpuTime();
        long runs = 0;
        long took;
        do {
            work.run();
            runs++;
            took = threads.getCurrentThreadCpuTime() - start;
        } while (took < SECONDS * 1e9);
        return took / 1e9 / runs;
    }

    /** Runs both at once, and again until one has taken a turn; seconds of its core for each, in the best turn. */
    double[] together(Work first, Work second) throws InterruptedException {
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
        for (int turn = 0; turn <= turns; turn++) {
            double[] other = new double[1];
            Thread thread = new Thread(() -> other[0] = turn(second), "bench");
            thread.start();
            double own = turn(first);
            thread.join();
            // The first warms up; the slower of the two says what the turn was worth.
            if (turn > 0 && Math.max(own, other[0]) < Math.max(best[0], best[1])) {
                best = new double[] {own, other[0]};
            }
        }
        return best;
    }
}
