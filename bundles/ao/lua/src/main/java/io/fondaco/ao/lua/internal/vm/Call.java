package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Op;
import io.fondaco.ao.lua.internal.code.Prototype;

/** The arguments of a function of the host, and its results when they are not exactly one. Valid during the call only. */
public final class Call {
    static final Object NONE = new Object();
    static final Object MANY = new Object();
    static final Object TAIL = new Object();

    final Machine machine;
    Object[] stack;
    int base;
    int count;
    Native running;

    /** Results of {@link #many}, or the arguments of {@link #tail}. */
    Object[] values = new Object[0];

    int valueCount;
    Object function;

    Call(Machine machine) {
        this.machine = machine;
    }

    public Machine machine() {
        return machine;
    }

    public State state() {
        return machine.state;
    }

    // ---------------------------------------------------------------- results

    public Object none() {
        return NONE;
    }

    public Object many(Object... results) {
        return many(results, results.length);
    }

    private final Object[] two = new Object[2];

    /** Two results, without making an array. */
    public Object pair(Object first, Object second) {
        two[0] = first;
        two[1] = second;
        return many(two, 2);
    }

    public Object many(Object[] results, int n) {
        values = results;
        valueCount = n;
        return MANY;
    }

    /** Leaves the call: the results are those of another one. */
    public Object tail(Object next, Object... arguments) {
        function = next;
        values = arguments;
        valueCount = arguments.length;
        return TAIL;
    }

    /** The same with the arguments of this call. */
    public Object tailWithSame(Object next) {
        return tail(next, rest(1));
    }

    // ---------------------------------------------------------------- arguments, from 1

    public int count() {
        return count;
    }

    public boolean has(int i) {
        return i <= count;
    }

    public Object get(int i) {
        return i <= count ? stack[base + i - 1] : null;
    }

    public Object[] rest(int from) {
        Object[] out = new Object[Math.max(0, count - from + 1)];
        System.arraycopy(stack, base + from - 1, out, 0, out.length);
        return out;
    }

    public Object any(int i) {
        if (i > count) {
            throw bad(i, "value expected");
        }
        return get(i);
    }

    public boolean isNil(int i) {
        return get(i) == null;
    }

    public Table table(int i) {
        if (get(i) instanceof Table t) {
            return t;
        }
        throw badType(i, "table");
    }

    public LuaString string(int i) {
        Object v = get(i);
        if (v instanceof LuaString s) {
            return s;
        }
        if (v instanceof Long || v instanceof Double) {
            return state().string(Numbers.text(v));
        }
        throw badType(i, "string");
    }

    public LuaString string(int i, LuaString otherwise) {
        return isNil(i) ? otherwise : string(i);
    }

    public long integer(int i) {
        Object v = get(i);
        if (v instanceof Long l) {
            return l;
        }
        Object n = Numbers.number(v);
        if (n == null) {
            throw badType(i, "number");
        }
        Long l = Numbers.integer(n);
        if (l == null) {
            throw bad(i, "number has no integer representation");
        }
        return l;
    }

    public long integer(int i, long otherwise) {
        return isNil(i) ? otherwise : integer(i);
    }

    public double number(int i) {
        return Arithmetic.toDouble(numeric(i));
    }

    /** A Long or a Double. */
    public Object numeric(int i) {
        Object n = Numbers.number(get(i));
        if (n == null) {
            throw badType(i, "number");
        }
        return n;
    }

    // ---------------------------------------------------------------- errors

    public LuaError badType(int i, String expected) {
        String got = i > count ? "no value" : machine.typeName(get(i));
        return bad(i, expected + " expected, got " + got);
    }

    /** The error of C Lua's argument checks, naming the function as its caller did. */
    public LuaError bad(int i, String message) {
        int argument = i;
        String name = running.name;
        Coroutine co = machine.current;
        if (co.depth >= 0 && co.top().kind == Frame.LUA) {
            Frame f = co.top();
            Prototype p = f.closure.prototype;
            int op = Op.op(p.code[f.pc - 1]);
            Prototype.Names names = p.names.get(f.pc - 1);
            if (op == Op.FOR_CALL) {
                name = "for iterator";
            } else if ((op == Op.CALL || op == Op.TAIL_CALL) && names != null && names.first() != null) {
                String called = names.first();
                name = called.substring(called.indexOf('\'') + 1, called.length() - 1);
                if (called.startsWith("method")) {
                    if (--argument == 0) {
                        return LuaError.here("calling '" + name + "' on bad self");
                    }
                }
            }
        }
        return LuaError.here("bad argument #" + argument + " to '" + name + "' (" + message + ")");
    }

    public LuaError error(String message) {
        return LuaError.here(message);
    }
}
