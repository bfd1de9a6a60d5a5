package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import io.fondaco.model.Time;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Messages that were here, who brought them and what became of them. Bounded in number and time. */
final class Seen {

    /** What became of a message. */
    enum Fate {
        UNDER_CHECK,
        VALID,
        INVALID,
        IGNORED
    }

    /** One message. */
    static final class Sighting {
        private final PeerId first;
        private final Instant since;
        private final Set<PeerId> others = new HashSet<>();
        private Fate fate = Fate.UNDER_CHECK;
        private Instant decided;

        private Sighting(PeerId first, Instant since) {
            this.first = first;
            this.since = since;
        }

        PeerId first() {
            return first;
        }

        /** Peers that brought it again. */
        Set<PeerId> others() {
            return others;
        }

        Fate fate() {
            return fate;
        }

        /** When its fate was decided; null while it is under check. */
        Instant decided() {
            return decided;
        }

        void decide(Fate as, Instant now) {
            fate = as;
            decided = now;
        }

        boolean broughtBy(PeerId peer) {
            return first.equals(peer) || others.contains(peer);
        }
    }

    private final Time time;
    private final int most;
    private final Map<MessageId, Sighting> sightings = new LinkedHashMap<>();

    Seen(Time time, int most) {
        this.time = time;
        this.most = most;
    }

    boolean contains(MessageId id) {
        return find(id) != null;
    }

    /** The message's sighting, null when it was not here lately. */
    Sighting find(MessageId id) {
        Sighting sighting = sightings.get(id);
        return sighting == null || over(sighting, time.now()) ? null : sighting;
    }

    private static boolean over(Sighting sighting, Instant now) {
        return !sighting.since.plus(GossipSettings.SEEN).isAfter(now);
    }

    Sighting add(MessageId id, PeerId from) {
        Sighting sighting = new Sighting(from, time.now());
        sightings.remove(id);
        sightings.put(id, sighting);
        expire();
        return sighting;
    }

    void expire() {
        Instant now = time.now();
        Iterator<Sighting> oldest = sightings.values().iterator();
        while (oldest.hasNext()) {
            Sighting sighting = oldest.next();
            if (sightings.size() <= most && !over(sighting, now)) {
                return;
            }
            oldest.remove();
        }
    }

    int size() {
        return sightings.size();
    }
}
