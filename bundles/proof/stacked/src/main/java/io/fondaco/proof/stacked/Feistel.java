package io.fondaco.proof.stacked;

/**
 * The permutation that spreads the distant parents over the whole layer below: three Feistel rounds over 2h bits, repeated
 * until the number is in range. Immutable.
 *
 * <p>Source: storage-proofs-porep, crypto/feistel; RFC 7693 for BLAKE2b.
 */
final class Feistel {
    private static final long[] IV = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };
    /** Where words 0 and 1 of a message stand in each of the twelve rounds. */
    private static final int[] FIRST = {0, 10, 3, 13, 1, 4, 8, 9, 6, 15, 0, 10};

    private static final int[] SECOND = {1, 8, 13, 3, 9, 14, 2, 5, 12, 6, 1, 8};
    private static final int MESSAGE = 16;
    private static final long PARAMETERS = 0x01010000L ^ 64;

    private final long count;
    private final int half;
    private final long mask;
    private final long[] keys;
    /**
     * By round and right half, what is added to the left half, plus one; 0 where it was not computed yet. Threads that
     * compute the same write the same. Null when nothing is remembered.
     */
    private final int[] known;

    /**
     * @param count numbers to permute, 0 to count - 1, at most 2^34
     * @param keys one for each round
     */
    Feistel(long count, long... keys) {
        this(count, keys, false);
    }

    private Feistel(long count, long[] keys, boolean remembering) {
        this.count = count;
        int bits = 1;
        while (1L << 2 * bits < count) {
            bits++;
        }
        this.half = bits;
        this.mask = (1L << bits) - 1;
        this.keys = keys.clone();
        this.known = remembering ? new int[keys.length << bits] : null;
    }

    /**
     * The same, for many numbers: a right half has so few values (2^11 for a sector of 8 MiB, 2^17 for the largest) that
     * each is digested once. Takes 12 bytes for each.
     */
    Feistel remembering() {
        return new Feistel(count, keys, true);
    }

    /** Where {@code number} goes. */
    long permute(long number) {
        long x = number;
        do {
            long left = x >>> half;
            long right = x & mask;
            for (int round = 0; round < keys.length; round++) {
                long next = left ^ added(round, right);
                left = right;
                right = next;
            }
            x = left << half | right;
        } while (x >= count);
        return x;
    }

    private long added(int round, long right) {
        if (known == null) {
            return digest(right, keys[round]) & mask;
        }
        int at = round << half | (int) right;
        int added = known[at];
        if (added == 0) {
            added = (int) (digest(right, keys[round]) & mask) + 1;
            known[at] = added;
        }
        return added - 1;
    }

    /** The first eight bytes, big-endian, of BLAKE2b-512 over both numbers, big-endian. */
    static long digest(long number, long key) {
        long m0 = Long.reverseBytes(number);
        long m1 = Long.reverseBytes(key);
        long h = IV[0] ^ PARAMETERS;
        long[] v = {
            h,
            IV[1],
            IV[2],
            IV[3],
            IV[4],
            IV[5],
            IV[6],
            IV[7],
            IV[0],
            IV[1],
            IV[2],
            IV[3],
            IV[4] ^ MESSAGE,
            IV[5],
            ~IV[6],
            IV[7]
        };
        for (int round = 0; round < FIRST.length; round++) {
            int a = FIRST[round];
            int b = SECOND[round];
            mix(v, 0, 4, 8, 12, word(0, a, b, m0, m1), word(1, a, b, m0, m1));
            mix(v, 1, 5, 9, 13, word(2, a, b, m0, m1), word(3, a, b, m0, m1));
            mix(v, 2, 6, 10, 14, word(4, a, b, m0, m1), word(5, a, b, m0, m1));
            mix(v, 3, 7, 11, 15, word(6, a, b, m0, m1), word(7, a, b, m0, m1));
            mix(v, 0, 5, 10, 15, word(8, a, b, m0, m1), word(9, a, b, m0, m1));
            mix(v, 1, 6, 11, 12, word(10, a, b, m0, m1), word(11, a, b, m0, m1));
            mix(v, 2, 7, 8, 13, word(12, a, b, m0, m1), word(13, a, b, m0, m1));
            mix(v, 3, 4, 9, 14, word(14, a, b, m0, m1), word(15, a, b, m0, m1));
        }
        return Long.reverseBytes(h ^ v[0] ^ v[8]);
    }

    /** The message is zero but for its first two words. */
    private static long word(int place, int first, int second, long m0, long m1) {
        return place == first ? m0 : place == second ? m1 : 0;
    }

    /** The mixing of BLAKE2b. */
    static void mix(long[] v, int a, int b, int c, int d, long x, long y) {
        v[a] += v[b] + x;
        v[d] = Long.rotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = Long.rotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 63);
    }
}
