package io.fondaco.ao.unit.internal;

import io.fondaco.model.Registration;
import java.time.Instant;
import java.util.Optional;

/** Says when the clock has something for a process, and wakes it then. For the worker whose slice it is, but for monitoring. */
final class CronWatch {
    private static final Crons.Tick NEVER = new Crons.Tick(Long.MIN_VALUE / 2, 0);

    private final Crons crons;
    private final Desk desk;
    private final Runnable wake;
    private volatile long since = -1;
    private Crons.Tick last = NEVER;
    private Registration alarm;
    private long alarmAt;

    CronWatch(Crons crons, Desk desk, Runnable wake) {
        this.crons = crons;
        this.desk = desk;
        this.wake = wake;
    }

    /** From when on the clock sends messages, milliseconds since 1970; -1 for never. From any thread. */
    void monitor(long from) {
        since = from;
    }

    boolean monitored() {
        return since >= 0;
    }

    /** A replay begins. */
    void restart() {
        last = NEVER;
    }

    /** This tick has been evaluated. */
    void ticked(Crons.Tick tick) {
        last = tick;
    }

    /** The tick that comes before a message, or else before now; sets the alarm for the next one when none is due. */
    Optional<Crons.Tick> due(Optional<Entry> before) {
        long from = since;
        if (from < 0 || crons.none()) {
            return Optional.empty();
        }
        long now = before.map(Entry::timestamp).orElseGet(desk::now);
        Crons.Tick after = last.time() >= from ? last : new Crons.Tick(from, Integer.MAX_VALUE);
        after = crons.notMoreThan(desk.settings().cronCatchUp(), after, now);
        Crons.Tick next = crons.after(after).orElseThrow();
        if (next.time() <= now) {
            return Optional.of(next);
        }
        if (before.isEmpty() && (alarm == null || alarmAt != next.time())) {
            if (alarm != null) {
                alarm.close();
            }
            alarmAt = next.time();
            alarm = desk.time().at(Instant.ofEpochMilli(next.time()), wake);
        }
        return Optional.empty();
    }
}
