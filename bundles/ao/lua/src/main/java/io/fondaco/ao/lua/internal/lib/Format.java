package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Values;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** {@code string.format}: C's conversions, digit for digit. */
final class Format {
    private final boolean left;
    private final boolean plus;
    private final boolean space;
    private final boolean alternate;
    private final boolean zero;
    private final int width;
    private final int precision;
    private final char conversion;

    private Format(String flags, int width, int precision, char conversion) {
        left = flags.indexOf('-') >= 0;
        plus = flags.indexOf('+') >= 0;
        space = flags.indexOf(' ') >= 0;
        alternate = flags.indexOf('#') >= 0;
        zero = flags.indexOf('0') >= 0;
        this.width = width;
        this.precision = precision;
        this.conversion = conversion;
    }

    static Object apply(Call c) {
        LuaString format = c.string(1);
        byte[] f = format.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(f.length + 32);
        int argument = 1;
        for (int i = 0; i < f.length; i++) {
            if (f[i] != '%') {
                out.write(f[i]);
                continue;
            }
            if (++i < f.length && f[i] == '%') {
                out.write('%');
                continue;
            }
            value(c, ++argument);
            int start = i;
            while (i < f.length && "-+ #0".indexOf(f[i]) >= 0) {
                i++;
            }
            if (i - start > 5) {
                throw c.error("invalid format (repeated flags)");
            }
            String flags = new String(f, start, i - start, StandardCharsets.ISO_8859_1);
            int from = i;
            int width = 0;
            while (i < f.length && i - from < 2 && digit(f[i])) {
                width = width * 10 + f[i++] - '0';
            }
            int precision = -1;
            if (i < f.length && f[i] == '.') {
                from = ++i;
                precision = 0;
                while (i < f.length && i - from < 2 && digit(f[i])) {
                    precision = precision * 10 + f[i++] - '0';
                }
            }
            if (i < f.length && digit(f[i])) {
                throw c.error("invalid format (width or precision too long)");
            }
            char conversion = i < f.length ? (char) (f[i] & 0xff) : 0;
            Format spec = new Format(flags, width, precision, conversion);
            boolean bare = flags.isEmpty() && width == 0 && precision < 0;
            byte[] text;
            switch (conversion) {
                case 'c' -> text = spec.pad(new byte[] {(byte) c.integer(argument)});
                case 'd', 'i' -> text = spec.integer(c.integer(argument));
                case 'o', 'u', 'x', 'X' -> text = spec.unsigned(c.integer(argument));
                case 'a', 'A', 'e', 'E', 'f', 'g', 'G' -> text = spec.floating(c.number(argument));
                case 'q' -> {
                    if (!bare) {
                        throw c.error("invalid conversion '%"
                                + new String(f, start, i - start + 1, StandardCharsets.ISO_8859_1) + "' to 'format'");
                    }
                    text = Quote.of(c, argument);
                }
                case 's' -> {
                    LuaString s = BaseLibrary.text(c.machine(), value(c, argument));
                    if (s == null) {
                        return c.tail(Library.core(c, "format"), c.rest(1));
                    }
                    text = bare ? s.bytes() : spec.string(c, s, argument);
                }
                default ->
                    throw c.error("invalid option '%"
                            + new String(f, start, Math.min(f.length, i + 1) - start, StandardCharsets.ISO_8859_1)
                            + "' to 'format'");
            }
            c.state().allocate(text.length);
            out.write(text, 0, text.length);
        }
        c.state().charge(out.size() >> 3);
        return c.state().string(out.toByteArray());
    }

