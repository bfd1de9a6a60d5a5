package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.model.Digests;
import io.fondaco.model.PeerId;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/** A place in the key space: the SHA-256 of a peer id or of a content's multihash. Distance is XOR, as a number. */
final class KadKey {

    static final int BITS = 256;

    private final byte[] hash;

    private KadKey(byte[] hash) {
        this.hash = hash;
    }

    static KadKey of(byte[] key) {
        return new KadKey(Digests.sha256(key));
    }

    static KadKey of(PeerId peer) {
        return of(peer.toBytes());
    }

    /** Leading bits the two have in common, 0 to 256. */
    int common(KadKey other) {
        int at = Arrays.mismatch(hash, other.hash);
        return at < 0 ? BITS : 8 * at + Integer.numberOfLeadingZeros((hash[at] ^ other.hash[at]) & 0xff) - 24;
    }

    BigInteger distance(KadKey other) {
        byte[] xor = new byte[hash.length];
        for (int i = 0; i < xor.length; i++) {
            xor[i] = (byte) (hash[i] ^ other.hash[i]);
        }
        return new BigInteger(1, xor);
    }

    /** Those nearer to this key first. */
    Comparator<KadKey> nearest() {
        return (a, b) -> {
            for (int i = 0; i < hash.length; i++) {
                int order = Integer.compare((a.hash[i] ^ hash[i]) & 0xff, (b.hash[i] ^ hash[i]) & 0xff);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KadKey that && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(hash);
    }
}
