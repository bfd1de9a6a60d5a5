package io.fondaco.replica;

import io.fondaco.model.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Draws the leaves of a challenge from a seed: each leaf as likely as any other, however many there are. */
public final class Draw {
    private static final long RANGE = Long.MAX_VALUE;

    private Draw() {}

    /**
     * Draws with replacement: the j-th number is SHA-256 over the seed and a counter (4 bytes, big-endian, from 0), its first
     * eight bytes without the sign; one that would make small remainders likelier is passed over.
     *
     * @param leaves how many there are, 1 to 2^32
     * @param count how many to draw, 1 to 1024
     */
    public static long[] leaves(byte[] seed, long leaves, int count) {
        if (leaves < 1 || leaves > 1L << 32 || count < 1 || count > 1024) {
            throw new IllegalArgumentException(count + " of " + leaves + " leaves");
        }
        // 2^63 numbers; the remainder of them would be drawn once more than the others.
        long most = RANGE - (RANGE % leaves + 1) % leaves;
        long[] drawn = new long[count];
        int counter = 0;
        for (int i = 0; i < count; ) {
            long value = first(seed, counter++);
            if (value <= most) {
                drawn[i++] = value % leaves;
            }
        }
        return drawn;
    }

    private static long first(byte[] seed, int counter) {
        MessageDigest sha = Digests.sha256();
        sha.update(seed);
        sha.update(ByteBuffer.allocate(4).putInt(counter).flip());
        return ByteBuffer.wrap(sha.digest()).getLong() & Long.MAX_VALUE;
    }
}
