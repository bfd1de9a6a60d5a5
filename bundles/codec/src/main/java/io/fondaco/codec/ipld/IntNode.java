package io.fondaco.codec.ipld;

import java.math.BigInteger;

/**
 * A whole number from -2^63 to 2^64-1.
 *
 * @param bits the number in two's complement
 * @param unsigned whether {@code bits} counts from 2^63 to 2^64-1; false for every number a {@code long} can hold
 */
public record IntNode(long bits, boolean unsigned) implements Node {
    public IntNode {
        if (unsigned && bits >= 0) {
            throw new IllegalArgumentException(bits + " fits a long: it is not written as unsigned");
        }
    }

    public static IntNode of(long value) {
        return new IntNode(value, false);
    }

    /** {@code bits} read as an unsigned number. */
    public static IntNode ofUnsigned(long bits) {
        return new IntNode(bits, bits < 0);
    }

    /** The number; {@link ArithmeticException} if it is 2^63 or more. */
    public long value() {
        if (unsigned) {
            throw new ArithmeticException(this + " is above 2^63-1");
        }
        return bits;
    }

    /** The number, whatever its size. */
    public BigInteger toBigInteger() {
        return unsigned ? new BigInteger(Long.toUnsignedString(bits)) : BigInteger.valueOf(bits);
    }

    @Override
    public String toString() {
        return unsigned ? Long.toUnsignedString(bits) : Long.toString(bits);
    }
}
