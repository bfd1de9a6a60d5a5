package io.fondaco.sector.pipeline.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps sectors from going on, and when it is tried again. Forgotten with the process: it is found out again. */
final class Pauses {

    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);
    private static final int MOST_DOUBLED = 5;

    /** @param kind what of the text does not change while nothing changes */
    private record Pause(String kind, String why, int times, long since, long until) {}

    private final Map<SectorId, Pause> all = new ConcurrentHashMap<>();
    private final long retry;

    /** @param retry the first pause, epochs */
    Pauses(long retry) {
        this.retry = retry;
    }

    /**
     * Lets a sector wait, longer each time, and says so in the log when it is for another reason than before.
     *
     * @return whether it is
     */
    boolean add(SectorId sector, String kind, String why, long now) {
        Pause before = all.get(sector);
        boolean same = before != null && before.kind.equals(kind);
        int times = same ? before.times + 1 : 0;
        Pause pause = new Pause(kind, why, times, now, now + length(times));
        all.put(sector, pause);
        if (!same) {
            LOG.warn("{} waits: {}; it is tried again from epoch {} on", sector, why, pause.until);
        }
        return !same;
    }

    /** Says what a sector waits for that comes with time; it is looked at again with each head. */
    void note(SectorId sector, String why, long now) {
        all.put(sector, new Pause("", why, 0, now, now));
    }

    /** After an attempt on the chain came to nothing. @param attempt that came to nothing, from 0 */
    void refused(SectorId sector, String why, int attempt, long now) {
        all.put(sector, new Pause("", why, attempt, now, now + length(attempt)));
        LOG.warn("{}: {}; it is tried again from epoch {} on", sector, why, now + length(attempt));
    }

    private long length(int times) {
        return retry << Math.min(times, MOST_DOUBLED);
    }

    boolean waits(SectorId sector, long now) {
        return waits(sector, now, false);
    }

    /** @param hurry whether it is tried again with the next head, however long the pause is */
    boolean waits(SectorId sector, long now, boolean hurry) {
        Pause pause = all.get(sector);
        return pause != null && now < (hurry ? Math.min(pause.since + 1, pause.until) : pause.until);
    }

    Optional<String> why(SectorId sector) {
        return Optional.ofNullable(all.get(sector)).map(Pause::why);
    }

    void clear(SectorId sector) {
        all.remove(sector);
    }
}
