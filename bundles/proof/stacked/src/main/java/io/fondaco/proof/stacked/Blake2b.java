package io.fondaco.proof.stacked;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BLAKE2b with a key, for one message of at most a block. Source: RFC 7693. */
final class Blake2b {
    private static final int BLOCK = 128;
    private static final long[] IV = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };
    private static final byte[][] SIGMA = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}
    };

    private Blake2b() {}

    /**
     * The digest of 32 bytes.
     *
     * @param key 1 to 64 bytes
     * @param message 1 to 128 bytes
     */
    static byte[] digest(byte[] key, byte[] message) {
        if (key.length < 1 || key.length > 64 || message.length < 1 || message.length > BLOCK) {
            throw new IllegalArgumentException(
                    "a key of " + key.length + " bytes over " + message.length + ": 1 to 64 over 1 to " + BLOCK);
        }
        long[] state = IV.clone();
        state[0] ^= 0x01010000L ^ (long) key.length << 8 ^ 32;
        compress(state, Arrays.copyOf(key, BLOCK), BLOCK, false);
        compress(state, Arrays.copyOf(message, BLOCK), BLOCK + message.length, true);
        ByteBuffer digest = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        digest.asLongBuffer().put(state);
        return Arrays.copyOf(digest.array(), 32);
    }

    private static void compress(long[] state, byte[] block, long bytes, boolean last) {
        long[] m = new long[16];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(m);
        long[] v = Arrays.copyOf(state, 16);
        System.arraycopy(IV, 0, v, 8, 8);
        v[12] ^= bytes;
        if (last) {
            v[14] = ~v[14];
        }
        for (int round = 0; round < 12; round++) {
            byte[] s = SIGMA[round % SIGMA.length];
            Feistel.mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
            Feistel.mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
            Feistel.mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
            Feistel.mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
            Feistel.mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
            Feistel.mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
            Feistel.mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
            Feistel.mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
        }
        for (int i = 0; i < 8; i++) {
            state[i] ^= v[i] ^ v[i + 8];
        }
    }
}
