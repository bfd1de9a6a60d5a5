package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Prototype;
import java.util.Arrays;

/** Calls, returns, errors and coroutines: everything that changes the frames. */
abstract class Calls {
    /** Steps that an error costs: the JVM takes long over exceptions. */
    private static final int ERROR = 30;

    private static final Object[] EMPTY = new Object[0];

    final State state;
    /** The coroutine that runs. */
    Coroutine current;
    /** The coroutine of the evaluation. */
    Coroutine main;
    /** Frames of all coroutines that are running or waiting for one. */
    private int depth;
    /** What the evaluation's function returned, once it has. */
    Object[] results;

    final Call call;

    Calls(State state) {
        this.state = state;
        this.call = new Call((Machine) this);
    }

    abstract Table metatable(Object value);

    abstract String typeName(Object value);

    /** @param call a function and its arguments */
    void begin(Object[] call) {
        depth = 0;
        results = null;
        state.allocate(Coroutine.BYTES);
        main = new Coroutine(state, null);
        main.status = Coroutine.Status.RUNNING;
        current = main;
        main.ensure(call.length + 8);
        System.arraycopy(call, 0, main.stack, 0, call.length);
        try {
            call(0, call.length - 1, -1, Frame.RESULTS, 0);
        } catch (LuaError e) {
            unwind(e);
        }
    }

    void end() {
        if (main != null) {
            main.die();
        }
        current = null;
    }

    Frame push(Coroutine co, int kind, int slot, int wanted, int then, int detail) {
        if (++depth > state.maxDepth) {
            throw new BudgetException("stack overflow");
        }
        Frame f = co.push();
        f.kind = kind;
        f.slot = slot;
        f.wanted = wanted;
        f.then = then;
        f.detail = detail;
        return f;
    }

    private Frame pop(Coroutine co) {
        depth--;
        return co.frames[co.depth--];
    }

    /** Takes the top frame away; who does it places its results. */
    final void drop(Coroutine co) {
        pop(co);
    }

    // ---------------------------------------------------------------- calls

    /**
     * Calls the value at a slot with the arguments after it.
     *
     * @param wanted results, -1 for all
     * @return whether the top frame is another one now
     */
    boolean call(int slot, int arguments, int wanted, int then, int detail) {
        Coroutine co = current;
        int n = arguments;
        for (; ; ) {
            Object f = co.stack[slot];
            if (f instanceof Closure c) {
                enter(co, c, slot, n, wanted, then, detail);
                return true;
            }
            if (f instanceof Native x) {
                if (x.special != Native.Special.NONE) {
                    special(x, slot, n, wanted, then, detail);
                    return true;
                }
                Object result = apply(x, co, slot, n);
                if (result != Call.TAIL) {
                    return deliver(result, slot, wanted, then, detail);
                }
                n = call.valueCount;
                co.ensure(slot + n + 2);
                co.stack[slot] = call.function;
                System.arraycopy(call.values, 0, co.stack, slot + 1, n);
                call.values = EMPTY;
                continue;
            }
            if (f instanceof Wrapped w) {
                resume(w.coroutine, Frame.WRAP, slot, slot + 1, n, wanted, then, detail);
                return true;
            }
            Table meta = metatable(f);
            Object handler = meta == null ? null : meta.get(Metamethod.CALL);
            if (!(handler instanceof Function)) {
                boolean named = then == Frame.RESULTS && co.depth >= 0 && co.top().kind == Frame.LUA;
                throw LuaError.blame("attempt to call a " + typeName(f) + " value", named ? 1 : 0, "");
            }
            co.ensure(slot + n + 3);
            System.arraycopy(co.stack, slot, co.stack, slot + 1, n + 1);
            co.stack[slot] = handler;
            n++;
        }
    }

    private Object apply(Native x, Coroutine co, int slot, int n) {
        Call c = call;
        c.stack = co.stack;
        c.base = slot + 1;
        c.count = n;
        c.running = x;
        return x.body.apply(c);
    }

