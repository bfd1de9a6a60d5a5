package io.fondaco.proof.stacked;

/** The key stream of ChaCha as numbers: counter of 64 bits from 0 on, nonce zero. Not thread-safe. Source: RFC 8439. */
final class ChaCha {
    private static final int[] EXPAND_32_BYTE_K = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private final int rounds;
    private final int[] input = new int[16];
    private final int[] block = new int[16];
    private int used;

    /** @param rounds 8, 12 or 20 */
    ChaCha(int rounds) {
        this.rounds = rounds;
        System.arraycopy(EXPAND_32_BYTE_K, 0, input, 0, 4);
    }

    /** Starts the stream of another key, eight words. */
    void key(int[] words) {
        System.arraycopy(words, 0, input, 4, 8);
        input[12] = 0;
        input[13] = 0;
        used = block.length;
    }

    /** The next two words of the stream, the lower one first. */
    long nextLong() {
        return Integer.toUnsignedLong(next()) | (long) next() << 32;
    }

    private int next() {
        if (used == block.length) {
            fill();
        }
        return block[used++];
    }

    private void fill() {
        int[] x = block;
        System.arraycopy(input, 0, x, 0, 16);
        for (int i = 0; i < rounds; i += 2) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 1, 5, 9, 13);
            quarter(x, 2, 6, 10, 14);
            quarter(x, 3, 7, 11, 15);
            quarter(x, 0, 5, 10, 15);
            quarter(x, 1, 6, 11, 12);
            quarter(x, 2, 7, 8, 13);
            quarter(x, 3, 4, 9, 14);
        }
        for (int i = 0; i < 16; i++) {
            x[i] += input[i];
        }
        if (++input[12] == 0) {
            input[13]++;
        }
        used = 0;
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 7);
    }
}
