package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Numbers;
import java.math.BigInteger;

/**
 * Arithmetic of {@code .bint} on integers of a fixed number of bits. An integer is a string: its shortest two's complement,
 * most significant byte first. What does not fit is an error, never wrapped round: money hangs on it.
 */
final class BigIntegers {
    private static final int MAX_BITS = 4096;

    private BigIntegers() {}

    static void install(Library lib) {
        lib.add("big_parse", BigIntegers::parse)
                .add("big_integer", c -> raw(c, BigInteger.valueOf(c.integer(1)), 2))
                .add("big_text", c -> c.state().string(value(c, 1).toString((int) c.integer(2, 10))))
                .add("big_float", c -> value(c, 1).doubleValue())
                .add("big_long", BigIntegers::toLong)
                .add("big_sign", c -> Numbers.box(value(c, 1).signum()))
                .add("big_compare", c -> Numbers.box(value(c, 1).compareTo(value(c, 2))))
                .add("big_add", c -> raw(c, value(c, 1).add(value(c, 2)), 3))
                .add("big_sub", c -> raw(c, value(c, 1).subtract(value(c, 2)), 3))
                .add("big_mul", c -> raw(c, value(c, 1).multiply(value(c, 2)), 3))
                .add("big_neg", c -> raw(c, value(c, 1).negate(), 2))
                .add("big_pow", BigIntegers::power)
                .add("big_floor_div", c -> floor(c)[0])
                .add("big_floor_mod", c -> floor(c)[1])
                .add("big_trunc_div", c -> raw(c, value(c, 1).divide(divisor(c)), 3))
                .add("big_trunc_mod", c -> raw(c, value(c, 1).remainder(divisor(c)), 3))
                .add("big_and", c -> raw(c, value(c, 1).and(value(c, 2)), 3))
                .add("big_or", c -> raw(c, value(c, 1).or(value(c, 2)), 3))
                .add("big_xor", c -> raw(c, value(c, 1).xor(value(c, 2)), 3))
                .add("big_not", c -> raw(c, value(c, 1).not(), 2))
                .add("big_shift", BigIntegers::shift)
                .add("big_limit", c -> {
                    int bits = bits(c, 1);
                    BigInteger edge = BigInteger.ONE.shiftLeft(bits - 1);
                    return raw(c, c.get(2) == Boolean.TRUE ? edge.subtract(BigInteger.ONE) : edge.negate(), 1);
                });
    }

    private static int bits(Call c, int i) {
        long bits = c.integer(i);
        if (bits < 8 || bits > MAX_BITS || bits % 8 != 0) {
            throw c.bad(i, "bits must be a multiple of 8 up to " + MAX_BITS);
        }
        return (int) bits;
    }

    private static BigInteger value(Call c, int i) {
        if (!(c.get(i) instanceof LuaString s) || s.length() == 0 || s.length() > MAX_BITS / 8 + 1) {
            throw c.bad(i, "big integer expected");
        }
        c.state().charge(2 + s.length());
        return new BigInteger(s.bytes());
    }

    private static LuaString raw(Call c, BigInteger value, int bitsArgument) {
        if (value.bitLength() > bits(c, bitsArgument) - 1) {
            throw c.error("integer overflow: more than " + c.integer(bitsArgument) + " bits");
        }
        return c.state().string(value.toByteArray());
    }

    private static Object parse(Call c) {
        String text = c.string(1).latin();
        int base = (int) c.integer(2);
        int bits = bits(c, 3);
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        // 4096 bits have 1,234 digits: longer texts can only be leading zeros
        if (base < 2 || base > 36 || text.length() == start || text.length() > MAX_BITS + 1) {
            return null;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) > 127 || Character.digit(text.charAt(i), base) < 0) {
                return null;
            }
        }
        c.state().charge(text.length());
        BigInteger value = new BigInteger(text, base);
        if (value.bitLength() > bits - 1) {
            throw c.error("integer overflow: more than " + bits + " bits");
        }
        return c.state().string(value.toByteArray());
    }

    private static Object toLong(Call c) {
        BigInteger v = value(c, 1);
        return v.bitLength() < 64 ? Numbers.box(v.longValue()) : null;
    }

    private static BigInteger divisor(Call c) {
        BigInteger d = value(c, 2);
        if (d.signum() == 0) {
            throw c.error("attempt to perform division by zero");
        }
        return d;
    }

    private static LuaString[] floor(Call c) {
        BigInteger y = divisor(c);
        BigInteger[] q = value(c, 1).divideAndRemainder(y);
        if (q[1].signum() != 0 && q[1].signum() != y.signum()) {
            q[0] = q[0].subtract(BigInteger.ONE);
            q[1] = q[1].add(y);
        }
        return new LuaString[] {raw(c, q[0], 3), raw(c, q[1], 3)};
    }

    private static Object power(Call c) {
        BigInteger x = value(c, 1);
        BigInteger y = value(c, 2);
        int bits = bits(c, 3);
        if (y.signum() < 0) {
            throw c.error("attempt to perform a negative power");
        }
        boolean small = x.bitLength() <= 1 && x.abs().compareTo(BigInteger.ONE) <= 0;
        if (!small && y.compareTo(BigInteger.valueOf(bits)) > 0) {
            throw c.error("integer overflow: more than " + bits + " bits");
        }
        int exponent = small ? (y.signum() == 0 ? 0 : y.testBit(0) ? 1 : 2) : y.intValue();
        c.state().charge(exponent * 4L);
        return raw(c, x.pow(exponent), 3);
    }

    private static Object shift(Call c) {
        BigInteger x = value(c, 1);
        long by = c.integer(2);
        int bits = bits(c, 3);
        if (by > bits && x.signum() != 0) {
            throw c.error("integer overflow: more than " + bits + " bits");
        }
        return raw(c, x.shiftLeft((int) Math.max(-MAX_BITS, Math.min(by, MAX_BITS))), 3);
    }
}
