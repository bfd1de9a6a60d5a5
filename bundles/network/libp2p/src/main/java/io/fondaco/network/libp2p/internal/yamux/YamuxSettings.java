package io.fondaco.network.libp2p.internal.yamux;

import java.time.Duration;

/**
 * @param maxWindow bytes a stream's receive window may grow to, at least the initial 256 KiB
 * @param maxFrame bytes of data in one frame
 * @param keepAlive how often a silent peer is pinged
 * @param patience how long a peer may leave a ping unanswered, or our bytes unread, before it is dropped
 * @param ended how long a stream both of whose ends this side has given up may linger
 */
public record YamuxSettings(int maxWindow, int maxFrame, Duration keepAlive, Duration patience, Duration ended) {

    /** Frames fill one Noise message: 65,519 bytes with the header. */
    public static final YamuxSettings STANDARD = new YamuxSettings(
            16 << 20,
            65519 - Frame.HEADER_BYTES,
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60));

    /** The standard with another largest window. */
    public static YamuxSettings upTo(int maxWindow) {
        return new YamuxSettings(maxWindow, STANDARD.maxFrame, STANDARD.keepAlive, STANDARD.patience, STANDARD.ended);
    }

    public YamuxSettings {
        if (maxWindow < Frame.INITIAL_WINDOW || maxFrame < 1024 || maxFrame > 1 << 20) {
            throw new IllegalArgumentException("yamux: window of " + maxWindow + ", frames of " + maxFrame + " bytes");
        }
    }
}
