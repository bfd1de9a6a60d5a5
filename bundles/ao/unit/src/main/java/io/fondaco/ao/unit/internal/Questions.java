package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is asked of a state and waits for its turn; not without end. From any thread. */
final class Questions {
    private static final int MOST = 64;

    private final String process;
    private final Desk desk;
    private final Deque<Job.Question> waiting = new ArrayDeque<>();

    Questions(String process, Desk desk) {
        this.process = process;
        this.desk = desk;
    }

    void add(Job.Question question) {
        synchronized (waiting) {
            if (waiting.size() < MOST) {
                waiting.add(question);
                return;
            }
        }
        question.fail(
                desk,
                new AoException(Reason.BUSY, MOST + " dry runs wait for process " + process + " already; try later"));
    }

    /** Puts back what was begun and could not be ended. */
    void putBack(Job.Question question) {
        synchronized (waiting) {
            waiting.addFirst(question);
        }
    }

    /** The next one, taken, if it may be asked before this nonce; null otherwise. */
    Job.Question poll(long nextNonce) {
        synchronized (waiting) {
            Job.Question next = waiting.peek();
            return next != null && next.after() < nextNonce ? waiting.poll() : null;
        }
    }

    /** None of them will be answered. */
    void failAll(AoException why) {
        synchronized (waiting) {
            waiting.forEach(question -> question.fail(desk, why));
            waiting.clear();
        }
    }
}
