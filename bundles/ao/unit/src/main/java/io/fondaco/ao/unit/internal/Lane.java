package io.fondaco.ao.unit.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs tasks one after the other, on threads it shares with other lanes: one task, then the next lane's turn. */
final class Lane implements Executor {
    private final Executor hands;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    Lane(Executor hands) {
        this.hands = hands;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (waiting) {
            waiting.add(task);
            if (busy) {
                return;
            }
            busy = true;
        }
        hands.execute(this::next);
    }

    private void next() {
        Runnable task;
        synchronized (waiting) {
            task = waiting.poll();
        }
        try {
            task.run();
        } finally {
            boolean more;
            synchronized (waiting) {
                more = !waiting.isEmpty();
                busy = more;
            }
            if (more) {
                hands.execute(this::next);
            }
        }
    }
}
