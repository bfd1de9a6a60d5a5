package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Op;
import io.fondaco.ao.lua.internal.code.Prototype;

/**
 * What instructions do apart from their short ways. Those that may call a metamethod return whether the machine goes on in
 * another frame or at another instruction.
 */
abstract class Operations extends Calls {
    private static final int MAX_CHAIN = 100;

    /** The metatable of all strings. */
    Table strings;

    Operations(State state) {
        super(state);
    }

    @Override
    final Table metatable(Object value) {
        if (value instanceof Table t) {
            return t.metatable;
        }
        return value instanceof LuaString ? strings : null;
    }

    private Object metamethod(Object value, LuaString name) {
        Table meta = metatable(value);
        return meta == null ? null : meta.get(name);
    }

    /** What {@code type} says of a value. */
    static String type(Object v) {
        if (v == null) {
            return "nil";
        }
        if (v instanceof LuaString) {
            return "string";
        }
        if (v instanceof Long || v instanceof Double) {
            return "number";
        }
        if (v instanceof Boolean) {
            return "boolean";
        }
        if (v instanceof Table) {
            return "table";
        }
        return v instanceof Coroutine ? "thread" : "function";
    }

    @Override
    final String typeName(Object v) {
        if (v instanceof Table t && t.metatable != null && t.metatable.get(Metamethod.NAME) instanceof LuaString s) {
            return s.latin();
        }
        return type(v);
    }

    // ---------------------------------------------------------------- metamethods

    private int prepare(Frame f, Object handler, int arguments) {
        int slot = f.base + f.closure.prototype.registers;
        current.ensure(slot + arguments + 4);
        current.stack[slot] = handler;
        return slot;
    }

    private boolean callWith(Frame f, Object handler, Object x, Object y, int then, int detail) {
        int slot = prepare(f, handler, 2);
        current.stack[slot + 1] = x;
        current.stack[slot + 2] = y;
        return call(slot, 2, 1, then, detail);
    }

    final boolean index(Frame f, Object object, Object key, int target) {
        Object o = object;
        for (int chain = 0; chain < MAX_CHAIN; chain++) {
            Object handler;
            if (o instanceof Table t) {
                Object v = t.get(key);
                if (v != null) {
                    current.stack[target] = v;
                    return false;
                }
                handler = Metamethod.of(t.metatable, Metamethod.INDEX, Metamethod.NO_INDEX);
                if (handler == null) {
                    current.stack[target] = null;
                    return false;
                }
            } else {
                handler = metamethod(o, Metamethod.INDEX);
                if (handler == null) {
                    throw LuaError.blame("attempt to index a " + typeName(o) + " value", chain == 0 ? 1 : 0, "");
                }
            }
            if (handler instanceof Function) {
                return callWith(f, handler, o, key, Frame.STORE, target);
            }
            o = handler;
        }
        throw LuaError.here("'__index' chain too long; possibly a loop");
    }

    final boolean setIndex(Frame f, Object object, Object key, Object value) {
        Object o = object;
        for (int chain = 0; chain < MAX_CHAIN; chain++) {
            Object handler;
            if (o instanceof Table t) {
                handler = t.metatable == null
                        ? null
                        : Metamethod.of(t.metatable, Metamethod.NEWINDEX, Metamethod.NO_NEWINDEX);
                if (handler == null || t.get(key) != null) {
                    t.set(key, value);
                    return false;
                }
            } else {
                handler = metamethod(o, Metamethod.NEWINDEX);
                if (handler == null) {
                    throw LuaError.blame("attempt to index a " + typeName(o) + " value", chain == 0 ? 1 : 0, "");
                }
            }
            if (handler instanceof Function) {
                int slot = prepare(f, handler, 3);
                current.stack[slot + 1] = o;
                current.stack[slot + 2] = key;
                current.stack[slot + 3] = value;
                return call(slot, 3, 0, Frame.IGNORE, 0);
            }
            o = handler;
        }
        throw LuaError.here("'__newindex' chain too long; possibly a loop");
    }

    // ---------------------------------------------------------------- operators

    final boolean arithmetic(Frame f, int op, Object x, Object y, int target) {
        Object v = Arithmetic.apply(op, x, y);
        if (v != null) {
            current.stack[target] = v;
            return false;
        }
        LuaString name = Metamethod.ARITHMETIC[op - Op.ADD];
        Object handler = metamethod(x, name);
        if (handler == null) {
            handler = metamethod(y, name);
        }
        if (handler != null) {
            return callWith(f, handler, x, y, Frame.STORE, target);
        }
        boolean firstIsNumber = Numbers.number(x) != null;
        if (op >= Op.BAND && firstIsNumber && Numbers.number(y) != null) {
            throw LuaError.blame("number", Numbers.integer(x) == null ? 1 : 2, " has no integer representation");
        }
        Object wrong = firstIsNumber ? y : x;
        throw LuaError.blame(
                "attempt to perform " + (op >= Op.BAND ? "bitwise operation" : "arithmetic") + " on a "
                        + typeName(wrong) + " value",
                firstIsNumber ? 2 : 1,
                "");
    }

