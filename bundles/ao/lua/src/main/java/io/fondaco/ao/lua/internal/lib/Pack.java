package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Numbers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** {@code string.pack} and its like (manual, 6.4.2), with the sizes of a 64-bit little-endian machine. */
final class Pack {
    private static final int MAX_INT = 16;

    private enum Kind {
        INT,
        UINT,
        FLOAT,
        DOUBLE,
        FIXED,
        COUNTED,
        ZERO,
        PADDING,
        ALIGN,
        NOTHING
    }

    private final Call call;
    private final byte[] format;
    private int at;
    private boolean little = true;
    private int maxAlign = 1;
    private Kind kind;
    private int size;
    private int align;

    private Pack(Call call) {
        this.call = call;
        this.format = call.string(1).bytes();
    }

    private boolean more() {
        return at < format.length;
    }

    private boolean digit() {
        return more() && format[at] >= '0' && format[at] <= '9';
    }

    private int number(int otherwise) {
        if (!digit()) {
            return otherwise;
        }
        long n = 0;
        while (digit() && n <= (Integer.MAX_VALUE - 9) / 10) {
            n = n * 10 + format[at++] - '0';
        }
        return (int) n;
    }

    private int intSize(int otherwise) {
        int n = number(otherwise);
        if (n < 1 || n > MAX_INT) {
            throw call.error("integral size (" + n + ") out of limits [1," + MAX_INT + "]");
        }
        return n;
    }

    private void is(Kind what, int bytes) {
        kind = what;
        size = bytes;
    }

    private void option() {
        int c = format[at++];
        size = 0;
        switch (c) {
            case 'b' -> is(Kind.INT, 1);
            case 'B' -> is(Kind.UINT, 1);
            case 'h' -> is(Kind.INT, 2);
            case 'H' -> is(Kind.UINT, 2);
            case 'l', 'j' -> is(Kind.INT, 8);
            case 'L', 'J', 'T' -> is(Kind.UINT, 8);
            case 'i' -> is(Kind.INT, intSize(4));
            case 'I' -> is(Kind.UINT, intSize(4));
            case 'f' -> is(Kind.FLOAT, 4);
            case 'd', 'n' -> is(Kind.DOUBLE, 8);
            case 's' -> is(Kind.COUNTED, intSize(8));
            case 'c' -> {
                int n = number(-1);
                if (n < 0) {
                    throw call.error("missing size for format option 'c'");
                }
                is(Kind.FIXED, n);
            }
            case 'z' -> kind = Kind.ZERO;
            case 'x' -> is(Kind.PADDING, 1);
            case 'X' -> kind = Kind.ALIGN;
            case ' ' -> kind = Kind.NOTHING;
            case '<', '=' -> {
                little = true;
                kind = Kind.NOTHING;
            }
            case '>' -> {
                little = false;
                kind = Kind.NOTHING;
            }
            case '!' -> {
                maxAlign = intSize(8);
                kind = Kind.NOTHING;
            }
            default -> throw call.error("invalid format option '" + (char) (c & 0xff) + "'");
        }
    }

    /** Reads an option, and works out how many bytes of padding come before it. */
    private void next(long total) {
        option();
        align = size;
        if (kind == Kind.ALIGN) {
            if (!more()) {
                throw call.bad(1, "invalid next option for option 'X'");
            }
            option();
            align = size;
            if (kind == Kind.FIXED || align == 0) {
                throw call.bad(1, "invalid next option for option 'X'");
            }
            is(Kind.ALIGN, 0);
        }
        int padding = 0;
        boolean aligned = kind == Kind.INT
                || kind == Kind.UINT
                || kind == Kind.FLOAT
                || kind == Kind.DOUBLE
                || kind == Kind.ALIGN
                || kind == Kind.COUNTED;
        if (align > 1 && aligned) {
            int a = Math.min(align, maxAlign);
            if ((a & a - 1) != 0) {
                throw call.bad(1, "format asks for alignment not power of 2");
            }
            padding = a - (int) (total & a - 1) & a - 1;
        }
        align = padding;
    }

    static Object size(Call c) {
        Pack p = new Pack(c);
        long total = 0;
        while (p.more()) {
            p.next(total);
            if (p.kind == Kind.COUNTED || p.kind == Kind.ZERO) {
                throw c.bad(1, "variable-length format");
            }
            total += p.align + p.size;
            if (total > Integer.MAX_VALUE) {
                throw c.bad(1, "format result too large");
            }
        }
        return Numbers.box(total);
    }

