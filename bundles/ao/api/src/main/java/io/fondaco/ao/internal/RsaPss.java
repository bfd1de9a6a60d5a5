package io.fondaco.ao.internal;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Checks RSA-PSS with SHA-256 and a salt of any length, at the price of one public operation: Java's own verifier wants to
 * be told the length first, which only shows once the signature is opened.
 *
 * <p>Source: RFC 8017, 9.1.2, with the salt's length taken from where the 01 byte is.
 */
public final class RsaPss {
    /** Bytes of a modulus. */
    public static final int BYTES = 512;

    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
    private static final int HASH = 32;
    private static final int MASKED = BYTES - HASH - 1;
    private static final byte[] ZEROS = new byte[8];

    private RsaPss() {}

    /** The length of the salt of a signature, in bytes; -1 when it is not one of this owner over this message. */
    public static int salt(byte[] owner, byte[] message, byte[] signature) {
        BigInteger n = new BigInteger(1, owner);
        BigInteger s = new BigInteger(1, signature);
        // A shorter modulus would have other lengths all along; a number beyond it would be a second form of one.
        if (owner.length != BYTES || n.bitLength() != BYTES * 8 || !n.testBit(0) || s.compareTo(n) >= 0) {
            return -1;
        }
        byte[] encoded = bytes(s.modPow(EXPONENT, n));
        if (encoded[BYTES - 1] != (byte) 0xbc || encoded[0] < 0) {
            return -1;
        }
        byte[] block = Arrays.copyOf(encoded, MASKED);
        byte[] hash = Arrays.copyOfRange(encoded, MASKED, BYTES - 1);
        unmask(block, hash);
        block[0] &= 0x7f;
        int one = 0;
        while (one < MASKED && block[one] == 0) {
            one++;
        }
        if (one == MASKED || block[one] != 1) {
            return -1;
        }
        MessageDigest sha = Sha.digest("SHA-256");
        byte[] digest = sha.digest(message);
        sha.update(ZEROS);
        sha.update(digest);
        sha.update(block, one + 1, MASKED - one - 1);
        return MessageDigest.isEqual(sha.digest(), hash) ? MASKED - one - 1 : -1;
    }

    static boolean verify(byte[] owner, byte[] message, byte[] signature) {
        return salt(owner, message, signature) >= 0;
    }

    private static void unmask(byte[] block, byte[] seed) {
        MessageDigest sha = Sha.digest("SHA-256");
        byte[] counter = new byte[4];
        for (int at = 0; at < block.length; at += HASH, counter[3]++) {
            sha.update(seed);
            byte[] mask = sha.digest(counter);
            for (int i = 0; i < HASH && at + i < block.length; i++) {
                block[at + i] ^= mask[i];
            }
        }
    }

    /** A number in as many bytes as a modulus has. */
    public static byte[] bytes(BigInteger number) {
        byte[] some = number.toByteArray();
        byte[] all = new byte[BYTES];
        int skip = Math.max(0, some.length - BYTES);
        System.arraycopy(some, skip, all, BYTES - (some.length - skip), some.length - skip);
        return all;
    }
}
