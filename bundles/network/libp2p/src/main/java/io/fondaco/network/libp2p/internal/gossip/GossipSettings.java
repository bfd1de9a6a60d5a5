package io.fondaco.network.libp2p.internal.gossip;

import java.time.Duration;

/**
 * How messages spread.
 *
 * <p>Source: libp2p/specs, gossipsub v1.0 and v1.1, parameters.
 *
 * @param heartbeat how often the mesh is looked after
 * @param history heartbeats a message can be asked for
 * @param historyGossip heartbeats a message is told of
 * @param gossipFactor share of the peers outside the mesh that are told at each heartbeat
 * @param floodPublish own messages go to all peers of a topic, not only to the mesh
 * @param backoff how long two peers leave each other alone after a prune
 * @param unsubscribeBackoff the same when one has stopped listening
 * @param slow how long a peer may take for one write before it is dropped
 */
public record GossipSettings(
        Degrees degrees,
        Duration heartbeat,
        int history,
        int historyGossip,
        double gossipFactor,
        boolean floodPublish,
        Duration backoff,
        Duration unsubscribeBackoff,
        Duration slow,
        SignaturePolicy signatures,
        ScoreSettings scores) {

    /** How long a message is remembered, so that it is not taken twice. */
    static final Duration SEEN = Duration.ofSeconds(120);

    /** Messages remembered at most; beyond that the oldest may come a second time. */
    static final int MAX_SEEN = 50_000;

    /** How long peers for a topic one only sends to are kept. */
    static final Duration FANOUT = Duration.ofSeconds(60);

    /** IHAVE messages taken of a peer in a heartbeat. */
    static final int MAX_HAVES = 10;

    /** Message ids asked of a peer, or sent to it, in a heartbeat. */
    static final int MAX_IDS = 5_000;

    /** How often a peer may ask for the same message. */
    static final int RETRANSMISSIONS = 3;

    /** How long a peer has to send what it said it has. */
    static final Duration FOLLOW_UP = Duration.ofSeconds(3);

    /** A peer that comes back this soon after a prune is penalised twice. */
    static final Duration GRAFT_FLOOD = Duration.ofSeconds(10);

    /** Heartbeats between looks at whether the mesh is a poor one. */
    static final int OPPORTUNISTIC_EVERY = 60;

    /** Peers added to a poor mesh. */
    static final int OPPORTUNISTIC_PEERS = 2;

    /** Topics remembered of a peer. */
    static final int MAX_TOPICS = 1_000;

    /** Bytes waiting for a peer. */
    static final int MAX_QUEUED = 4 << 20;

    /** Messages that are being checked, of all peers, and their bytes. */
    static final int MAX_CHECKING = 2_048;

    static final long MAX_CHECKING_BYTES = 64L << 20;

    /** Bytes of messages kept for peers to ask for. */
    static final long MAX_KEPT_BYTES = 64L << 20;

    /**
     * Peers in the mesh of a topic.
     *
     * @param d wanted
     * @param low fewer: some are added
     * @param high more: some are removed
     * @param score of those kept, how many are the best
     * @param out of those kept, how many this host has dialled
     * @param lazy peers told of messages at least
     */
    public record Degrees(int d, int low, int high, int score, int out, int lazy) {

        public Degrees {
            if (low < 0 || low > d || d > high || score > d || out < 0 || out > 0 && (out >= low || out > d / 2)) {
                throw new IllegalArgumentException("low <= d <= high, score <= d, out < low and out <= d/2; not " + low
                        + " " + d + " " + high + " " + score + " " + out);
            }
        }
    }

    /** The specification's defaults. */
    public static final GossipSettings STANDARD = new GossipSettings(
            new Degrees(6, 4, 12, 4, 2, 6),
            Duration.ofSeconds(1),
            5,
            3,
            0.25,
            true,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            SignaturePolicy.STRICT_SIGN,
            ScoreSettings.STANDARD);

    /** The Filecoin network's. */
    public static final GossipSettings FILECOIN = new GossipSettings(
            new Degrees(8, 6, 12, 6, 3, 12),
            Duration.ofSeconds(1),
            10,
            3,
            0.1,
            true,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            SignaturePolicy.STRICT_SIGN,
            ScoreSettings.FILECOIN);

    public GossipSettings {
        if (historyGossip > history || historyGossip < 1 || gossipFactor < 0 || gossipFactor > 1) {
            throw new IllegalArgumentException("1 <= historyGossip <= history and 0 <= gossipFactor <= 1");
        }
    }

    public GossipSettings scoredBy(ScoreSettings settings) {
        return new GossipSettings(
                degrees,
                heartbeat,
                history,
                historyGossip,
                gossipFactor,
                floodPublish,
                backoff,
                unsubscribeBackoff,
                slow,
                signatures,
                settings);
    }

    public GossipSettings flooding(boolean flood) {
        return new GossipSettings(
                degrees,
                heartbeat,
                history,
                historyGossip,
                gossipFactor,
                flood,
                backoff,
                unsubscribeBackoff,
                slow,
                signatures,
                scores);
    }

    public GossipSettings under(SignaturePolicy policy) {
        return new GossipSettings(
                degrees,
                heartbeat,
                history,
                historyGossip,
                gossipFactor,
                floodPublish,
                backoff,
                unsubscribeBackoff,
                slow,
                policy,
                scores);
    }

    public GossipSettings meshed(Degrees wanted) {
        return new GossipSettings(
                wanted,
                heartbeat,
                history,
                historyGossip,
                gossipFactor,
                floodPublish,
                backoff,
                unsubscribeBackoff,
                slow,
                signatures,
                scores);
    }
}