    void enter(Coroutine co, Closure c, int slot, int n, int wanted, int then, int detail) {
        Prototype p = c.prototype;
        Frame f = push(co, Frame.LUA, slot, wanted, then, detail);
        f.closure = c;
        f.pc = 0;
        f.base = frameBase(co, p, slot, n);
        f.top = 0;
    }

    /** Lays out the arguments as the function's first registers; those of {@code ...} stay below them. */
    int frameBase(Coroutine co, Prototype p, int slot, int n) {
        int fixed = p.parameters;
        int base = p.variadic ? slot + 1 + n : slot + 1;
        co.ensure(base + p.registers + 4);
        Object[] s = co.stack;
        if (p.variadic) {
            int given = Math.min(n, fixed);
            for (int i = 0; i < given; i++) {
                s[base + i] = s[slot + 1 + i];
                s[slot + 1 + i] = null;
            }
            for (int i = given; i < fixed; i++) {
                s[base + i] = null;
            }
        } else {
            for (int i = n; i < fixed; i++) {
                s[base + i] = null;
            }
        }
        return base;
    }

    /** Gives the results of a function of the host to the frame that called it. */
    private boolean deliver(Object result, int slot, int wanted, int then, int detail) {
        Coroutine co = current;
        if (co.depth >= 0 && co.top().kind == Frame.LUA) {
            if (result == Call.NONE) {
                place(co, EMPTY, 0, 0, slot, wanted, then, detail);
            } else if (result == Call.MANY) {
                Object[] values = call.values;
                call.values = EMPTY;
                place(co, values, 0, call.valueCount, slot, wanted, then, detail);
            } else if (then == Frame.RESULTS && wanted == 1) {
                co.stack[slot] = result;
            } else {
                place(co, new Object[] {result}, 0, 1, slot, wanted, then, detail);
            }
            return then != Frame.RESULTS && then != Frame.STORE && then != Frame.IGNORE;
        }
        Object[] values;
        int n = 1;
        if (result == Call.NONE) {
            values = EMPTY;
            n = 0;
        } else if (result == Call.MANY) {
            values = call.values;
            n = call.valueCount;
            call.values = EMPTY;
        } else {
            values = new Object[] {result};
        }
        pass(values, 0, n, slot, wanted, then, detail);
        return true;
    }

    /** Puts results where the Lua function on top wants them. */
    private void place(Coroutine co, Object[] from, int start, int n, int slot, int wanted, int then, int detail) {
        Frame f = co.top();
        switch (then) {
            case Frame.RESULTS:
                int count = wanted < 0 ? n : Math.min(n, wanted);
                co.ensure(slot + Math.max(n, Math.max(wanted, 0)) + 2);
                System.arraycopy(from, start, co.stack, slot, count);
                for (int i = count; i < wanted; i++) {
                    co.stack[slot + i] = null;
                }
                if (wanted < 0) {
                    f.top = slot + n;
                }
                break;
            case Frame.STORE:
                co.stack[detail] = n > 0 ? from[start] : null;
                break;
            case Frame.TEST:
            case Frame.TEST_NOT:
                Object v = n > 0 ? from[start] : null;
                boolean truth = v != null && v != Boolean.FALSE;
                if (truth == (then == Frame.TEST_NOT) == (detail == 1)) {
                    f.pc++;
                }
                break;
            case Frame.CONCAT:
                co.stack[detail] = n > 0 ? from[start] : null;
                f.concat = detail;
                f.pc--;
                break;
            default:
                break;
        }
    }

    /** The frame on top returns. */
    void finish(Object[] values, int start, int n) {
        Frame f = pop(current);
        pass(values, start, n, f.slot, f.wanted, f.then, f.detail);
    }