    final boolean unary(Frame f, int op, Object x, int target) {
        Object v = null;
        LuaString name;
        if (op == Op.LEN) {
            name = Metamethod.LEN;
            if (x instanceof LuaString s) {
                v = Numbers.box(s.bytes.length);
            } else if (x instanceof Table t) {
                Object handler = Metamethod.of(t.metatable, name, Metamethod.NO_LEN);
                if (handler != null) {
                    return callWith(f, handler, x, x, Frame.STORE, target);
                }
                v = Numbers.box(t.length());
            }
        } else if (op == Op.UNM) {
            name = Metamethod.UNM;
            Object n = Numbers.number(x);
            if (x instanceof Long l) {
                v = Numbers.box(-l);
            } else if (n != null) {
                v = -Arithmetic.toDouble(n);
            }
        } else {
            name = Metamethod.BNOT;
            Long n = Numbers.integer(x);
            if (n != null) {
                v = Numbers.box(~n);
            }
        }
        if (v != null) {
            current.stack[target] = v;
            return false;
        }
        Object handler = metamethod(x, name);
        if (handler != null) {
            return callWith(f, handler, x, x, Frame.STORE, target);
        }
        if (op == Op.BNOT && Numbers.number(x) != null) {
            throw LuaError.blame("number", 1, " has no integer representation");
        }
        String what = op == Op.LEN
                ? "get length of"
                : op == Op.UNM ? "perform arithmetic on" : "perform bitwise operation on";
        throw LuaError.blame("attempt to " + what + " a " + typeName(x) + " value", 1, "");
    }

    final boolean equal(Frame f, Table x, Table y, int expected) {
        Object handler = Metamethod.of(x.metatable, Metamethod.EQ, Metamethod.NO_EQ);
        if (handler == null) {
            handler = Metamethod.of(y.metatable, Metamethod.EQ, Metamethod.NO_EQ);
        }
        if (handler == null) {
            if (expected != 0) {
                f.pc++;
            }
            return false;
        }
        return callWith(f, handler, x, y, Frame.TEST, expected);
    }

    final boolean compare(Frame f, boolean strict, Object x, Object y, int expected) {
        boolean truth;
        if ((x instanceof Long || x instanceof Double) && (y instanceof Long || y instanceof Double)) {
            truth = strict ? Arithmetic.less(x, y) : Arithmetic.lessOrEqual(x, y);
        } else if (x instanceof LuaString s && y instanceof LuaString t) {
            state.charge(Math.min(s.bytes.length, t.bytes.length) >> 6);
            int order = s.compareTo(t);
            truth = strict ? order < 0 : order <= 0;
        } else {
            LuaString name = strict ? Metamethod.LT : Metamethod.LE;
            Object handler = metamethod(x, name);
            if (handler == null) {
                handler = metamethod(y, name);
            }
            if (handler != null) {
                return callWith(f, handler, x, y, Frame.TEST, expected);
            }
            if (!strict) {
                handler = metamethod(y, Metamethod.LT);
                if (handler == null) {
                    handler = metamethod(x, Metamethod.LT);
                }
                if (handler != null) {
                    return callWith(f, handler, y, x, Frame.TEST_NOT, expected);
                }
            }
            String a = typeName(x);
            String b = typeName(y);
            throw LuaError.here(
                    a.equals(b) ? "attempt to compare two " + a + " values" : "attempt to compare " + a + " with " + b);
        }
        if (truth != (expected != 0)) {
            f.pc++;
        }
        return false;
    }

    private static boolean joins(Object v) {
        return v instanceof LuaString || v instanceof Long || v instanceof Double;
    }

    /** Joins operands from the last to the first; where a metamethod comes in between, the instruction runs again after it. */
    final boolean concat(Frame f, int first, int lastSlot, int target) {
        Object[] s = current.stack;
        int last = lastSlot;
        while (last > first) {
            Object x = s[last - 1];
            Object y = s[last];
            if (!joins(x) || !joins(y)) {
                Object handler = metamethod(x, Metamethod.CONCAT);
                if (handler == null) {
                    handler = metamethod(y, Metamethod.CONCAT);
                }
                if (handler == null) {
                    boolean second = joins(x);
                    throw LuaError.blame(
                            "attempt to concatenate a " + typeName(second ? y : x) + " value",
                            3 + last - first - (second ? 0 : 1),
                            "");
                }
                if (last - 1 == first) {
                    f.concat = 0;
                    return callWith(f, handler, x, y, Frame.STORE, target);
                }
                return callWith(f, handler, x, y, Frame.CONCAT, last - 1);
            }
            int from = last - 1;
            while (from > first && joins(s[from - 1])) {
                from--;
            }
            s[from] = join(s, from, last);
            last = from;
        }
        f.concat = 0;
        s[target] = s[first];
        return false;
    }

