package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.code.SyntaxException;
import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.Closure;
import io.fondaco.ao.lua.internal.vm.Function;
import io.fondaco.ao.lua.internal.vm.LuaError;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Native;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.Table;
import io.fondaco.ao.lua.internal.vm.Values;
import java.nio.charset.StandardCharsets;

/** The basic functions (manual, 6.1) without those that read files; {@code load} takes text only. */
final class BaseLibrary {
    private static final LuaString PAIRS = LuaString.of("__pairs");
    private static final LuaString TOSTRING = LuaString.of("__tostring");
    private static final LuaString METATABLE = LuaString.of("__metatable");
    private static final LuaString INDEX = LuaString.of("__index");
    private static final LuaString NAME = LuaString.of("__name");
    private static final Native NEXT = new Native("next", BaseLibrary::next);
    private static final Native IPAIRS_STEP = new Native("ipairs_step", BaseLibrary::ipairsStep);

    private BaseLibrary() {}

    static void install(Machine machine) {
        new Library(machine.globals, "")
                .put("_G", machine.globals)
                .put("_VERSION", LuaString.of("Lua 5.3"))
                .put("next", NEXT)
                .add("assert", BaseLibrary::assertion)
                .add("collectgarbage", BaseLibrary::collectGarbage)
                .add("error", BaseLibrary::error)
                .add("getmetatable", BaseLibrary::getMetatable)
                .add("ipairs", c -> c.many(IPAIRS_STEP, c.any(1), Numbers.box(0)))
                .add("load", BaseLibrary::load)
                .add("pairs", BaseLibrary::pairs)
                .add("pcall", Native.Special.PCALL)
                .add("print", BaseLibrary::print)
                .add("rawequal", c -> rawEqual(c.any(1), c.any(2)))
                .add("rawget", c -> table(c, 1).get(c.any(2)))
                .add("rawlen", BaseLibrary::rawLength)
                .add("rawset", BaseLibrary::rawSet)
                .add("select", BaseLibrary::select)
                .add("setmetatable", BaseLibrary::setMetatable)
                .add("tonumber", BaseLibrary::toNumber)
                .add("tostring", BaseLibrary::toString)
                .add("type", c -> LuaString.of(Machine.typeOf(c.any(1))))
                .add("xpcall", Native.Special.XPCALL);
    }

    private static Table table(Call c, int i) {
        return c.table(i);
    }

    private static Object rawEqual(Object a, Object b) {
        return Values.rawEquals(a, b);
    }

    private static Object assertion(Call c) {
        Object v = c.any(1);
        if (v != null && v != Boolean.FALSE) {
            return c.many(c.rest(1));
        }
        if (c.has(2)) {
            throw LuaError.at(c.get(2), 1);
        }
        throw LuaError.here("assertion failed!");
    }

    private static Object collectGarbage(Call c) {
        String option = c.string(1, LuaString.of("collect")).toString();
        switch (option) {
            case "count":
                return (c.machine().held + c.state().allocated) / 1024.0;
            case "isrunning":
                return Boolean.TRUE;
            case "collect", "step", "stop", "restart", "setpause", "setstepmul", "incremental", "generational":
                return Numbers.box(0);
            default:
                throw c.bad(1, "invalid option '" + option + "'");
        }
    }

    private static Object error(Call c) {
        long level = c.integer(2, 1);
        throw LuaError.at(c.get(1), (int) Math.max(0, Math.min(level, Integer.MAX_VALUE)));
    }

    private static Object getMetatable(Call c) {
        Table meta = c.machine().tableOf(c.any(1));
        if (meta == null) {
            return null;
        }
        Object shown = meta.get(METATABLE);
        return shown != null ? shown : meta;
    }

    private static Object setMetatable(Call c) {
        Table t = table(c, 1);
        Object meta = c.get(2);
        if (!c.has(2) || meta != null && !(meta instanceof Table)) {
            throw c.bad(2, "nil or table expected");
        }
        if (t.metatable() != null && t.metatable().get(METATABLE) != null) {
            throw LuaError.here("cannot change a protected metatable");
        }
        t.setMetatable((Table) meta);
        return t;
    }

    private static Object next(Call c) {
        Table t = table(c, 1);
        int place = t.after(c.get(2));
        return place == 0 ? null : c.pair(t.keyAt(place), t.valueAt(place));
    }

    private static Object pairs(Call c) {
        Object v = c.any(1);
        Table meta = c.machine().tableOf(v);
        Object handler = meta == null ? null : meta.get(PAIRS);
        if (handler != null) {
            return c.tail(Library.core(c, "pairs"), v, handler);
        }
        return c.many(NEXT, v, null);
    }

    private static Object ipairsStep(Call c) {
        long i = c.integer(2) + 1;
        Object o = c.get(1);
        if (o instanceof Table t) {
            Object v = t.get(i);
            if (v != null) {
                return c.pair(Numbers.box(i), v);
            }
            if (t.metatable() == null || t.metatable().get(INDEX) == null) {
                return null;
            }
        }
        return c.tail(Library.core(c, "ipairs"), o, Numbers.box(i));
    }

