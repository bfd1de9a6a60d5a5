package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Native;
import io.fondaco.ao.lua.internal.vm.Numbers;
import java.io.ByteArrayOutputStream;

/** {@code utf8} (manual, 6.5): surrogates pass, overlong forms do not. */
final class Utf8Library {
    private static final int[] LEAST = {0x80, 0x800, 0x10000};
    private static final Native STEP = new Native("utf8.codes_step", Utf8Library::codesStep);

    private Utf8Library() {}

    static void install(Machine machine) {
        Library lib = new Library(machine, "utf8.")
                .put("charpattern", LuaString.own(new byte[] {
                    '[', 0, '-', 0x7f, (byte) 0xc2, '-', (byte) 0xf4, ']', '[', (byte) 0x80, '-', (byte) 0xbf, ']', '*'
                }))
                .add("char", Utf8Library::character)
                .add("codepoint", Utf8Library::codePoint)
                .add("codes", c -> c.many(STEP, c.string(1), Numbers.box(0)))
                .add("len", Utf8Library::length)
                .add("offset", Utf8Library::offset);
        machine.globals.set("utf8", lib.table);
    }

    private static boolean continues(byte[] s, long i) {
        return i < s.length && (s[(int) i] & 0xc0) == 0x80;
    }

    private static long position(long i, int length) {
        return i >= 0 ? i : -i > length ? 0 : length + i + 1;
    }

    /** Code point at a place in the low, its bytes in the high half; -1 when it is not UTF-8. */
    private static long decode(byte[] s, int at) {
        int c = s[at] & 0xff;
        if (c < 0x80) {
            return c | 1L << 32;
        }
        int more = c >= 0xf8 || c < 0xc0 ? 0 : c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
        if (more == 0 || at + more >= s.length) {
            return -1;
        }
        int code = c & 0x3f >> more;
        for (int i = 1; i <= more; i++) {
            int d = s[at + i] & 0xff;
            if ((d & 0xc0) != 0x80) {
                return -1;
            }
            code = code << 6 | d & 0x3f;
        }
        if (code < LEAST[more - 1] || code > 0x10ffff) {
            return -1;
        }
        return code | (more + 1L) << 32;
    }

    static void encode(ByteArrayOutputStream out, int code) {
        if (code < 0x80) {
            out.write(code);
        } else if (code < 0x800) {
            out.write(0xc0 | code >> 6);
            out.write(0x80 | code & 0x3f);
        } else if (code < 0x10000) {
            out.write(0xe0 | code >> 12);
            out.write(0x80 | code >> 6 & 0x3f);
            out.write(0x80 | code & 0x3f);
        } else {
            out.write(0xf0 | code >> 18);
            out.write(0x80 | code >> 12 & 0x3f);
            out.write(0x80 | code >> 6 & 0x3f);
            out.write(0x80 | code & 0x3f);
        }
    }

    private static Object character(Call c) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 1; i <= c.count(); i++) {
            long code = c.integer(i);
            if (code < 0 || code > 0x10ffff) {
                throw c.bad(i, "value out of range");
            }
            encode(out, (int) code);
        }
        c.state().charge(out.size() >> 2);
        return c.state().string(out.toByteArray());
    }

    private static Object codePoint(Call c) {
        byte[] s = c.string(1).bytes();
        long from = position(c.integer(2, 1), s.length);
        long to = position(c.integer(3, from), s.length);
        if (from < 1) {
            throw c.bad(2, "out of range");
        }
        if (to > s.length) {
            throw c.bad(3, "out of range");
        }
        if (from > to) {
            return c.none();
        }
        if (to - from >= 250_000) {
            throw c.error("string slice too long");
        }
        Object[] out = new Object[(int) (to - from) + 1];
        int n = 0;
        for (int i = (int) from - 1; i < to; ) {
            long d = decode(s, i);
            if (d < 0) {
                throw c.error("invalid UTF-8 code");
            }
            out[n++] = Numbers.box((int) d);
            i += (int) (d >> 32);
        }
        c.state().charge(n >> 1);
        return c.many(out, n);
    }

    private static Object length(Call c) {
        byte[] s = c.string(1).bytes();
        long from = position(c.integer(2, 1), s.length);
        long to = position(c.integer(3, -1), s.length);
        if (from < 1 || from - 1 > s.length) {
            throw c.bad(2, "initial position out of string");
        }
        if (to - 1 >= s.length) {
            throw c.bad(3, "final position out of string");
        }
        long n = 0;
        for (int i = (int) from - 1; i < to; n++) {
            long d = decode(s, i);
            if (d < 0) {
                return c.many(null, Numbers.box(i + 1));
            }
            i += (int) (d >> 32);
        }
        c.state().charge(n >> 3);
        return Numbers.box(n);
    }

    private static Object offset(Call c) {
        byte[] s = c.string(1).bytes();
        long n = c.integer(2);
        long i = position(c.integer(3, n > 0 ? 1 : s.length + 1L), s.length) - 1;
        if (i < 0 || i > s.length) {
            throw c.bad(3, "position out of range");
        }
        c.state().charge(s.length >> 4);
        if (n == 0) {
            while (i > 0 && continues(s, i)) {
                i--;
            }
            return Numbers.box(i + 1);
        }
        if (continues(s, i)) {
            throw c.error("initial position is a continuation byte");
        }
        if (n < 0) {
            while (n < 0 && i > 0) {
                do {
                    i--;
                } while (i > 0 && continues(s, i));
                n++;
            }
        } else {
            n--;
            while (n > 0 && i < s.length) {
                do {
                    i++;
                } while (continues(s, i));
                n--;
            }
        }
        return n == 0 ? Numbers.box(i + 1) : null;
    }

    private static Object codesStep(Call c) {
        byte[] s = c.string(1).bytes();
        long i = c.integer(2) - 1;
        if (i < 0) {
            i = 0;
        } else if (i < s.length) {
            i++;
            while (continues(s, i)) {
                i++;
            }
        }
        if (i >= s.length) {
            return c.none();
        }
        long d = decode(s, (int) i);
        if (d < 0 || continues(s, i + (d >> 32))) {
            throw c.error("invalid UTF-8 code");
        }
        return c.pair(Numbers.box(i + 1), Numbers.box((int) d));
    }
}
