package io.fondaco.testing.kit;

import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes only when a test turns it. Alarms ring in the turning thread, in order, at their own time. */
public final class HandCrankedTime implements Time {

    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparing(Alarm::when).thenComparing(Alarm::number));
    private Instant now;
    private long number;

    private record Alarm(Instant when, long number, Runnable then) {}

    public HandCrankedTime(Instant start) {
        now = start;
    }

    /** Starts on a fixed day, so that failures read the same every time. */
    public HandCrankedTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public Registration at(Instant when, Runnable then) {
        Alarm alarm;
        boolean due;
        synchronized (this) {
            alarm = new Alarm(when, number++, then);
            due = !when.isAfter(now);
            if (!due) {
                alarms.add(alarm);
            }
        }
        if (due) {
            then.run();
        }
        return () -> {
            synchronized (this) {
                alarms.remove(alarm);
            }
        };
    }

    /** Lets time pass, ringing every alarm that falls due, also those that are set meanwhile. */
    public void turn(Duration by) {
        Instant until = now().plus(by);
        while (true) {
            Alarm next;
            synchronized (this) {
                next = alarms.peek();
                if (next == null || next.when().isAfter(until)) {
                    now = until;
                    return;
                }
                alarms.poll();
                if (next.when().isAfter(now)) {
                    now = next.when();
                }
            }
            next.then().run();
        }
    }

    /** When the next alarm rings; null when none is set. */
    public synchronized Instant next() {
        return alarms.isEmpty() ? null : alarms.peek().when();
    }
}