    /** Results go to the frame on top, and from it on down while it only passes them. */
    private void pass(Object[] given, int from, int count, int slot0, int wanted0, int then0, int detail0) {
        Object[] values = given;
        int start = from;
        int n = count;
        int slot = slot0;
        int wanted = wanted0;
        int then = then0;
        int detail = detail0;
        for (; ; ) {
            Coroutine co = current;
            if (co.depth < 0) {
                if (co == main) {
                    results = Arrays.copyOfRange(values, start, start + n);
                    co.status = Coroutine.Status.DEAD;
                    return;
                }
                Coroutine waiting = co.resumer;
                values = Arrays.copyOfRange(values, start, start + n);
                start = 0;
                co.die();
                current = waiting;
                waiting.status = Coroutine.Status.RUNNING;
                co = waiting;
            }
            Frame f = co.top();
            switch (f.kind) {
                case Frame.LUA:
                    place(co, values, start, n, slot, wanted, then, detail);
                    return;
                case Frame.WRAP:
                    break;
                case Frame.HANDLER:
                    values = new Object[] {Boolean.FALSE, n > 0 ? values[start] : null};
                    start = 0;
                    n = 2;
                    break;
                default:
                    Object[] more = new Object[n + 1];
                    more[0] = Boolean.TRUE;
                    System.arraycopy(values, start, more, 1, n);
                    values = more;
                    start = 0;
                    n++;
                    break;
            }
            pop(co);
            slot = f.slot;
            wanted = f.wanted;
            then = f.then;
            detail = f.detail;
        }
    }

    // ---------------------------------------------------------------- what changes the frames

    private void special(Native x, int slot, int n, int wanted, int then, int detail) {
        Coroutine co = current;
        call.stack = co.stack;
        call.base = slot + 1;
        call.count = n;
        call.running = x;
        switch (x.special) {
            case PCALL -> {
                call.any(1);
                push(co, Frame.PCALL, slot, wanted, then, detail);
                call(slot + 1, n - 1, -1, Frame.RESULTS, 0);
            }
            case XPCALL -> {
                if (!(call.get(2) instanceof Function)) {
                    throw call.badType(2, "function");
                }
                Object function = call.get(1);
                Frame f = push(co, Frame.XPCALL, slot, wanted, then, detail);
                f.handler = call.get(2);
                co.stack[slot + 2] = function;
                call(slot + 2, n - 2, -1, Frame.RESULTS, 0);
            }
            case RESUME -> {
                if (!(call.get(1) instanceof Coroutine target)) {
                    throw call.bad(1, "thread expected");
                }
                resume(target, Frame.RESUME, slot, slot + 2, n - 1, wanted, then, detail);
            }
            default -> {
                if (co == main) {
                    throw LuaError.here("attempt to yield from outside a coroutine");
                }
                Object[] values = call.rest(1);
                push(co, Frame.YIELD, slot, wanted, then, detail);
                depth -= co.depth + 1;
                co.status = Coroutine.Status.SUSPENDED;
                Coroutine waiting = co.resumer;
                co.resumer = null;
                current = waiting;
                waiting.status = Coroutine.Status.RUNNING;
                Frame f = pop(waiting);
                if (f.kind == Frame.RESUME) {
                    Object[] more = new Object[values.length + 1];
                    more[0] = Boolean.TRUE;
                    System.arraycopy(values, 0, more, 1, values.length);
                    values = more;
                }
                pass(values, 0, values.length, f.slot, f.wanted, f.then, f.detail);
            }
        }
    }

    private void resume(Coroutine target, int kind, int slot, int from, int n, int wanted, int then, int detail) {
        Coroutine co = current;
        if (target.status != Coroutine.Status.SUSPENDED) {
            LuaString why = LuaString.of(
                    target.status == Coroutine.Status.DEAD
                            ? "cannot resume dead coroutine"
                            : "cannot resume non-suspended coroutine");
            if (kind == Frame.WRAP) {
                throw LuaError.at(why, 1);
            }
            pass(new Object[] {Boolean.FALSE, why}, 0, 2, slot, wanted, then, detail);
            return;
        }
        Object[] arguments = Arrays.copyOfRange(co.stack, from, from + n);
        target.note();
        push(co, kind, slot, wanted, then, detail);
        co.status = Coroutine.Status.NORMAL;
        target.resumer = co;
        target.status = Coroutine.Status.RUNNING;
        current = target;
        depth += target.depth + 1;
        if (depth > state.maxDepth) {
            throw new BudgetException("stack overflow");
        }
        if (target.body != null) {
            Object body = target.body;
            target.body = null;
            target.ensure(n + 8);
            target.stack[0] = body;
            System.arraycopy(arguments, 0, target.stack, 1, n);
            call(0, n, -1, Frame.RESULTS, 0);
        } else {
            finish(arguments, 0, n);
        }
    }

