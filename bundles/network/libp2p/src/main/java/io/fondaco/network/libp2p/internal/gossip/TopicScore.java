package io.fondaco.network.libp2p.internal.gossip;

import java.time.Duration;

/**
 * What a peer's doings in one topic are worth.
 *
 * <p>Source: libp2p/specs, gossipsub v1.1, "The Score Function". A decay is the factor a counter is multiplied with each
 * {@link ScoreSettings#decayEvery}.
 *
 * @param weight of the topic among all
 * @param invalidWeight of the square of the number of invalid messages (P4), 0 or less
 */
public record TopicScore(
        double weight, TimeInMesh time, First first, Rate rate, double invalidWeight, double invalidDecay) {

    /** P1: {@code weight} for each {@code quantum} in the mesh, of which at most {@code cap} count. */
    public record TimeInMesh(double weight, Duration quantum, double cap) {}

    /** P2: {@code weight} for each valid message the peer was the first to bring, of which at most {@code cap} count. */
    public record First(double weight, double decay, double cap) {}

    /**
     * P3 and P3b: how far a mesh peer stays below the number of messages that is expected of it.
     *
     * @param weight of the square of what is missing, 0 or less; 0 for nothing is expected
     * @param activation how long it must be in the mesh first
     * @param window how long after the first delivery a second one still counts
     * @param failureWeight of what was missing when the peer was pruned, 0 or less
     */
    public record Rate(
            double weight,
            double decay,
            double threshold,
            double cap,
            Duration activation,
            Duration window,
            double failureWeight,
            double failureDecay) {

        /** Nothing is expected. */
        public static final Rate NONE = new Rate(0, 0.5, 0, 0, Duration.ofSeconds(1), Duration.ofMillis(2), 0, 0.5);
    }

    public TopicScore {
        if (weight < 0 || time.weight() < 0 || first.weight() < 0) {
            throw new IllegalArgumentException("time in mesh and first deliveries are rewarded, not punished");
        }
        if (rate.weight() > 0 || rate.failureWeight() > 0 || invalidWeight > 0) {
            throw new IllegalArgumentException("missing and invalid messages are punished, not rewarded");
        }
    }
}
