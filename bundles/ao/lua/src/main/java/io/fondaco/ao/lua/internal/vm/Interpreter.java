package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Op;
import io.fondaco.ao.lua.internal.code.Prototype;

/**
 * The loop over instructions. It is one method so that the registers of the loop stay in those of the processor; it has to
 * stay below the 8,000 bytes of code up to which HotSpot compiles a method, so what is rare is in {@link Operations}.
 */
abstract class Interpreter extends Operations {

    Interpreter(State state) {
        super(state);
    }

    /** Goes on until the evaluation is over or the slice is used up. */
    final void execute() {
        State st = state;
        while (results == null) {
            Coroutine co = current;
            Frame f = co.frames[co.depth];
            Closure closure = f.closure;
            Prototype p = closure.prototype;
            Object[] s = co.stack;
            Object[] k = p.constants;
            long[] code = p.code;
            int base = f.base;
            int pc = f.pc;
            try {
                for (; ; ) {
                    if (--st.fuel < 0) {
                        st.fuel++;
                        f.pc = pc;
                        return;
                    }
                    long i = code[pc++];
                    int a = base + ((int) i >>> 8 & 0xffff);
                    int b = (int) (i << 20 >> 44);
                    int c = (int) (i >> 44);
                    switch ((int) i & 0xff) {
                        case Op.MOVE:
                            s[a] = s[base + b];
                            continue;
                        case Op.CONSTANT:
                            s[a] = k[b];
                            continue;
                        case Op.NIL:
                            for (int n = a + b; n >= a; n--) {
                                s[n] = null;
                            }
                            continue;
                        case Op.BOOLEAN:
                            s[a] = b != 0 ? Boolean.TRUE : Boolean.FALSE;
                            pc += c;
                            continue;
                        case Op.CELL:
                            s[a] = st.cell(s[a]);
                            continue;
                        case Op.GET_CELL:
                            s[a] = ((Cell) s[base + b]).value;
                            continue;
                        case Op.SET_CELL:
                            st.set((Cell) s[a], b >= 0 ? s[base + b] : k[~b]);
                            continue;
                        case Op.GET_UP:
                            s[a] = closure.captured[b].value;
                            continue;
                        case Op.SET_UP:
                            st.set(closure.captured[a - base], b >= 0 ? s[base + b] : k[~b]);
                            continue;
                        case Op.GET_GLOBAL: {
                            Object o = closure.captured[b].value;
                            Object v;
                            if (o instanceof Table t && (v = t.get((LuaString) k[c])) != null) {
                                s[a] = v;
                                continue;
                            }
                            f.pc = pc;
                            if (index(f, o, k[c], a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        }
                        case Op.GET_FIELD: {
                            Object o = s[base + b];
                            Object v;
                            if (o instanceof Table t && (v = t.get((LuaString) k[c])) != null) {
                                s[a] = v;
                                continue;
                            }
                            f.pc = pc;
                            if (index(f, o, k[c], a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        }
                        case Op.GET_TABLE: {
                            Object o = s[base + b];
                            Object key = c >= 0 ? s[base + c] : k[~c];
                            Object v;
                            if (o instanceof Table t
                                    && (v = key instanceof Long l ? t.get(l.longValue()) : t.get(key)) != null) {
                                s[a] = v;
                                continue;
                            }
                            f.pc = pc;
                            if (index(f, o, key, a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        }
                        case Op.SELF: {
                            Object o = s[base + b];
                            s[a + 1] = o;
                            f.pc = pc;
                            if (index(f, o, k[c], a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        }
                        case Op.SET_GLOBAL:
                            f.pc = pc;
                            if (setIndex(f, closure.captured[a - base].value, k[b], c >= 0 ? s[base + c] : k[~c])) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        case Op.SET_FIELD:
                            f.pc = pc;
                            if (setIndex(f, s[a], k[b], c >= 0 ? s[base + c] : k[~c])) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        case Op.SET_TABLE: {
                            Object key = b >= 0 ? s[base + b] : k[~b];
                            Object v = c >= 0 ? s[base + c] : k[~c];
                            if (key instanceof Long l && s[a] instanceof Table t && t.metatable == null) {
                                t.set(l.longValue(), v);
                                continue;
                            }
                            f.pc = pc;
                            if (setIndex(f, s[a], key, v)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        }
                        case Op.TABLE: {
                            Table t = st.table();
                            if (b + c != 0) {
                                t.reserve(b, c);
                            }
                            s[a] = t;
                            continue;
                        }
                        case Op.ELEMENTS: {
                            int n = b == 0 ? f.top - a - 1 : b;
                            st.charge(n >> 2);
                            ((Table) s[a]).setElements(c, s, a + 1, n);
                            continue;
                        }
                        case Op.ADD: {
                            Object x = b >= 0 ? s[base + b] : k[~b];
                            Object y = c >= 0 ? s[base + c] : k[~c];
                            if (x instanceof Long l && y instanceof Long m) {
                                s[a] = Numbers.box(l + m);
                                continue;
                            }
                            if (x instanceof Double l && y instanceof Double m) {
                                s[a] = l + m;
                                continue;
                            }
                            f.pc = pc;
                            if (arithmetic(f, Op.ADD, x, y, a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        }
                        case Op.SUB: {
                            Object x = b >= 0 ? s[base + b] : k[~b];
                            Object y = c >= 0 ? s[base + c] : k[~c];
                            if (x instanceof Long l && y instanceof Long m) {
                                s[a] = Numbers.box(l - m);
                                continue;
                            }
                            if (x instanceof Double l && y instanceof Double m) {
                                s[a] = l - m;
                                continue;
                            }
                            f.pc = pc;
                            if (arithmetic(f, Op.SUB, x, y, a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        }
                        case Op.MUL:
                        case Op.MOD:
                        case Op.POW:
                        case Op.DIV:
                        case Op.IDIV:
                        case Op.BAND:
                        case Op.BOR:
                        case Op.BXOR:
                        case Op.SHL:
                        case Op.SHR: {
                            Object x = b >= 0 ? s[base + b] : k[~b];
                            Object y = c >= 0 ? s[base + c] : k[~c];
                            f.pc = pc;
                            if (arithmetic(f, (int) i & 0xff, x, y, a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        }
                        case Op.UNM:
                        case Op.BNOT:
                        case Op.LEN:
                            f.pc = pc;
                            if (unary(f, (int) i & 0xff, s[base + b], a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        case Op.NOT: {
                            Object v = s[base + b];
                            s[a] = v == null || v == Boolean.FALSE ? Boolean.TRUE : Boolean.FALSE;
                            continue;
                        }
                        case Op.CONCAT:
                            f.pc = pc;
                            if (concat(f, base + b, f.concat != 0 ? f.concat : base + c, a)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        case Op.JUMP:
                            pc += b;
                            continue;
                        case Op.EQ: {
                            Object x = b >= 0 ? s[base + b] : k[~b];
                            Object y = c >= 0 ? s[base + c] : k[~c];
                            if (x == y || !(x instanceof Table) || !(y instanceof Table)) {
                                if (x instanceof LuaString l && x != y) {
                                    st.charge(l.bytes.length >> 6);
                                }
                                if (Arithmetic.rawEquals(x, y) != (a != base)) {
                                    pc++;
                                }
                                continue;
                            }
                            f.pc = pc;
                            if (equal(f, (Table) x, (Table) y, a - base)) {
                                break;
                            }
                            pc = f.pc;
                            s = co.stack;
                            continue;
                        }
                        case Op.LT:
                        case Op.LE: {
                            Object x = b >= 0 ? s[base + b] : k[~b];
                            Object y = c >= 0 ? s[base + c] : k[~c];
                            boolean strict = ((int) i & 0xff) == Op.LT;
                            if (x instanceof Long l && y instanceof Long m) {
                                if ((strict ? l < m : l <= m) != (a != base)) {
                                    pc++;
                                }
                                continue;
                            }
                            f.pc = pc;
                            if (compare(f, strict, x, y, a - base)) {
                                break;
                            }
                            pc = f.pc;
                            s = co.stack;
                            continue;
                        }
                        case Op.TEST: {
                            Object v = s[base + b];
                            if ((v != null && v != Boolean.FALSE) != (a != base)) {
                                pc++;
                            }
                            continue;
                        }
                        case Op.CALL:
                            f.pc = pc;
                            if (s[a] instanceof Closure called) {
                                enter(co, called, a, b == 0 ? f.top - a - 1 : b - 1, c - 1, Frame.RESULTS, 0);
                                break;
                            }
                            if (call(a, b == 0 ? f.top - a - 1 : b - 1, c - 1, Frame.RESULTS, 0)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        case Op.TAIL_CALL:
                            f.pc = pc;
                            int given = b == 0 ? f.top - a - 1 : b - 1;
                            if (s[a] instanceof Closure called) {
                                System.arraycopy(s, a, s, f.slot, given + 1);
                                f.closure = called;
                                f.base = frameBase(co, called.prototype, f.slot, given);
                                f.pc = 0;
                                pc = 0;
                                break;
                            }
                            if (call(a, given, -1, Frame.RESULTS, 0)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        case Op.RETURN:
                            f.pc = pc;
                            returns(co, f, a, b == 0 ? f.top - a : b - 1);
                            break;
                        case Op.FOR_PREPARE:
                            f.pc = pc;
                            prepareFor(s, a);
                            pc += b;
                            continue;
                        case Op.FOR_LOOP:
                            if (s[a] instanceof Long n) {
                                long step = (Long) s[a + 2];
                                long next = n + step;
                                if (step > 0 ? next <= (Long) s[a + 1] : next >= (Long) s[a + 1]) {
                                    Long boxed = Numbers.box(next);
                                    s[a] = boxed;
                                    s[a + 3] = boxed;
                                    pc += b;
                                }
                                continue;
                            }
                            if (stepFor(s, a)) {
                                pc += b;
                            }
                            continue;
                        case Op.FOR_CALL:
                            s[a + 3] = s[a];
                            s[a + 4] = s[a + 1];
                            s[a + 5] = s[a + 2];
                            f.pc = pc;
                            if (call(a + 3, 2, c, Frame.RESULTS, 0)) {
                                break;
                            }
                            s = co.stack;
                            continue;
                        case Op.FOR_EACH:
                            if (s[a + 3] != null) {
                                s[a + 2] = s[a + 3];
                                pc += b;
                            }
                            continue;
                        case Op.CLOSURE:
                            s[a] = closure(closure, p.functions[b], s, base);
                            continue;
                        case Op.VARARG:
                            varargs(co, f, p, a, b - 1);
                            s = co.stack;
                            continue;
                        default:
                            throw new IllegalStateException("instruction " + ((int) i & 0xff));
                    }
                    // the frame on top is another one, or goes on elsewhere
                    break;
                }
            } catch (LuaError e) {
                f.pc = pc;
                unwind(e);
            }
        }
    }
}