    // ---------------------------------------------------------------- errors

    /** Hands an error to the innermost call that catches it, in this coroutine or in those waiting for it. */
    void unwind(LuaError raised) {
        LuaError e = raised;
        state.charge(ERROR);
        for (; ; ) {
            try {
                unwindOnce(complete(e));
                return;
            } catch (LuaError again) {
                e = again;
            }
        }
    }

    private void unwindOnce(Object raised) {
        Object value = raised;
        for (; ; ) {
            Coroutine co = current;
            while (co.depth >= 0) {
                Frame f = co.top();
                if (f.kind == Frame.PCALL) {
                    f = pop(co);
                    pass(new Object[] {Boolean.FALSE, value}, 0, 2, f.slot, f.wanted, f.then, f.detail);
                    return;
                }
                if (f.kind == Frame.HANDLER) {
                    f = pop(co);
                    Object[] both = {Boolean.FALSE, LuaString.of("error in error handling")};
                    pass(both, 0, 2, f.slot, f.wanted, f.then, f.detail);
                    return;
                }
                if (f.kind == Frame.XPCALL) {
                    f.kind = Frame.HANDLER;
                    co.stack[f.slot] = f.handler;
                    co.stack[f.slot + 1] = value;
                    call(f.slot, 1, -1, Frame.RESULTS, 0);
                    return;
                }
                pop(co);
            }
            if (co == main) {
                throw new Uncaught(value);
            }
            Coroutine waiting = co.resumer;
            co.die();
            current = waiting;
            waiting.status = Coroutine.Status.RUNNING;
            Frame f = pop(waiting);
            if (f.kind == Frame.RESUME) {
                pass(new Object[] {Boolean.FALSE, value}, 0, 2, f.slot, f.wanted, f.then, f.detail);
                return;
            }
            if (value instanceof LuaString s) {
                value = LuaString.ofLatin(position(1) + s.latin());
            }
        }
    }

    /** An error that nothing in Lua caught. */
    static final class Uncaught extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient Object value;

        Uncaught(Object value) {
            super(null, null, false, false);
            this.value = value;
        }
    }

    /** The value of an error with its position and the name of the operand to blame. */
    private Object complete(LuaError e) {
        if (e.level == 0 || !(e.value instanceof LuaString s)) {
            return e.value;
        }
        String name = e.operand > 0 ? blamed(e.operand) : "";
        String place = position(e.level);
        if (place.isEmpty() && name.isEmpty() && e.suffix.isEmpty()) {
            return s;
        }
        return LuaString.ofLatin(place + s.latin() + name + e.suffix);
    }

    private String blamed(int operand) {
        Coroutine co = current;
        if (co.depth < 0 || co.top().kind != Frame.LUA) {
            return "";
        }
        Frame f = co.top();
        if (f.closure.prototype.chunk.isEmpty()) {
            return "";
        }
        Prototype.Names names = f.closure.prototype.names.get(f.pc - 1);
        String name = names == null ? null : operand == 2 ? names.second() : names.first();
        if (name != null && operand > 2) {
            String[] each = name.split("\n", -1);
            name = operand - 3 < each.length && !each[operand - 3].isEmpty() ? each[operand - 3] : null;
        }
        return name == null ? "" : " (" + name + ")";
    }

    /** {@code name:line: } of the function so many levels up, empty when that is none of Lua's. */
    String position(int level) {
        Coroutine co = current;
        int at = co.depth - (level - 1);
        if (at < 0 || at > co.depth || co.frames[at].kind != Frame.LUA) {
            return "";
        }
        Frame f = co.frames[at];
        Prototype p = f.closure.prototype;
        return p.chunk.isEmpty() ? "" : p.chunk + ":" + p.lines[Math.max(0, f.pc - 1)] + ": ";
    }
}
