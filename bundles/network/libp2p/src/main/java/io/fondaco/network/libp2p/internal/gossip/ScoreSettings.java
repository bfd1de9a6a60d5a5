package io.fondaco.network.libp2p.internal.gossip;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What peers are worth and what follows from it.
 *
 * @param topics parameters by the beginning of a topic's name; the longest that fits counts, "" fits all
 * @param thresholds what follows
 * @param applicationWeight of what the application says of a peer (P5), 0 or more
 * @param colocationWeight of the square of how many peers too many share an address (P6), 0 or less
 * @param colocationThreshold how many may; loopback addresses are not counted
 * @param behaviourWeight of the square of the penalties for breaking the protocol's rules (P7), 0 or less
 * @param behaviourThreshold penalties that are forgiven
 * @param decayEvery how often counters decay
 * @param decayToZero below this a counter is zero
 * @param retain how long the score of a peer that left is remembered
 */
public record ScoreSettings(
        Map<String, TopicScore> topics,
        Thresholds thresholds,
        double applicationWeight,
        double colocationWeight,
        int colocationThreshold,
        double behaviourWeight,
        double behaviourThreshold,
        double behaviourDecay,
        Duration decayEvery,
        double decayToZero,
        Duration retain) {

    /**
     * Below which score what happens.
     *
     * @param gossip no gossip to it or from it
     * @param publish our own messages do not go to it
     * @param graylist nothing it says is heard
     * @param opportunistic when half the mesh is below it, better peers are added
     */
    public record Thresholds(double gossip, double publish, double graylist, double opportunistic) {

        public Thresholds {
            if (gossip >= 0 || publish > gossip || graylist >= publish || opportunistic < 0) {
                throw new IllegalArgumentException(
                        "thresholds are 0 > gossip >= publish > graylist and opportunistic >= 0");
            }
        }
    }

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** For any topic: three invalid messages within minutes are too many. */
    public static final ScoreSettings STANDARD = new ScoreSettings(
            Map.of(
                    "",
                    new TopicScore(
                            1,
                            new TopicScore.TimeInMesh(0.002, SECOND, 3600),
                            new TopicScore.First(0.1, decay(Duration.ofMinutes(10)), 100),
                            TopicScore.Rate.NONE,
                            -10,
                            decay(Duration.ofMinutes(10)))),
            new Thresholds(-10, -50, -80, 1),
            10,
            -5,
            10,
            -10,
            0,
            decay(Duration.ofMinutes(10)),
            SECOND,
            0.01,
            Duration.ofHours(1));

    /** The Filecoin network's, as its most used node sets them. */
    public static final ScoreSettings FILECOIN = new ScoreSettings(
            Map.of(
                    "/fil/blocks/", filecoin(5, Duration.ofHours(1)),
                    "/fil/msgs/", filecoin(0.5, Duration.ofMinutes(10))),
            new Thresholds(-500, -1000, -2500, 3.5),
            1,
            -100,
            5,
            -10,
            6,
            decay(Duration.ofHours(1)),
            SECOND,
            0.01,
            Duration.ofHours(6));

    public ScoreSettings {
        topics = Map.copyOf(topics);
        if (applicationWeight < 0 || colocationWeight > 0 || behaviourWeight > 0 || colocationThreshold < 1) {
            throw new IllegalArgumentException(
                    "P5 weighs 0 or more, P6 and P7 0 or less, one peer per address is fine");
        }
    }

    private static TopicScore filecoin(double firstWeight, Duration firstDecay) {
        return new TopicScore(
                0.1,
                new TopicScore.TimeInMesh(0.00027, SECOND, 1),
                new TopicScore.First(firstWeight, decay(firstDecay), 100),
                TopicScore.Rate.NONE,
                -1000,
                decay(Duration.ofHours(1)));
    }

    /** The factor, once a second, that brings 1 down to 0.01 in this time. */
    public static double decay(Duration toZero) {
        return Math.pow(0.01, 1.0 / toZero.toSeconds());
    }

    /** A topic's parameters; none when the topic does not count. */
    Optional<TopicScore> topic(String name) {
        return topics.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .max((a, b) -> Integer.compare(a.getKey().length(), b.getKey().length()))
                .map(Map.Entry::getValue);
    }
}
