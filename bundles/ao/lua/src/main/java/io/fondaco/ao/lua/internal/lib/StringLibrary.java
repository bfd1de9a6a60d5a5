package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.Function;
import io.fondaco.ao.lua.internal.vm.LuaError;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.Table;
import java.io.ByteArrayOutputStream;

/** {@code string} (manual, 6.4) without {@code dump}: bytes, and the C locale. */
final class StringLibrary {
    private static final LuaString SPECIALS = LuaString.of("^$*+?.([%-");
    private static final int MAX = Integer.MAX_VALUE - 64;

    private StringLibrary() {}

    static void install(Machine machine) {
        Library lib = new Library(machine, "string.")
                .add("byte", StringLibrary::bytes)
                .add("char", StringLibrary::character)
                .add("find", c -> find(c, true))
                .add("format", Format::apply)
                .add("gmatch", c -> c.tail(Library.core(c, "gmatch"), c.string(1), c.string(2)))
                .add("gsub", StringLibrary::gsub)
                .add("len", c -> Numbers.box(c.string(1).length()))
                .add("lower", c -> shift(c, 'A', 'Z', 32))
                .add("match", c -> find(c, false))
                .add("pack", Pack::pack)
                .add("packsize", Pack::size)
                .add("rep", StringLibrary::repeat)
                .add("reverse", StringLibrary::reverse)
                .add("sub", StringLibrary::sub)
                .add("unpack", Pack::unpack)
                .add("upper", c -> shift(c, 'a', 'z', -32));
        machine.globals.set("string", lib.table);
        machine.strings().set("__index", lib.table);
    }

    /** Start of a range counted from 1, from the end when negative; may be below 1. */
    private static long position(long i, int length) {
        return i >= 0 ? i : -i > length ? 0 : length + i + 1;
    }

    private static Object sub(Call c) {
        LuaString s = c.string(1);
        int n = s.length();
        long from = Math.max(1, position(c.integer(2), n));
        long to = Math.min(n, position(c.integer(3, -1), n));
        if (from > to) {
            return LuaString.EMPTY;
        }
        if (from == 1 && to == n) {
            return s;
        }
        c.state().charge(to - from >> 5);
        return c.state().string(s.bytes(), (int) from - 1, (int) to);
    }

    private static Object bytes(Call c) {
        LuaString s = c.string(1);
        int n = s.length();
        long first = c.integer(2, 1);
        long from = Math.max(1, position(first, n));
        long to = Math.min(n, position(c.integer(3, position(first, n)), n));
        if (from > to) {
            return c.none();
        }
        if (from == to) {
            return Numbers.box(s.bytes()[(int) from - 1] & 0xff);
        }
        if (to - from >= 250_000) {
            throw c.error("string slice too long");
        }
        Object[] out = new Object[(int) (to - from + 1)];
        for (int i = 0; i < out.length; i++) {
            out[i] = Numbers.box(s.bytes()[(int) from - 1 + i] & 0xff);
        }
        c.state().charge(out.length >> 2);
        return c.many(out);
    }

    private static Object character(Call c) {
        byte[] out = new byte[c.count()];
        for (int i = 0; i < out.length; i++) {
            long code = c.integer(i + 1);
            if (code < 0 || code > 255) {
                throw c.bad(i + 1, "value out of range");
            }
            out[i] = (byte) code;
        }
        c.state().charge(out.length >> 3);
        return c.state().string(out);
    }

    private static Object shift(Call c, int from, int to, int by) {
        LuaString s = c.string(1);
        c.state().allocate(24L + s.length());
        c.state().charge(s.length() >> 4);
        byte[] out = s.copy();
        for (int i = 0; i < out.length; i++) {
            if (out[i] >= from && out[i] <= to) {
                out[i] += (byte) by;
            }
        }
        return LuaString.own(out);
    }

    private static Object reverse(Call c) {
        LuaString s = c.string(1);
        c.state().allocate(24L + s.length());
        c.state().charge(s.length() >> 4);
        byte[] out = s.copy();
        for (int i = 0, j = out.length - 1; i < j; i++, j--) {
            byte b = out[i];
            out[i] = out[j];
            out[j] = b;
        }
        return LuaString.own(out);
    }

    private static Object repeat(Call c) {
        LuaString s = c.string(1);
        long n = c.integer(2);
        LuaString separator = c.string(3, LuaString.EMPTY);
        long unit = (long) s.length() + separator.length();
        if (n <= 0 || unit == 0) {
            return LuaString.EMPTY;
        }
        if (unit > MAX / n) {
            throw c.error("resulting string too large");
        }
        int total = (int) (unit * n - separator.length());
        c.state().allocate(24L + total);
        c.state().charge(total >> 5);
        byte[] out = new byte[total];
        for (int at = 0; at < total; ) {
            System.arraycopy(s.bytes(), 0, out, at, s.length());
            at += s.length();
            if (at < total) {
                System.arraycopy(separator.bytes(), 0, out, at, separator.length());
                at += separator.length();
            }
        }
        return LuaString.own(out);
    }

    // ---------------------------------------------------------------- patterns

