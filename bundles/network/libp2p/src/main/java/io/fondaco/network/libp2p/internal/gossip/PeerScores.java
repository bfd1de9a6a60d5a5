package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import io.fondaco.model.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What this host thinks of its peers. On the router's thread.
 *
 * <p>Source: libp2p/specs, gossipsub v1.1, "The Score Function", P1 to P7.
 */
final class PeerScores {

    /** Peers remembered that are not connected. */
    private static final int MAX_ABSENT = 10_000;

    private static final class InTopic {
        private Instant grafted;
        private Duration meshed = Duration.ZERO;
        private double first;
        private double deliveries;
        private boolean expected;
        private double failures;
        private double invalid;

        boolean inMesh() {
            return grafted != null;
        }

        double missing(TopicScore.Rate rate) {
            double gap = expected && deliveries < rate.threshold() ? rate.threshold() - deliveries : 0;
            return gap * gap;
        }
    }

    private static final class Record {
        private final Map<String, InTopic> topics = new HashMap<>();
        private Optional<String> address = Optional.empty();
        private boolean here;
        private Instant until;
        private double penalties;
    }

    private final ScoreSettings settings;
    private final Time time;
    private final ToDoubleFunction<PeerId> application;
    private final Map<PeerId, Record> records = new HashMap<>();
    private final Map<String, Set<PeerId>> byAddress = new HashMap<>();
    private final Map<String, Optional<TopicScore>> topicScores = new HashMap<>();

    /** @param application P5 */
    PeerScores(ScoreSettings settings, Time time, ToDoubleFunction<PeerId> application) {
        this.settings = settings;
        this.time = time;
        this.application = application;
    }

    /** @param address where it connects from; empty for one that is not counted */
    void arrived(PeerId peer, Optional<String> address) {
        Record record = records.computeIfAbsent(peer, p -> new Record());
        record.here = true;
        forgetAddress(peer, record);
        record.address = address;
        address.ifPresent(
                at -> byAddress.computeIfAbsent(at, a -> new HashSet<>()).add(peer));
    }

    /** A bad score outlives the connection, a good one does not. */
    void left(PeerId peer) {
        Record record = records.get(peer);
        if (record == null) {
            return;
        }
        double score = score(peer);
        record.topics.forEach((topic, stats) -> {
            stats.first = 0;
            leaveMesh(topic, stats);
        });
        record.here = false;
        if (score > 0 || records.size() - present() > MAX_ABSENT) {
            forgetAddress(peer, record);
            records.remove(peer);
        } else {
            record.until = time.now().plus(settings.retain());
        }
    }

    private long present() {
        return records.values().stream().filter(record -> record.here).count();
    }

    private void forgetAddress(PeerId peer, Record record) {
        record.address.ifPresent(at -> byAddress.computeIfPresent(at, (a, peers) -> {
            peers.remove(peer);
            return peers.isEmpty() ? null : peers;
        }));
    }

    private Optional<TopicScore> parameters(String topic) {
        if (topicScores.size() > GossipSettings.MAX_TOPICS) {
            topicScores.clear();
        }
        return topicScores.computeIfAbsent(topic, settings::topic);
    }

    /** Counters exist only for topics that count and peers that are known. */
    private Optional<InTopic> stats(PeerId peer, String topic) {
        Record record = records.get(peer);
        return record == null || parameters(topic).isEmpty()
                ? Optional.empty()
                : Optional.of(record.topics.computeIfAbsent(topic, t -> new InTopic()));
    }

    void grafted(PeerId peer, String topic) {
        stats(peer, topic).ifPresent(stats -> {
            stats.grafted = time.now();
            stats.meshed = Duration.ZERO;
            stats.expected = false;
        });
    }

    void pruned(PeerId peer, String topic) {
        stats(peer, topic).ifPresent(stats -> leaveMesh(topic, stats));
    }

