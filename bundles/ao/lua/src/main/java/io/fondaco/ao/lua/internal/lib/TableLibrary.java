package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.Function;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.Table;
import io.fondaco.ao.lua.internal.vm.Values;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Comparator;

/** {@code table} (manual, 6.6). Tables with metamethods, and long moves, are left to core.lua. */
final class TableLibrary {
    private static final LuaString[] ACCESS = {
        LuaString.of("__index"), LuaString.of("__newindex"), LuaString.of("__len")
    };
    private static final int MAX_UNPACK = 250_000;
    private static final int LONG = 10_000;

    private TableLibrary() {}

    static void install(Machine machine) {
        Library lib = new Library(machine, "table.")
                .add("concat", TableLibrary::concat)
                .add("insert", TableLibrary::insert)
                .add("move", TableLibrary::move)
                .add("pack", TableLibrary::pack)
                .add("remove", TableLibrary::remove)
                .add("sort", TableLibrary::sort)
                .add("unpack", TableLibrary::unpack);
        machine.globals.set("table", lib.table);
    }

    /** Whether the elements can be reached without metamethods. */
    private static boolean raw(Call c, int i) {
        Table t = c.table(i);
        Table meta = t.metatable();
        if (meta == null) {
            return true;
        }
        for (LuaString name : ACCESS) {
            if (meta.get(name) != null) {
                return false;
            }
        }
        return true;
    }

    private static Object concat(Call c) {
        if (!raw(c, 1)) {
            return c.tailWithSame(Library.core(c, "concat"));
        }
        Table t = c.table(1);
        LuaString separator = c.string(2, LuaString.EMPTY);
        long from = c.integer(3, 1);
        long to = c.isNil(4) ? t.length() : c.integer(4);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long i = from; i <= to && i >= from; i++) {
            Object v = t.get(i);
            byte[] text;
            if (v instanceof LuaString s) {
                text = s.bytes();
            } else if (v instanceof Long || v instanceof Double) {
                text = LuaString.of(Numbers.text(v)).bytes();
            } else {
                throw c.error(
                        "invalid value (" + c.machine().nameOfType(v) + ") at index " + i + " in table for 'concat'");
            }
            c.state().allocate((long) text.length + separator.length());
            c.state().charge(1 + (text.length >> 5));
            out.write(text, 0, text.length);
            if (i != to) {
                out.write(separator.bytes(), 0, separator.length());
            }
        }
        return c.state().string(out.toByteArray());
    }

    private static Object insert(Call c) {
        if (!raw(c, 1) || c.table(1).length() > LONG && c.count() == 3) {
            return c.tailWithSame(Library.core(c, "insert"));
        }
        Table t = c.table(1);
        long end = t.length() + 1;
        switch (c.count()) {
            case 2 -> t.set(end, c.get(2));
            case 3 -> {
                long at = c.integer(2);
                if (at < 1 || at > end) {
                    throw c.bad(2, "position out of bounds");
                }
                c.state().charge(end - at);
                for (long i = end; i > at; i--) {
                    t.set(i, t.get(i - 1));
                }
                t.set(at, c.get(3));
            }
            default -> throw c.error("wrong number of arguments to 'insert'");
        }
        return c.none();
    }

    private static Object remove(Call c) {
        if (!raw(c, 1) || c.table(1).length() > LONG && c.count() > 1) {
            return c.tailWithSame(Library.core(c, "remove"));
        }
        Table t = c.table(1);
        long size = t.length();
        long at = c.integer(2, size);
        if (c.has(2) && (at < 1 || at > size + 1) && !(size == 0 && at == 0)) {
            throw c.bad(1, "position out of bounds");
        }
        Object removed = t.get(at);
        c.state().charge(Math.max(0, size - at));
        long i = at;
        for (; i < size; i++) {
            t.set(i, t.get(i + 1));
        }
        if (at <= size || removed != null) {
            t.set(i, null);
        }
        return removed;
    }

    private static Object move(Call c) {
        c.table(1);
        boolean other = !c.isNil(5);
        long from = c.integer(2);
        long to = c.integer(3);
        long at = c.integer(4);
        if (to < from) {
            return c.get(other ? 5 : 1);
        }
        if (!(from > 0 || to < Long.MAX_VALUE + from)) {
            throw c.bad(3, "too many elements to move");
        }
        if (at > Long.MAX_VALUE - (to - from + 1) + 1) {
            throw c.bad(4, "destination wrap around");
        }
        if (!raw(c, 1) || other && !raw(c, 5) || to - from >= LONG) {
            return c.tailWithSame(Library.core(c, "move"));
        }
        Table source = c.table(1);
        Table target = other ? c.table(5) : source;
        c.state().charge(to - from + 1);
        if (at > to || at <= from || source != target) {
            for (long i = 0; i <= to - from; i++) {
                target.set(at + i, source.get(from + i));
            }
        } else {
            for (long i = to - from; i >= 0; i--) {
                target.set(at + i, source.get(from + i));
            }
        }
        return target;
    }

    private static Object pack(Call c) {
        Table t = c.state().table();
        for (int i = 1; i <= c.count(); i++) {
            t.set(i, c.get(i));
        }
        t.set("n", Numbers.box(c.count()));
        c.state().charge(c.count());
        return t;
    }

    private static Object unpack(Call c) {
        if (!(c.get(1) instanceof Table) || !raw(c, 1)) {
            return c.tailWithSame(Library.core(c, "unpack"));
        }
        Table t = c.table(1);
        long from = c.integer(2, 1);
        long to = c.isNil(3) ? t.length() : c.integer(3);
        if (from > to) {
            return c.none();
        }
        if (to - from < 0 || to - from >= MAX_UNPACK) {
            throw c.error("too many results to unpack");
        }
        Object[] out = new Object[(int) (to - from) + 1];
        for (int i = 0; i < out.length; i++) {
            out[i] = t.get(from + i);
        }
        c.state().charge(out.length >> 1);
        return c.many(out);
    }

    // ---------------------------------------------------------------- sort

    private static Object sort(Call c) {
        Table t = c.table(1);
        if (!c.isNil(2) && !(c.get(2) instanceof Function)) {
            throw c.badType(2, "function");
        }
        Comparator<Object> order = c.isNil(2) && raw(c, 1) && t.length() <= LONG ? order(t) : null;
        if (order == null) {
            return c.tail(Library.core(c, "sort"), t, c.get(2));
        }
        int n = (int) t.length();
        c.state().charge(2L * n * (64 - Long.numberOfLeadingZeros(n)));
        Object[] all = new Object[n];
        for (int i = 0; i < n; i++) {
            all[i] = t.get(i + 1L);
        }
        Arrays.sort(all, order);
        for (int i = 0; i < n; i++) {
            t.set(i + 1L, all[i]);
        }
        return c.none();
    }

    /** The order of a table that holds only strings, or only numbers that are ordered; else null. */
    private static Comparator<Object> order(Table t) {
        boolean strings = true;
        boolean numbers = true;
        long n = t.length();
        for (long i = 1; i <= n && (strings || numbers); i++) {
            Object v = t.get(i);
            strings &= v instanceof LuaString;
            numbers &= v instanceof Long || v instanceof Double d && d.doubleValue() == d;
        }
        if (strings) {
            return (a, b) -> ((LuaString) a).compareTo((LuaString) b);
        }
        return numbers ? (a, b) -> Values.less(a, b) ? -1 : Values.less(b, a) ? 1 : 0 : null;
    }
}