    private LuaString join(Object[] s, int from, int to) {
        long length = 0;
        for (int i = from; i <= to; i++) {
            if (!(s[i] instanceof LuaString)) {
                s[i] = LuaString.of(Numbers.text(s[i]));
            }
            length += ((LuaString) s[i]).bytes.length;
        }
        if (length > Integer.MAX_VALUE - 16) {
            throw new BudgetException("out of memory");
        }
        state.allocate(24 + length);
        state.charge(length >> 5);
        byte[] joined = new byte[(int) length];
        int at = 0;
        for (int i = from; i <= to; i++) {
            byte[] part = ((LuaString) s[i]).bytes;
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return LuaString.own(joined);
    }

    // ---------------------------------------------------------------- functions

    final Closure closure(Closure outer, Prototype p, Object[] s, int base) {
        int[] captures = p.captures;
        state.allocate(40 + 8L * captures.length);
        Cell[] cells = new Cell[captures.length];
        for (int i = 0; i < cells.length; i++) {
            int at = captures[i];
            cells[i] = at >= 0 ? (Cell) s[base + at] : outer.captured[~at];
        }
        return new Closure(p, cells);
    }

    final void varargs(Coroutine co, Frame f, Prototype p, int target, int wanted) {
        int extra = Math.max(0, f.base - f.slot - 1 - p.parameters);
        int n = wanted < 0 ? extra : wanted;
        co.ensure(target + n + 4);
        state.charge(n >> 3);
        Object[] s = co.stack;
        int from = f.slot + 1 + p.parameters;
        int given = Math.min(extra, n);
        System.arraycopy(s, from, s, target, given);
        for (int i = given; i < n; i++) {
            s[target + i] = null;
        }
        if (wanted < 0) {
            f.top = target + n;
        }
    }

    final void returns(Coroutine co, Frame f, int first, int n) {
        if (f.then == Frame.RESULTS && co.depth > 0 && co.frames[co.depth - 1].kind == Frame.LUA) {
            Object[] s = co.stack;
            int slot = f.slot;
            int wanted = f.wanted;
            drop(co);
            if (wanted < 0) {
                System.arraycopy(s, first, s, slot, n);
                co.top().top = slot + n;
                return;
            }
            int given = Math.min(n, wanted);
            for (int i = 0; i < given; i++) {
                s[slot + i] = s[first + i];
            }
            for (int i = given; i < wanted; i++) {
                s[slot + i] = null;
            }
            return;
        }
        finish(co.stack, first, n);
    }

    // ---------------------------------------------------------------- numeric loops

    final void prepareFor(Object[] s, int a) {
        Object first = s[a];
        Object limit = s[a + 1] instanceof LuaString ? Numbers.number(s[a + 1]) : s[a + 1];
        Object step = s[a + 2];
        if (first instanceof Long i && step instanceof Long d) {
            Long end = limitFor(limit, d);
            if (end != null) {
                if (limit instanceof Double x && empty(x, d)) {
                    // a limit beyond all integers on the wrong side
                    s[a] = Numbers.box(-d);
                    s[a + 1] = d > 0 ? -1L : 1L;
                } else {
                    s[a] = Numbers.box(i - d);
                    s[a + 1] = end;
                }
                return;
            }
        }
        Object l = Numbers.number(limit);
        if (l == null) {
            throw LuaError.here("'for' limit must be a number");
        }
        Object d = Numbers.number(step);
        if (d == null) {
            throw LuaError.here("'for' step must be a number");
        }
        Object i = Numbers.number(first);
        if (i == null) {
            throw LuaError.here("'for' initial value must be a number");
        }
        s[a + 1] = Arithmetic.toDouble(l);
        s[a + 2] = Arithmetic.toDouble(d);
        s[a] = Arithmetic.toDouble(i) - Arithmetic.toDouble(d);
    }

    /** A limit as integer: floats are cut towards the start, or to the ends of the range. */
    private static Long limitFor(Object limit, long step) {
        if (limit instanceof Long l) {
            return l;
        }
        if (!(limit instanceof Double d)) {
            return null;
        }
        double cut = step < 0 ? Math.ceil(d) : Math.floor(d);
        Long exact = Numbers.exact(cut);
        if (exact != null) {
            return exact;
        }
        return d > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    private static boolean empty(double limit, long step) {
        if (limit != limit) {
            return step >= 0;
        }
        return step < 0 ? limit >= 0x1p63 : limit < -0x1p63;
    }

    /** A step of a loop over floats. */
    final boolean stepFor(Object[] s, int a) {
        double step = (Double) s[a + 2];
        double next = (Double) s[a] + step;
        double limit = (Double) s[a + 1];
        if (step > 0 ? next <= limit : limit <= next) {
            Double boxed = next;
            s[a] = boxed;
            s[a + 3] = boxed;
            return true;
        }
        return false;
    }
}
