package io.fondaco.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of FIL counted in attoFIL (1 FIL = 10^18 attoFIL), of any sign. The magnitude is at most 127 bytes, so
 * that the binary form keeps to the 128 bytes the chain accepts.
 */
public final class TokenAmount implements Comparable<TokenAmount> {
    /** Longest binary form, in bytes. Source: go-state-types, big.BigIntMaxSerializedLen. */
    public static final int MAX_BYTES = 128;

    public static final TokenAmount ZERO = new TokenAmount(BigInteger.ZERO);

    private static final int FIL_DIGITS = 18;
    private static final int MAX_TEXT = 512;
    private static final Pattern TEXT =
            Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ?(FIL|milliFIL|microFIL|nanoFIL|picoFIL|femtoFIL|attoFIL)?");
    private static final List<String> UNITS =
            List.of("attoFIL", "femtoFIL", "picoFIL", "nanoFIL", "microFIL", "milliFIL", "FIL");

    private final BigInteger atto;

    private TokenAmount(BigInteger atto) {
        if (atto.abs().bitLength() > (MAX_BYTES - 1) * 8) {
            throw new InvalidValueException("token amount", 0, "needs more than " + MAX_BYTES + " bytes");
        }
        this.atto = atto;
    }

    /** An amount in attoFIL. */
    public static TokenAmount atto(long attoFil) {
        return new TokenAmount(BigInteger.valueOf(attoFil));
    }

    /** An amount in attoFIL; {@link InvalidValueException} if the magnitude is over 127 bytes. */
    public static TokenAmount atto(BigInteger attoFil) {
        return new TokenAmount(Objects.requireNonNull(attoFil, "attoFil"));
    }

    /** An amount in FIL as decimal text without unit, e.g. {@code "1.5"}. */
    public static TokenAmount fil(String decimal) {
        return parse(decimal + " FIL");
    }

    /**
     * Reads a decimal number with a unit: FIL, milliFIL, microFIL, nanoFIL, picoFIL, femtoFIL or attoFIL; without one
     * it is attoFIL.
     *
     * @throws InvalidValueException if the text is anything else or names a fraction of an attoFIL
     */
    public static TokenAmount parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.length() > MAX_TEXT || !matcher.matches()) {
            throw new InvalidValueException(
                    "token amount", 0, "expected a number and a unit, like \"1.5 FIL\" or \"20 nanoFIL\"");
        }
        String unit = matcher.group(2) == null ? "attoFIL" : matcher.group(2);
        BigDecimal atto = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(3 * UNITS.indexOf(unit));
        try {
            return new TokenAmount(atto.toBigIntegerExact());
        } catch (ArithmeticException e) {
            throw new InvalidValueException("token amount", 0, "\"" + text + "\" has a fraction of an attoFIL");
        }
    }

    public TokenAmount plus(TokenAmount other) {
        return new TokenAmount(atto.add(other.atto));
    }

    public TokenAmount minus(TokenAmount other) {
        return new TokenAmount(atto.subtract(other.atto));
    }

    public TokenAmount times(long factor) {
        return new TokenAmount(atto.multiply(BigInteger.valueOf(factor)));
    }

    /** Quotient truncated towards zero; {@link ArithmeticException} if {@code divisor} is zero. */
    public TokenAmount dividedBy(long divisor) {
        return new TokenAmount(atto.divide(BigInteger.valueOf(divisor)));
    }

    public TokenAmount negate() {
        return new TokenAmount(atto.negate());
    }

    public TokenAmount min(TokenAmount other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public TokenAmount max(TokenAmount other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** -1, 0 or 1. */
    public int signum() {
        return atto.signum();
    }

    public boolean isZero() {
        return atto.signum() == 0;
    }

    public boolean isNegative() {
        return atto.signum() < 0;
    }

    /** The amount in attoFIL. */
    public BigInteger atto() {
        return atto;
    }

    /**
     * Reads Filecoin's BigInt bytes: empty for zero, else a sign byte (0 plus, 1 minus) and the magnitude, big-endian.
     *
     * @throws InvalidValueException if longer than 128 bytes, the sign is neither 0 nor 1, or the magnitude is missing
     *     or starts with zero
     */
    public static TokenAmount fromBytes(byte[] bytes) {
        if (bytes.length == 0) {
            return ZERO;
        }
        if (bytes.length > MAX_BYTES) {
            throw new InvalidValueException("token amount", MAX_BYTES, "longer than " + MAX_BYTES + " bytes");
        }
        if (bytes[0] != 0 && bytes[0] != 1) {
            throw new InvalidValueException("token amount", 0, "sign byte is 0 or 1, not " + (bytes[0] & 0xff));
        }
        if (bytes.length == 1 || bytes[1] == 0) {
            throw new InvalidValueException("token amount", 1, "magnitude is empty or starts with zero");
        }
        return new TokenAmount(new BigInteger(bytes[0] == 0 ? 1 : -1, bytes, 1, bytes.length - 1));
    }

    /** Filecoin's BigInt bytes, 0 to 128 of them. */
    public byte[] toBytes() {
        if (isZero()) {
            return new byte[0];
        }
        byte[] magnitude = atto.abs().toByteArray();
        int skip = magnitude[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[1 + magnitude.length - skip];
        bytes[0] = (byte) (atto.signum() < 0 ? 1 : 0);
        System.arraycopy(magnitude, skip, bytes, 1, magnitude.length - skip);
        return bytes;
    }

    @Override
    public int compareTo(TokenAmount other) {
        return atto.compareTo(other.atto);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenAmount that && atto.equals(that.atto);
    }

    @Override
    public int hashCode() {
        return atto.hashCode();
    }

    /**
     * The exact amount for people to read, in the unit that needs the fewest places: FIL from a thousandth of one, nanoFIL
     * from a thousandth of one, else attoFIL; e.g. {@code "1.5 FIL"}, {@code "0.5 nanoFIL"}. {@link #parse} reads it.
     */
    public String toDisplay() {
        for (String unit : List.of("FIL", "nanoFIL")) {
            int digits = 3 * UNITS.indexOf(unit);
            if (isZero() || atto.abs().compareTo(BigInteger.TEN.pow(digits - 3)) >= 0) {
                return decimal(digits) + " " + unit;
            }
        }
        return atto + " attoFIL";
    }

    /** The exact amount in FIL, e.g. {@code "1.5 FIL"}. */
    @Override
    public String toString() {
        return decimal(FIL_DIGITS) + " FIL";
    }

    private String decimal(int digits) {
        return new BigDecimal(atto, digits).stripTrailingZeros().toPlainString();
    }
}
