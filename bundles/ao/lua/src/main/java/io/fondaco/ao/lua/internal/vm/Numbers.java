package io.fondaco.ao.lua.internal.vm;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The numbers of Lua 5.3: 64-bit integers that wrap, and doubles, with their texts. */
public final class Numbers {
    private static final int LOW = -256;
    /** Longer texts are no numbers: reading one is a single step of the machine. */
    private static final int LONGEST = 2_000;

    private static final Long[] SMALL = new Long[LOW * -1 + 1024];
    private static final MathContext FOURTEEN = new MathContext(14, RoundingMode.HALF_EVEN);

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = (long) (i + LOW);
        }
    }

    private Numbers() {}

    public static Long box(long value) {
        return value >= LOW && value < SMALL.length + LOW ? SMALL[(int) value - LOW] : Long.valueOf(value);
    }

    /** Whether a float that equals its conversion to long really is in the range of long. */
    static boolean fitsLong(double x) {
        return x >= -0x1p63 && x < 0x1p63;
    }

    /** A key as tables keep it: floats that are integers become integers. */
    static Object key(Object key) {
        if (key instanceof Double d) {
            double x = d;
            long l = (long) x;
            if (l == x && fitsLong(x)) {
                return box(l);
            }
        }
        return key;
    }

    /** A float as integer, or null when it is none. */
    public static Long exact(double x) {
        long l = (long) x;
        return l == x && fitsLong(x) ? box(l) : null;
    }

    /** A number, or a string that reads as one; else null. */
    public static Object number(Object v) {
        if (v instanceof Long || v instanceof Double) {
            return v;
        }
        return v instanceof LuaString s ? parse(s) : null;
    }

    /** A number or numeric string as integer, or null when it is none or has a fraction. */
    public static Long integer(Object v) {
        Object n = number(v);
        if (n instanceof Long l) {
            return l;
        }
        return n instanceof Double d ? exact(d) : null;
    }

    // ---------------------------------------------------------------- text to number

    private static boolean space(int c) {
        return c == ' ' || c >= 9 && c <= 13;
    }

    static int hex(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** A number as the lexer and {@code tonumber} read it, spaces around it allowed; null when it is none. */
    public static Object parse(LuaString text) {
        byte[] b = text.bytes;
        if (b.length > LONGEST) {
            return null;
        }
        int from = 0;
        int to = b.length;
        while (from < to && space(b[from])) {
            from++;
        }
        while (to > from && space(b[to - 1])) {
            to--;
        }
        if (from == to) {
            return null;
        }
        int i = from;
        boolean negative = b[i] == '-';
        if (negative || b[i] == '+') {
            i++;
        }
        if (i + 1 < to && b[i] == '0' && (b[i + 1] | 0x20) == 'x') {
            return parseHex(b, i + 2, to, negative);
        }
        long value = 0;
        boolean fits = true;
        int j = i;
        for (; j < to && b[j] >= '0' && b[j] <= '9'; j++) {
            int digit = b[j] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                fits = fits && negative && j == to - 1 && value == Long.MAX_VALUE / 10 && digit == 8;
                if (!fits) {
                    break;
                }
            }
            value = value * 10 + digit;
        }
        if (j == to && j > i && fits) {
            return box(negative ? -value : value);
        }
        return parseFloat(b, i, to, negative);
    }

    private static Object parseFloat(byte[] b, int from, int to, boolean negative) {
        int i = from;
        int digits = 0;
        while (i < to && b[i] >= '0' && b[i] <= '9') {
            i++;
            digits++;
        }
        if (i < to && b[i] == '.') {
            i++;
            while (i < to && b[i] >= '0' && b[i] <= '9') {
                i++;
                digits++;
            }
        }
        if (digits == 0) {
            return null;
        }
        if (i < to && (b[i] | 0x20) == 'e') {
            i++;
            if (i < to && (b[i] == '+' || b[i] == '-')) {
                i++;
            }
            int start = i;
            while (i < to && b[i] >= '0' && b[i] <= '9') {
                i++;
            }
            if (i == start) {
                return null;
            }
        }
        if (i != to) {
            return null;
        }
        double d = Double.parseDouble(LuaString.of(b, from, to).latin());
        return negative ? -d : d;
    }

    private static Object parseHex(byte[] b, int from, int to, boolean negative) {
        int i = from;
        long whole = 0;
        for (int h; i < to && (h = hex(b[i])) >= 0; i++) {
            whole = (whole << 4) + h;
        }
        if (i == to && i > from) {
            return box(negative ? -whole : whole);
        }
        double mantissa = 0;
        int exponent = 0;
        int digits = 0;
        int significant = 0;
        boolean dot = false;
        for (i = from; i < to; i++) {
            int c = b[i];
            if (c == '.' && !dot) {
                dot = true;
                continue;
            }
            int h = hex(c);
            if (h < 0) {
                break;
            }
            digits++;
            if (significant > 0 || h != 0) {
                significant++;
            }
            if (significant <= 30) {
                mantissa = mantissa * 16 + h;
                if (dot) {
                    exponent -= 4;
                }
            } else if (!dot) {
                exponent += 4;
            }
        }
        if (digits == 0) {
            return null;
        }
        if (i < to && (b[i] | 0x20) == 'p') {
            i++;
            boolean down = i < to && b[i] == '-';
            if (i < to && (b[i] == '+' || b[i] == '-')) {
                i++;
            }
            int start = i;
            int e = 0;
            for (; i < to && b[i] >= '0' && b[i] <= '9'; i++) {
                e = Math.min(100_000, e * 10 + b[i] - '0');
            }
            if (i == start) {
                return null;
            }
            exponent += down ? -e : e;
        }
        if (i != to) {
            return null;
        }
        double d = scale(mantissa, exponent);
        return negative ? -d : d;
    }

    private static double scale(double x, int exponent) {
        double d = x;
        int e = exponent;
        while (e > 1000 && d != 0 && !Double.isInfinite(d)) {
            d *= 0x1p1000;
            e -= 1000;
        }
        while (e < -1000 && d != 0) {
            d *= 0x1p-1000;
            e += 1000;
        }
        return Math.scalb(d, Math.max(-1100, Math.min(1100, e)));
    }

    // ---------------------------------------------------------------- number to text

    /** As {@code tostring} shows it: {@code %d}, or {@code %.14g} with {@code .0} where it would look like an integer. */
    public static String text(Object number) {
        return number instanceof Long l ? Long.toString(l) : text(((Double) number).doubleValue());
    }

    public static String text(double d) {
        if (d != d) {
            return "nan";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "inf" : "-inf";
        }
        long l = (long) d;
        if (l == d && l < 100_000_000_000_000L && l > -100_000_000_000_000L) {
            return l == 0 && 1 / d < 0 ? "-0.0" : l + ".0";
        }
        String text = general(d, FOURTEEN, false);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '-' && (c < '0' || c > '9')) {
                return text;
            }
        }
        return text + ".0";
    }

    /** C's {@code %.<precision>g} of a finite number. */
    static String general(double d, MathContext precision, boolean keepZeros) {
        int p = precision.getPrecision();
        if (d == 0) {
            String zero = 1 / d < 0 ? "-0" : "0";
            return keepZeros && p > 1 ? zero + "." + "0".repeat(p - 1) : zero;
        }
        BigDecimal exact = new BigDecimal(d).round(precision);
        int exponent = exact.precision() - exact.scale() - 1;
        String digits = exact.unscaledValue().abs().toString();
        if (digits.length() < p) {
            digits = digits + "0".repeat(p - digits.length());
        } else if (digits.length() > p) {
            digits = digits.substring(0, p);
        }
        StringBuilder out = new StringBuilder();
        if (d < 0) {
            out.append('-');
        }
        if (exponent < -4 || exponent >= p) {
            out.append(digits.charAt(0));
            fraction(out, digits.substring(1), keepZeros);
            out.append('e').append(exponent < 0 ? '-' : '+');
            int e = Math.abs(exponent);
            if (e < 10) {
                out.append('0');
            }
            out.append(e);
        } else if (exponent < 0) {
            out.append('0');
            fraction(out, "0".repeat(-exponent - 1) + digits, keepZeros);
        } else {
            out.append(digits, 0, exponent + 1);
            fraction(out, digits.substring(exponent + 1), keepZeros);
        }
        return out.toString();
    }

    private static void fraction(StringBuilder out, String digits, boolean keepZeros) {
        int end = digits.length();
        while (!keepZeros && end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        if (end > 0) {
            out.append('.').append(digits, 0, end);
        }
    }
}
