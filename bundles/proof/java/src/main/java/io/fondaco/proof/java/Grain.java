package io.fondaco.proof.java;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Grain shift register that draws Poseidon's round constants: nothing up anybody's sleeve.
 *
 * <p>Source: Poseidon paper, appendix F: 80 bits that spell the parameters, 160 bits thrown away, then of each pair of bits
 * the second counts if the first is 1.
 */
final class Grain {
    private static final int BITS = 80;
    private static final int FIELD_BITS = 255;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A ring: the oldest bit is at {@code head}. */
    private final boolean[] state = new boolean[BITS];

    private int head;
    private int filled;

    Grain(int width, int fullRounds, int partialRounds) {
        spell(1, 2); // a prime field
        spell(1, 4); // the S-box is a power
        spell(FIELD_BITS, 12);
        spell(width, 12);
        spell(fullRounds, 10);
        spell(partialRounds, 10);
        spell((1 << 30) - 1, 30);
        for (int i = 0; i < 160; i++) {
            shift();
        }
    }

    /** Draws a field element, trying again until it is below r. */
    void draw(long[] to, int t) {
        long[] limbs = new long[Fr.LIMBS];
        do {
            limbs[3] = 0;
            for (int bit = FIELD_BITS - 1; bit >= 0; bit--) {
                int limb = bit >> 6;
                limbs[limb] = limbs[limb] << 1 | (next() ? 1 : 0);
            }
        } while (!Fr.belowR(limbs[0], limbs[1], limbs[2], limbs[3]));
        byte[] bytes = new byte[Fr.BYTES];
        for (int i = 0; i < Fr.LIMBS; i++) {
            WORD.set(bytes, 8 * i, limbs[i]);
        }
        Fr.decode(bytes, 0, to, t);
    }

    private void spell(int number, int bits) {
        for (int bit = bits - 1; bit >= 0; bit--) {
            state[filled++] = (number >> bit & 1) == 1;
        }
    }

    private boolean next() {
        boolean counts = shift();
        boolean bit = shift();
        while (!counts) {
            counts = shift();
            bit = shift();
        }
        return bit;
    }

    private boolean shift() {
        boolean bit = at(62) ^ at(51) ^ at(38) ^ at(23) ^ at(13) ^ at(0);
        state[head] = bit;
        head = (head + 1) % BITS;
        return bit;
    }

    private boolean at(int age) {
        return state[(head + age) % BITS];
    }
}