    static Object pack(Call c) {
        Pack p = new Pack(c);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int argument = 1;
        while (p.more()) {
            p.next(out.size());
            c.state().allocate(p.align + (long) p.size);
            for (int i = 0; i < p.align; i++) {
                out.write(0);
            }
            switch (p.kind) {
                case INT, UINT -> {
                    long n = c.integer(++argument);
                    if (p.size < 8) {
                        long limit = 1L << p.size * 8 - (p.kind == Kind.INT ? 1 : 0);
                        if (p.kind == Kind.INT && (n < -limit || n >= limit)) {
                            throw c.bad(argument, "integer overflow");
                        }
                        if (p.kind == Kind.UINT && Long.compareUnsigned(n, limit) >= 0) {
                            throw c.bad(argument, "unsigned overflow");
                        }
                    }
                    p.write(out, n, p.size, p.kind == Kind.INT && n < 0);
                }
                case FLOAT -> p.write(out, Float.floatToIntBits((float) c.number(++argument)) & 0xffffffffL, 4, false);
                case DOUBLE -> p.write(out, Double.doubleToLongBits(c.number(++argument)), 8, false);
                case FIXED -> {
                    LuaString s = c.string(++argument);
                    if (s.length() > p.size) {
                        throw c.bad(argument, "string longer than given size");
                    }
                    out.writeBytes(s.bytes());
                    for (int i = s.length(); i < p.size; i++) {
                        out.write(0);
                    }
                }
                case COUNTED -> {
                    LuaString s = c.string(++argument);
                    if (p.size < 4 && s.length() >= 1 << p.size * 8) {
                        throw c.bad(argument, "string length does not fit in given size");
                    }
                    c.state().allocate(s.length());
                    p.write(out, s.length(), p.size, false);
                    out.writeBytes(s.bytes());
                }
                case ZERO -> {
                    LuaString s = c.string(++argument);
                    for (byte b : s.bytes()) {
                        if (b == 0) {
                            throw c.bad(argument, "string contains zeros");
                        }
                    }
                    c.state().allocate(s.length());
                    out.writeBytes(s.bytes());
                    out.write(0);
                }
                case PADDING -> out.write(0);
                default -> {}
            }
        }
        c.state().charge(out.size() >> 3);
        return c.state().string(out.toByteArray());
    }

    private void write(ByteArrayOutputStream out, long n, int bytes, boolean negative) {
        for (int i = 0; i < bytes; i++) {
            int index = little ? i : bytes - 1 - i;
            out.write(index < 8 ? (int) (n >>> 8 * index) : negative ? 0xff : 0);
        }
    }

    static Object unpack(Call c) {
        Pack p = new Pack(c);
        byte[] data = c.string(2).bytes();
        long first = c.integer(3, 1);
        long start = (first >= 0 ? first : -first > data.length ? 0 : data.length + first + 1) - 1;
        if (start < 0 || start > data.length) {
            throw c.bad(3, "initial position out of string");
        }
        int pos = (int) start;
        List<Object> out = new ArrayList<>();
        while (p.more()) {
            p.next(pos);
            if ((long) p.align + p.size > data.length - pos) {
                throw c.bad(2, "data string too short");
            }
            pos += p.align;
            switch (p.kind) {
                case INT, UINT -> out.add(Numbers.box(p.read(data, pos, p.size, p.kind == Kind.INT)));
                case FLOAT -> out.add((double) Float.intBitsToFloat((int) p.read(data, pos, 4, false)));
                case DOUBLE -> out.add(Double.longBitsToDouble(p.read(data, pos, 8, false)));
                case FIXED -> out.add(c.state().string(data, pos, pos + p.size));
                case COUNTED -> {
                    long n = p.read(data, pos, p.size, false);
                    if (n < 0 || n > data.length - pos - p.size) {
                        throw c.bad(2, "data string too short");
                    }
                    out.add(c.state().string(data, pos + p.size, pos + p.size + (int) n));
                    pos += (int) n;
                }
                case ZERO -> {
                    int end = pos;
                    while (end < data.length && data[end] != 0) {
                        end++;
                    }
                    out.add(c.state().string(data, pos, end));
                    pos = end + 1;
                }
                default -> {}
            }
            pos += p.size;
            c.state().charge(1);
        }
        out.add(Numbers.box(pos + 1));
        return c.many(out.toArray());
    }

    private long read(byte[] data, int pos, int bytes, boolean signed) {
        long n = 0;
        int low = Math.min(bytes, 8);
        for (int i = low - 1; i >= 0; i--) {
            n = n << 8 | data[pos + (little ? i : bytes - 1 - i)] & 0xff;
        }
        if (bytes < 8) {
            if (signed) {
                int unused = 64 - bytes * 8;
                n = n << unused >> unused;
            }
        } else {
            int fill = signed && n < 0 ? 0xff : 0;
            for (int i = 8; i < bytes; i++) {
                if ((data[pos + (little ? i : bytes - 1 - i)] & 0xff) != fill) {
                    throw call.error(bytes + "-byte integer does not fit into Lua Integer");
                }
            }
        }
        return n;
    }
}