    private static boolean plain(LuaString pattern) {
        for (byte b : pattern.bytes()) {
            for (byte special : SPECIALS.bytes()) {
                if (b == special) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Knuth, Morris and Pratt: no text makes it slow. */
    private static int indexOf(Call c, byte[] in, byte[] what, int from) {
        if (what.length == 0) {
            return from;
        }
        c.state().allocate(4L * what.length);
        c.state().charge((in.length - from >> 3) + (what.length >> 2));
        int[] border = new int[what.length];
        for (int i = 1, k = 0; i < what.length; i++) {
            while (k > 0 && what[i] != what[k]) {
                k = border[k - 1];
            }
            if (what[i] == what[k]) {
                k++;
            }
            border[i] = k;
        }
        for (int i = from, k = 0; i < in.length; i++) {
            while (k > 0 && in[i] != what[k]) {
                k = border[k - 1];
            }
            if (in[i] == what[k] && ++k == what.length) {
                return i - k + 1;
            }
        }
        return -1;
    }

    private static Object find(Call c, boolean find) {
        LuaString s = c.string(1);
        LuaString p = c.string(2);
        long from = position(c.integer(3, 1), s.length());
        int init = (int) Math.max(1, from) - 1;
        if (from > s.length() + 1L) {
            return null;
        }
        Object flag = c.get(4);
        if (find && (flag != null && flag != Boolean.FALSE || plain(p))) {
            int at = indexOf(c, s.bytes(), p.bytes(), init);
            return at < 0 ? null : c.pair(Numbers.box(at + 1), Numbers.box(at + p.length()));
        }
        Pattern m = new Pattern(c.state(), s, p);
        boolean anchored = p.length() > 0 && p.bytes()[0] == '^';
        for (int at = init; at <= s.length(); at++) {
            int end = m.match(at, anchored ? 1 : 0);
            if (end >= 0) {
                return found(c, m, at, end, find);
            }
            if (anchored) {
                break;
            }
            c.state().charge(1);
        }
        return null;
    }

    private static Object found(Call c, Pattern m, int at, int end, boolean find) {
        int n = find ? m.level : m.captures();
        if (!find && n == 1) {
            return m.capture(0, at, end);
        }
        int extra = find ? 2 : 0;
        Object[] out = new Object[n + extra];
        if (find) {
            out[0] = Numbers.box(at + 1);
            out[1] = Numbers.box(end);
        }
        for (int i = 0; i < n; i++) {
            out[i + extra] = m.capture(i, at, end);
        }
        return c.many(out);
    }

    /**
     * For core.lua: the next match at or after a place that does not end where the last one did. Gets the text, the pattern,
     * the place, the end of the last match and whether {@code ^} anchors; returns start, end (exclusive) and captures.
     */
    static Object step(Call c) {
        LuaString s = c.string(1);
        LuaString p = c.string(2);
        int last = (int) c.integer(4);
        boolean anchored = c.get(5) == Boolean.TRUE && p.length() > 0 && p.bytes()[0] == '^';
        Pattern m = new Pattern(c.state(), s, p);
        for (int at = (int) c.integer(3) - 1; at <= s.length(); at++) {
            int end = m.match(at, anchored ? 1 : 0);
            if (end >= 0 && end + 1 != last) {
                Object[] out = new Object[m.captures() + 2];
                out[0] = Numbers.box(at + 1);
                out[1] = Numbers.box(end + 1);
                for (int i = 2; i < out.length; i++) {
                    out[i] = m.capture(i - 2, at, end);
                }
                return c.many(out);
            }
            if (anchored) {
                break;
            }
            c.state().charge(1);
        }
        return null;
    }

    private static Object gsub(Call c) {
        LuaString s = c.string(1);
        LuaString p = c.string(2);
        Object by = c.get(3);
        if (!(by instanceof LuaString) && !(by instanceof Long) && !(by instanceof Double)) {
            if (!(by instanceof Table) && !(by instanceof Function)) {
                throw c.bad(3, "string/function/table expected");
            }
            return c.tail(Library.core(c, "gsub"), s, p, by, Numbers.box(c.integer(4, Long.MAX_VALUE)));
        }
        LuaString replacement = c.string(3);
        long limit = c.integer(4, Long.MAX_VALUE);
        boolean anchored = p.length() > 0 && p.bytes()[0] == '^';
        Pattern m = new Pattern(c.state(), s, p);
        ByteArrayOutputStream out = new ByteArrayOutputStream(s.length() + 16);
        c.state().allocate(24L + s.length());
        int at = 0;
        int last = -1;
        long n = 0;
        while (n < limit) {
            int end = m.match(at, anchored ? 1 : 0);
            if (end >= 0 && end != last) {
                n++;
                replace(c, m, replacement, at, end, out);
                at = end;
                last = end;
            } else if (at < s.length()) {
                out.write(s.bytes()[at++]);
            } else {
                break;
            }
            c.state().charge(1);
            if (anchored) {
                break;
            }
        }
        if (at < s.length()) {
            out.write(s.bytes(), at, s.length() - at);
        }
        return c.pair(LuaString.own(out.toByteArray()), Numbers.box(n));
    }

    private static void replace(Call c, Pattern m, LuaString by, int at, int end, ByteArrayOutputStream out) {
        byte[] b = by.bytes();
        c.state().allocate(b.length);
        c.state().charge(b.length >> 4);
        for (int i = 0; i < b.length; i++) {
            int from = i;
            while (i < b.length && b[i] != '%') {
                i++;
            }
            out.write(b, from, i - from);
            if (i == b.length) {
                break;
            }
            i++;
            int d = i < b.length ? b[i] : 0;
            if (d == '%') {
                out.write('%');
            } else if (d == '0') {
                c.state().allocate(end - at);
                out.write(m.source, at, end - at);
            } else if (d >= '1' && d <= '9') {
                Object capture = m.capture(d - '1', at, end);
                LuaString text = capture instanceof LuaString s ? s : LuaString.of(Numbers.text(capture));
                c.state().allocate(text.length());
                out.write(text.bytes(), 0, text.length());
            } else {
                throw LuaError.here("invalid use of '%' in replacement string");
            }
        }
    }
}
