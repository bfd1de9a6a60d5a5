package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Op;

/** Operators on numbers as Lua 5.3 defines them: integers wrap, strings count as floats. */
final class Arithmetic {
    private Arithmetic() {}

    /** The value, or null when an operand is no number and no numeric string. */
    static Object apply(int op, Object a, Object b) {
        if (op >= Op.BAND) {
            return bitwise(op, a, b);
        }
        if (a instanceof Long x && b instanceof Long y && op != Op.DIV && op != Op.POW) {
            return Numbers.box(integer(op, x, y));
        }
        Object x = Numbers.number(a);
        Object y = x == null ? null : Numbers.number(b);
        return y == null ? null : (Object) floating(op, toDouble(x), toDouble(y));
    }

    static double toDouble(Object number) {
        return number instanceof Long l ? (double) l : (Double) number;
    }

    static long integer(int op, long x, long y) {
        switch (op) {
            case Op.ADD:
                return x + y;
            case Op.SUB:
                return x - y;
            case Op.MUL:
                return x * y;
            case Op.MOD:
                if (y == 0) {
                    throw LuaError.here("attempt to perform 'n%0'");
                }
                return Math.floorMod(x, y);
            default:
                if (y == 0) {
                    throw LuaError.here("attempt to divide by zero");
                }
                return Math.floorDiv(x, y);
        }
    }

    static double floating(int op, double x, double y) {
        switch (op) {
            case Op.ADD:
                return x + y;
            case Op.SUB:
                return x - y;
            case Op.MUL:
                return x * y;
            case Op.DIV:
                return x / y;
            case Op.POW:
                return y == 2 ? x * x : StrictMath.pow(x, y);
            case Op.IDIV:
                return Math.floor(x / y);
            default:
                double m = x % y;
                return m * y < 0 ? m + y : m;
        }
    }

    private static Object bitwise(int op, Object a, Object b) {
        Long x = Numbers.integer(a);
        Long y = x == null ? null : Numbers.integer(b);
        if (y == null) {
            return null;
        }
        return Numbers.box(
                switch (op) {
                    case Op.BAND -> x & y;
                    case Op.BOR -> x | y;
                    case Op.BXOR -> x ^ y;
                    case Op.SHL -> shiftLeft(x, y);
                    default -> shiftLeft(x, -y);
                });
    }

    static long shiftLeft(long x, long by) {
        if (by <= -64 || by >= 64) {
            return 0;
        }
        return by >= 0 ? x << by : x >>> -by;
    }

    // ---------------------------------------------------------------- comparisons

    static boolean rawEquals(Object a, Object b) {
        if (a == b) {
            return true;
        }
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof LuaString s) {
            return s.equals(b);
        }
        if (a instanceof Long x) {
            return b instanceof Long y ? x.longValue() == y.longValue() : b instanceof Double d && equal(x, d);
        }
        if (a instanceof Double x) {
            return b instanceof Double y ? x.doubleValue() == y.doubleValue() : b instanceof Long l && equal(l, x);
        }
        return a instanceof Boolean && a.equals(b);
    }

    private static boolean equal(long i, double d) {
        return (long) d == i && (double) i == d && Numbers.fitsLong(d);
    }

    static boolean less(Object a, Object b) {
        if (a instanceof Long x) {
            return b instanceof Long y ? x < y : less((long) x, (double) (Double) b);
        }
        double x = (Double) a;
        return b instanceof Double y ? x < y : x == x && !lessOrEqual((long) (Long) b, x);
    }

    static boolean lessOrEqual(Object a, Object b) {
        if (a instanceof Long x) {
            return b instanceof Long y ? x <= y : lessOrEqual((long) x, (double) (Double) b);
        }
        double x = (Double) a;
        return b instanceof Double y ? x <= y : x == x && !less((long) (Long) b, x);
    }

    private static boolean less(long i, double d) {
        if (d >= 0x1p63) {
            return true;
        }
        if (d > -0x1p63) {
            // floor and ceiling are exact here
            return i < (long) Math.ceil(d);
        }
        return false;
    }

    private static boolean lessOrEqual(long i, double d) {
        if (d >= 0x1p63) {
            return true;
        }
        if (d >= -0x1p63) {
            return i <= (long) Math.floor(d);
        }
        return false;
    }
}