    private static Object load(Call c) {
        Object source = c.get(1);
        LuaString mode = c.string(3, LuaString.of("bt"));
        Object environment = c.has(4) ? c.get(4) : c.machine().globals;
        if (!(source instanceof LuaString) && !(source instanceof Long) && !(source instanceof Double)) {
            if (!(source instanceof Function)) {
                throw c.badType(1, "function");
            }
            LuaString name = c.string(2, LuaString.of("=(load)"));
            return c.tail(Library.core(c, "load"), source, name, mode, environment);
        }
        LuaString text = c.string(1);
        String name = c.string(2, text).latin();
        if (mode.toString().indexOf('t') < 0) {
            return c.many(null, LuaString.of("attempt to load a text chunk (mode is '" + mode + "')"));
        }
        try {
            Closure loaded = c.machine().load(text.bytes(), name, environment);
            return loaded;
        } catch (SyntaxException e) {
            return c.many(null, c.state().string(e.getMessage().getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static Object rawLength(Call c) {
        Object v = c.get(1);
        if (v instanceof Table t) {
            return Numbers.box(t.length());
        }
        if (v instanceof LuaString s) {
            return Numbers.box(s.length());
        }
        throw c.bad(1, "table or string expected");
    }

    private static Object rawSet(Call c) {
        Table t = table(c, 1);
        Object key = c.any(2);
        Object value = c.any(3);
        try {
            t.set(key, value);
        } catch (LuaError e) {
            throw new LuaError(e.value());
        }
        return t;
    }

    private static Object select(Call c) {
        if (c.get(1) instanceof LuaString s && s.length() > 0 && s.bytes()[0] == '#') {
            return Numbers.box(c.count() - 1);
        }
        long i = c.integer(1);
        if (i < 0) {
            i = c.count() + i;
        } else if (i > c.count()) {
            i = c.count();
        }
        if (i < 1) {
            throw c.bad(1, "index out of range");
        }
        c.state().charge(c.count() >> 3);
        return c.many(c.rest((int) i + 1));
    }

    private static Object toNumber(Call c) {
        if (c.isNil(2)) {
            Object v = c.get(1);
            if (v instanceof Long || v instanceof Double) {
                return v;
            }
            if (v instanceof LuaString s) {
                return Numbers.parse(s);
            }
            c.any(1);
            return null;
        }
        long base = c.integer(2);
        if (!(c.get(1) instanceof LuaString s)) {
            throw c.badType(1, "string");
        }
        if (base < 2 || base > 36) {
            throw c.bad(2, "base out of range");
        }
        String text = s.latin().strip();
        boolean negative = text.startsWith("-");
        int i = negative ? 1 : 0;
        if (i == text.length()) {
            return null;
        }
        long n = 0;
        for (; i < text.length(); i++) {
            char ch = text.charAt(i);
            int digit = ch < 128 ? Character.digit(ch, (int) base) : -1;
            if (digit < 0) {
                return null;
            }
            n = n * base + digit;
        }
        return Numbers.box(negative ? -n : n);
    }

    /** The text of a value, or null when a metamethod has to make it. */
    static LuaString text(Machine machine, Object v) {
        if (v instanceof LuaString s) {
            return s;
        }
        if (v instanceof Long || v instanceof Double) {
            return machine.state().string(Numbers.text(v));
        }
        if (v == null) {
            return LuaString.of("nil");
        }
        if (v instanceof Boolean b) {
            return LuaString.of(b.toString());
        }
        Table meta = machine.tableOf(v);
        if (meta != null && meta.get(TOSTRING) != null) {
            return null;
        }
        if (v instanceof Native) {
            return LuaString.of("function: " + machine.address(v));
        }
        String kind = meta != null && meta.get(NAME) instanceof LuaString s ? s.toString() : Machine.typeOf(v);
        return machine.state().string(kind + ": " + machine.address(v));
    }

    private static Object print(Call c) {
        for (int i = 1; i <= c.count(); i++) {
            if (text(c.machine(), c.get(i)) == null) {
                return c.tail(Library.core(c, "print"), c.rest(1));
            }
        }
        for (int i = 1; i <= c.count(); i++) {
            if (i > 1) {
                c.machine().print("\t".getBytes(StandardCharsets.US_ASCII));
            }
            c.machine().print(text(c.machine(), c.get(i)).bytes());
        }
        c.machine().print("\n".getBytes(StandardCharsets.US_ASCII));
        return c.none();
    }

    private static Object toString(Call c) {
        Object v = c.any(1);
        LuaString text = text(c.machine(), v);
        if (text != null) {
            return text;
        }
        return c.tail(Library.core(c, "tostring"), v, c.machine().tableOf(v).get(TOSTRING));
    }
}
