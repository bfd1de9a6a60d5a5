package io.fondaco.network.libp2p.internal.gossip;

import java.util.Arrays;
import java.util.HexFormat;

/** What makes two messages the same, as a key of maps. */
final class MessageId {

    private final byte[] bytes;

    /** @param bytes kept, not copied */
    MessageId(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