    private static Object value(Call c, int i) {
        if (!c.has(i)) {
            throw c.bad(i, "no value");
        }
        return c.get(i);
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    private byte[] string(Call c, LuaString s, int argument) {
        if (precision < 0 && s.length() >= 100) {
            return s.bytes();
        }
        for (byte b : s.bytes()) {
            if (b == 0) {
                throw c.bad(argument, "string contains zeros");
            }
        }
        return pad(
                precision >= 0 && precision < s.length()
                        ? LuaString.of(s.bytes(), 0, precision).bytes()
                        : s.bytes());
    }

    private byte[] pad(byte[] text) {
        if (text.length >= width) {
            return text;
        }
        byte[] out = new byte[width];
        Arrays.fill(out, (byte) ' ');
        System.arraycopy(text, 0, out, left ? 0 : width - text.length, text.length);
        return out;
    }

    /** Sign or prefix, zeros up to the width when asked for, and digits. */
    private byte[] number(String prefix, String digits, boolean zeros) {
        String text = prefix + digits;
        if (zeros && zero && !left && text.length() < width) {
            text = prefix + "0".repeat(width - text.length()) + digits;
        }
        return pad(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String sign(boolean negative) {
        return negative ? "-" : plus ? "+" : space ? " " : "";
    }

    private String precise(String digits, boolean isZero) {
        if (precision == 0 && isZero) {
            return "";
        }
        return digits.length() < precision ? "0".repeat(precision - digits.length()) + digits : digits;
    }

    private byte[] integer(long n) {
        String digits = Long.toString(n);
        return number(sign(n < 0), precise(n < 0 ? digits.substring(1) : digits, n == 0), precision < 0);
    }

    private byte[] unsigned(long n) {
        String digits;
        String prefix = "";
        switch (conversion) {
            case 'o' -> {
                digits = precise(Long.toOctalString(n), n == 0);
                if (alternate && !digits.startsWith("0")) {
                    digits = "0" + digits;
                }
            }
            case 'u' -> digits = precise(Long.toUnsignedString(n), n == 0);
            default -> {
                digits = precise(Long.toHexString(n), n == 0);
                prefix = alternate && n != 0 ? "0x" : "";
                if (conversion == 'X') {
                    digits = digits.toUpperCase(Locale.ROOT);
                    prefix = prefix.toUpperCase(Locale.ROOT);
                }
            }
        }
        return number(prefix, digits, precision < 0);
    }

    private byte[] floating(double d) {
        boolean upper = Character.isUpperCase(conversion);
        boolean negative = d < 0 || d == 0 && 1 / d < 0;
        double x = Math.abs(d);
        String text;
        boolean finite = x <= Double.MAX_VALUE;
        String prefix = sign(negative);
        if (!finite) {
            text = d != d ? "nan" : "inf";
        } else {
            int p = precision < 0 ? 6 : precision;
            switch (Character.toLowerCase(conversion)) {
                case 'f' -> {
                    text = new BigDecimal(x).setScale(p, RoundingMode.HALF_EVEN).toPlainString();
                    if (alternate && p == 0) {
                        text += ".";
                    }
                }
                case 'e' -> text = exponential(x, p);
                case 'g' -> {
                    text = Values.general(x, p, alternate);
                    if (alternate && text.indexOf('.') < 0) {
                        int e = text.indexOf('e');
                        text = e < 0 ? text + "." : text.substring(0, e) + "." + text.substring(e);
                    }
                }
                default -> {
                    prefix += "0x";
                    text = hexadecimal(x);
                }
            }
        }
        if (upper) {
            text = text.toUpperCase(Locale.ROOT);
            prefix = prefix.toUpperCase(Locale.ROOT);
        }
        return number(prefix, text, finite);
    }

    private String exponential(double x, int p) {
        String digits;
        int exponent = 0;
        if (x == 0) {
            digits = "0".repeat(p + 1);
        } else {
            BigDecimal exact = new BigDecimal(x).round(new MathContext(p + 1, RoundingMode.HALF_EVEN));
            exponent = exact.precision() - exact.scale() - 1;
            digits = exact.unscaledValue().toString();
            digits = digits.length() <= p ? digits + "0".repeat(p + 1 - digits.length()) : digits.substring(0, p + 1);
        }
        String e = Integer.toString(Math.abs(exponent));
        return digits.charAt(0)
                + (p > 0 || alternate ? "." : "")
                + digits.substring(1)
                + (exponent < 0 ? "e-" : "e+")
                + (e.length() < 2 ? "0" + e : e);
    }

    /** C's {@code %a} without its 0x. */
    private String hexadecimal(double x) {
        long bits = Double.doubleToLongBits(x);
        long fraction = bits & 0xfffffffffffffL;
        int exponent = (int) (bits >> 52) - 1023;
        long lead = 1;
        if (exponent == -1023) {
            lead = 0;
            exponent = fraction == 0 ? 0 : -1022;
        }
        String digits;
        if (precision >= 0 && precision < 13) {
            int drop = 4 * (13 - precision);
            long all = lead << 52 | fraction;
            long kept = all >>> drop;
            long rest = all & (1L << drop) - 1;
            long half = 1L << drop - 1;
            if (rest > half || rest == half && (kept & 1) == 1) {
                kept++;
            }
            lead = kept >>> 4 * precision;
            digits = precision == 0 ? "" : pad16(kept & (1L << 4 * precision) - 1, precision);
        } else {
            digits = pad16(fraction, 13);
            if (precision < 0) {
                int end = digits.length();
                while (end > 0 && digits.charAt(end - 1) == '0') {
                    end--;
                }
                digits = digits.substring(0, end);
            } else {
                digits = digits + "0".repeat(precision - 13);
            }
        }
        return lead + (digits.isEmpty() && !alternate ? "" : ".") + digits + "p" + (exponent < 0 ? "-" : "+")
                + Math.abs(exponent);
    }

    private static String pad16(long value, int digits) {
        String hex = Long.toHexString(value);
        return "0".repeat(digits - hex.length()) + hex;
    }

    /** {@code %q}: what reads back as the same value. */
    private static final class Quote {
        static byte[] of(Call c, int argument) {
            Object v = value(c, argument);
            if (v instanceof LuaString s) {
                return string(s.bytes());
            }
            String text;
            if (v instanceof Long l) {
                text = l == Long.MIN_VALUE ? "0x8000000000000000" : l.toString();
            } else if (v instanceof Double d) {
                text = new String(new Format("", 0, -1, 'a').floating(d), StandardCharsets.ISO_8859_1);
            } else if (v == null || v instanceof Boolean) {
                text = String.valueOf(v).replace("null", "nil");
            } else {
                throw c.bad(argument, "value has no literal form");
            }
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        private static byte[] string(byte[] s) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(s.length + 16);
            out.write('"');
            for (int i = 0; i < s.length; i++) {
                int b = s[i] & 0xff;
                if (b == '"' || b == '\\' || b == '\n') {
                    out.write('\\');
                    out.write(b);
                } else if (b < 32 || b == 127) {
                    String escape = i + 1 < s.length && digit(s[i + 1]) ? String.format("\\%03d", b) : "\\" + b;
                    out.writeBytes(escape.getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    out.write(b);
                }
            }
            out.write('"');
            return out.toByteArray();
        }
    }
}
