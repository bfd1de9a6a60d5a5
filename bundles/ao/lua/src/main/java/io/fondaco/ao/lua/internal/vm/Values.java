package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Op;
import java.math.MathContext;
import java.math.RoundingMode;

/** What libraries need to know of values. */
public final class Values {
    private Values() {}

    public static boolean rawEquals(Object a, Object b) {
        return Arithmetic.rawEquals(a, b);
    }

    /** @param a a number. @param b a number */
    public static boolean less(Object a, Object b) {
        return Arithmetic.less(a, b);
    }

    public static double toDouble(Object number) {
        return Arithmetic.toDouble(number);
    }

    /** @return the remainder with the sign of y. @throws LuaError when y is 0 */
    public static long modulo(long x, long y) {
        return Arithmetic.integer(Op.MOD, x, y);
    }

    /** C's {@code %.<precision>g}. */
    public static String general(double d, int precision, boolean keepZeros) {
        return Numbers.general(d, new MathContext(Math.max(1, precision), RoundingMode.HALF_EVEN), keepZeros);
    }
}