    private void leaveMesh(String topic, InTopic stats) {
        if (stats.inMesh()) {
            stats.failures += stats.missing(parameters(topic).orElseThrow().rate());
            stats.grafted = null;
            stats.expected = false;
        }
    }

    /** The peer was the first to bring a valid message. */
    void first(PeerId peer, String topic) {
        stats(peer, topic)
                .ifPresent(stats -> stats.first = Math.min(
                        stats.first + 1, parameters(topic).orElseThrow().first().cap()));
        near(peer, topic);
    }

    /** The peer brought a valid message in time. */
    void near(PeerId peer, String topic) {
        stats(peer, topic)
                .filter(InTopic::inMesh)
                .ifPresent(stats -> stats.deliveries = Math.min(
                        stats.deliveries + 1,
                        parameters(topic).orElseThrow().rate().cap()));
    }

    /** How long after the first delivery another one counts. */
    Duration window(String topic) {
        return parameters(topic).map(score -> score.rate().window()).orElse(Duration.ZERO);
    }

    void invalid(PeerId peer, String topic) {
        stats(peer, topic).ifPresent(stats -> stats.invalid++);
    }

    /** The peer broke a rule of the protocol, so many times. */
    void misbehaved(PeerId peer, int times) {
        Record record = records.get(peer);
        if (record != null) {
            record.penalties += times;
        }
    }

    /** Once each {@link ScoreSettings#decayEvery}: what was done long ago counts less. */
    void decay() {
        Instant now = time.now();
        for (Iterator<Map.Entry<PeerId, Record>> all = records.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<PeerId, Record> entry = all.next();
            Record record = entry.getValue();
            if (!record.here) {
                if (record.until.isBefore(now)) {
                    forgetAddress(entry.getKey(), record);
                    all.remove();
                }
                continue;
            }
            record.topics.forEach((topic, stats) -> decay(parameters(topic).orElseThrow(), stats, now));
            record.penalties = less(record.penalties, settings.behaviourDecay());
        }
    }

    private void decay(TopicScore parameters, InTopic stats, Instant now) {
        stats.first = less(stats.first, parameters.first().decay());
        stats.deliveries = less(stats.deliveries, parameters.rate().decay());
        stats.failures = less(stats.failures, parameters.rate().failureDecay());
        stats.invalid = less(stats.invalid, parameters.invalidDecay());
        if (stats.inMesh()) {
            stats.meshed = Duration.between(stats.grafted, now);
            stats.expected |= stats.meshed.compareTo(parameters.rate().activation()) > 0;
        }
    }

    private double less(double counter, double factor) {
        double left = counter * factor;
        return left < settings.decayToZero() ? 0 : left;
    }

    double score(PeerId peer) {
        Record record = records.get(peer);
        if (record == null) {
            return 0;
        }
        double score = 0;
        for (Map.Entry<String, InTopic> entry : record.topics.entrySet()) {
            score += inTopic(parameters(entry.getKey()).orElseThrow(), entry.getValue());
        }
        score += settings.applicationWeight() * application.applyAsDouble(peer);
        double surplus = record.address.map(at -> byAddress.get(at).size()).orElse(0) - settings.colocationThreshold();
        if (surplus > 0) {
            score += settings.colocationWeight() * surplus * surplus;
        }
        double excess = record.penalties - settings.behaviourThreshold();
        if (excess > 0) {
            score += settings.behaviourWeight() * excess * excess;
        }
        return score;
    }

    private static double inTopic(TopicScore parameters, InTopic stats) {
        double score = 0;
        if (stats.inMesh()) {
            double quanta = (double) stats.meshed.toNanos()
                    / parameters.time().quantum().toNanos();
            score += parameters.time().weight()
                    * Math.min(quanta, parameters.time().cap());
        }
        score += parameters.first().weight() * stats.first;
        score += parameters.rate().weight() * stats.missing(parameters.rate());
        score += parameters.rate().failureWeight() * stats.failures;
        score += parameters.invalidWeight() * stats.invalid * stats.invalid;
        return parameters.weight() * score;
    }
}
