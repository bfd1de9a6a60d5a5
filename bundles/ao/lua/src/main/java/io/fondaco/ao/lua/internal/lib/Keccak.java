package io.fondaco.ao.lua.internal.lib;

import java.util.Arrays;

/** Keccak with the padding of before FIPS 202, as Ethereum uses it: the JDK has SHA-3 only. */
final class Keccak {
    private static final long[] ROUNDS = constants();
    private static final int[] TURNS = {
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
    };
    private static final int[] LANES = {
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
    };

    private Keccak() {}

    /** The round constants, from their shift register (FIPS 202, algorithm 5). */
    private static long[] constants() {
        long[] rc = new long[24];
        int r = 1;
        for (int round = 0; round < 24; round++) {
            for (int j = 0; j < 7; j++) {
                if ((r & 1) != 0) {
                    rc[round] ^= 1L << (1 << j) - 1;
                }
                r = (r & 0x80) != 0 ? (r << 1 ^ 0x71) & 0xff : r << 1;
            }
        }
        return rc;
    }

    /** @param bits of the digest, 256 or 512 */
    static byte[] digest(byte[] message, int bits) {
        int rate = 200 - bits / 4;
        byte[] padded = Arrays.copyOf(message, (message.length / rate + 1) * rate);
        padded[message.length] ^= 1;
        padded[padded.length - 1] ^= (byte) 0x80;
        long[] s = new long[25];
        for (int block = 0; block < padded.length; block += rate) {
            for (int i = 0; i < rate; i++) {
                s[i >> 3] ^= (padded[block + i] & 0xffL) << 8 * (i & 7);
            }
            permute(s);
        }
        byte[] out = new byte[bits / 8];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (s[i >> 3] >>> 8 * (i & 7));
        }
        return out;
    }

    private static void permute(long[] s) {
        long[] c = new long[5];
        for (long rc : ROUNDS) {
            for (int x = 0; x < 5; x++) {
                c[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20];
            }
            for (int x = 0; x < 5; x++) {
                long d = c[(x + 4) % 5] ^ Long.rotateLeft(c[(x + 1) % 5], 1);
                for (int y = 0; y < 25; y += 5) {
                    s[y + x] ^= d;
                }
            }
            long carried = s[1];
            for (int i = 0; i < 24; i++) {
                long next = s[LANES[i]];
                s[LANES[i]] = Long.rotateLeft(carried, TURNS[i]);
                carried = next;
            }
            for (int y = 0; y < 25; y += 5) {
                System.arraycopy(s, y, c, 0, 5);
                for (int x = 0; x < 5; x++) {
                    s[y + x] = c[x] ^ ~c[(x + 1) % 5] & c[(x + 2) % 5];
                }
            }
            s[0] ^= rc;
        }
    }
}
