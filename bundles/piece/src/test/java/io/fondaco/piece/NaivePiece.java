package io.fondaco.piece;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The piece tree as the specification tells it: bit by bit, a whole level at a time. Slow, and meant to be. */
final class NaivePiece {
    private NaivePiece() {}

    /** Inserts two zero bits after every 254 bits, least significant bit first. */
    static byte[] pad(byte[] payload) {
        byte[] out = new byte[payload.length / 127 * 128];
        for (long bit = 0; bit < payload.length * 8L; bit++) {
            if ((payload[(int) (bit / 8)] >> bit % 8 & 1) == 1) {
                long to = bit + bit / 254 * 2;
                out[(int) (to / 8)] |= (byte) (1 << to % 8);
            }
        }
        return out;
    }

    static byte[] root(byte[] payload) throws NoSuchAlgorithmException {
        int unpadded = 127;
        while (unpadded < payload.length) {
            unpadded *= 2;
        }
        byte[] level = pad(Arrays.copyOf(payload, unpadded));
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        while (level.length > 32) {
            byte[] above = new byte[level.length / 2];
            for (int i = 0; i < above.length; i += 32) {
                byte[] node = sha.digest(Arrays.copyOfRange(level, 2 * i, 2 * i + 64));
                node[31] &= 0b0011_1111;
                System.arraycopy(node, 0, above, i, 32);
            }
            level = above;
        }
        return level;
    }
}
