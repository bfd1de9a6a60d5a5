package io.fondaco.ao.lua.internal.code;

import io.fondaco.ao.lua.internal.code.Ast.Expr;
import io.fondaco.ao.lua.internal.code.Ast.FunctionNode;
import io.fondaco.ao.lua.internal.vm.LuaString;
import java.util.ArrayList;
import java.util.List;

/** Instructions for expressions. Every method leaves {@link #free} as it found it, unless it says otherwise. */
abstract class ExpressionGenerator extends Assembler {
    private static final int BATCH = 50;

    ExpressionGenerator(FunctionNode function, String chunk, byte[] digest) {
        super(function, chunk, digest);
    }

    abstract Prototype compile(FunctionNode inner) throws SyntaxException;

    /** Evaluates into the next free register and takes it. */
    int next(Expr e) throws SyntaxException {
        int register = free;
        touch(register);
        to(e, register);
        return take();
    }

    /** A register that holds the value: that of a local variable, or one that is taken. */
    int any(Expr e) throws SyntaxException {
        if (e instanceof Ast.LocalRef l && !l.local().captured) {
            return l.local().register;
        }
        if (e instanceof Ast.Paren p && !multiple(p.inner())) {
            return any(p.inner());
        }
        return next(e);
    }

    /** A register, or a constant as negative number. May take a register. */
    int operand(Expr e) throws SyntaxException {
        if (e instanceof Ast.Constant c) {
            int k = constant(c.value());
            if (k < Op.LIMIT) {
                return ~k;
            }
        }
        return any(e);
    }

    static boolean multiple(Expr e) {
        return e instanceof Ast.Call || e instanceof Ast.Dots;
    }

    /** What messages call an expression. */
    static String describe(Expr e) {
        if (e instanceof Ast.LocalRef l) {
            return "local '" + l.local().name.latin() + "'";
        }
        if (e instanceof Ast.CaptureRef c) {
            return "upvalue '" + c.name().latin() + "'";
        }
        if (e instanceof Ast.Index i && i.key() instanceof Ast.Constant k && k.value() instanceof LuaString s) {
            return (i.global() ? "global '" : "field '") + s.latin() + "'";
        }
        if (e instanceof Ast.Index) {
            return "field '?'";
        }
        if (e instanceof Ast.Constant c && c.value() instanceof LuaString s) {
            // C strings end at a zero
            String text = s.latin();
            return "constant '" + (text.indexOf(0) < 0 ? text : text.substring(0, text.indexOf(0))) + "'";
        }
        if (e instanceof Ast.Binary b && b.left() instanceof Ast.Constant c) {
            boolean truth = c.value() != null && c.value() != Boolean.FALSE;
            boolean right = b.operator() == (truth ? Token.AND : Token.OR) && !(b.right() instanceof Ast.Constant);
            return right ? describe(b.right()) : null;
        }
        return e instanceof Ast.Paren p ? describe(p.inner()) : null;
    }

    /** Evaluates into a register: a taken one that no operand of the expression reads later, or the first free one. */
    void to(Expr e, int target) throws SyntaxException {
        int saved = free;
        touch(target);
        if (e instanceof Ast.Constant c) {
            constantTo(c.value(), target);
        } else if (e instanceof Ast.LocalRef l) {
            int register = l.local().register;
            if (l.local().captured) {
                emit(Op.GET_CELL, target, register, 0);
            } else if (register != target) {
                emit(Op.MOVE, target, register, 0);
            }
        } else if (e instanceof Ast.CaptureRef c) {
            emit(Op.GET_UP, target, c.index(), 0);
        } else if (e instanceof Ast.Index i) {
            indexTo(i, target);
        } else if (e instanceof Ast.Paren p) {
            to(p.inner(), target);
        } else if (e instanceof Ast.Call c) {
            move(target, call(c, 1));
        } else if (e instanceof Ast.Dots d) {
            line = d.line();
            emit(Op.VARARG, target, 2, 0);
        } else if (e instanceof Ast.Lambda l) {
            Prototype p = compile(l.function());
            functions.add(p);
            emit(Op.CLOSURE, target, functions.size() - 1, 0);
        } else if (e instanceof Ast.Unary u) {
            unaryTo(u, target);
        } else if (e instanceof Ast.Binary b) {
            binaryTo(b, target);
        } else if (e instanceof Ast.Concat c) {
            concatTo(c, target);
        } else if (e instanceof Ast.Constructor t) {
            move(target, constructor(t));
        }
        free = saved;
    }

    private void move(int target, int from) throws SyntaxException {
        if (target != from) {
            emit(Op.MOVE, target, from, 0);
        }
    }

    private void constantTo(Object value, int target) throws SyntaxException {
        if (value == null) {
            emit(Op.NIL, target, 0, 0);
        } else if (value instanceof Boolean b) {
            emit(Op.BOOLEAN, target, b ? 1 : 0, 0);
        } else {
            emit(Op.CONSTANT, target, constant(value), 0);
        }
    }

    private void indexTo(Ast.Index i, int target) throws SyntaxException {
        if (i.object() instanceof Ast.CaptureRef c && isString(i.key())) {
            int key = operand(i.key());
            line = i.line();
            name(describe(c), null);
            emit(Op.GET_GLOBAL, target, c.index(), ~key);
            return;
        }
        int object = any(i.object());
        int key = operand(i.key());
        line = i.line();
        name(describe(i.object()), null);
        if (isString(i.key())) {
            emit(Op.GET_FIELD, target, object, ~key);
        } else {
            emit(Op.GET_TABLE, target, object, key);
        }
    }

    static boolean isString(Expr e) {
        return e instanceof Ast.Constant c && c.value() instanceof LuaString;
    }

    private void unaryTo(Ast.Unary u, int target) throws SyntaxException {
        int operand = any(u.operand());
        line = u.line();
        name(describe(u.operand()), null);
        int op =
                switch (u.operator()) {
                    case SUB -> Op.UNM;
                    case TILDE -> Op.BNOT;
                    case NOT -> Op.NOT;
                    default -> Op.LEN;
                };
        emit(op, target, operand, 0);
    }

    private static int arithmetic(Token t) {
        return switch (t) {
            case ADD -> Op.ADD;
            case SUB -> Op.SUB;
            case MUL -> Op.MUL;
            case MOD -> Op.MOD;
            case POW -> Op.POW;
            case DIV -> Op.DIV;
            case IDIV -> Op.IDIV;
            case BAND -> Op.BAND;
            case BOR -> Op.BOR;
            case TILDE -> Op.BXOR;
            case SHL -> Op.SHL;
            case SHR -> Op.SHR;
            default -> -1;
        };
    }

    private void binaryTo(Ast.Binary b, int target) throws SyntaxException {
        int op = arithmetic(b.operator());
        if (op >= 0) {
            int left = operand(b.left());
            int right = operand(b.right());
            line = b.line();
            name(left < 0 ? null : describe(b.left()), right < 0 ? null : describe(b.right()));
            emit(op, target, left, right);
            return;
        }
        if (b.operator() == Token.AND || b.operator() == Token.OR) {
            int register = target == free ? target : free;
            touch(register);
            to(b.left(), register);
            emit(Op.TEST, b.operator() == Token.OR ? 1 : 0, register, 0);
            int end = jump();
            to(b.right(), register);
            aim(end, pc);
            move(target, register);
            return;
        }
        int saved = free;
        List<Integer> yes = branch(b, true);
        free = saved;
        emit(Op.BOOLEAN, target, 0, 1);
        aimHere(yes);
        emit(Op.BOOLEAN, target, 1, 0);
    }

    private void concatTo(Ast.Concat c, int target) throws SyntaxException {
        int first = free;
        List<Expr> parts = c.parts();
        StringBuilder described = new StringBuilder();
        for (Expr part : parts) {
            next(part);
            String d = describe(part);
            described.append(d == null ? "" : d).append('\n');
        }
        line = c.line();
        name(described.toString(), null);
        emit(Op.CONCAT, target, first, first + parts.size() - 1);
    }

    /**
     * Jumps when the truth of a condition is as given, and goes on otherwise. The jumps are returned, to be aimed. Takes
     * registers.
     */
    List<Integer> branch(Expr e, boolean when) throws SyntaxException {
        int saved = free;
        List<Integer> jumps = new ArrayList<>();
        if (e instanceof Ast.Paren p && !multiple(p.inner())) {
            return branch(p.inner(), when);
        }
        if (e instanceof Ast.Constant c) {
            boolean truth = c.value() != null && c.value() != Boolean.FALSE;
            if (truth == when) {
                jumps.add(jump());
            }
            return jumps;
        }
        if (e instanceof Ast.Unary u && u.operator() == Token.NOT) {
            return branch(u.operand(), !when);
        }
        if (e instanceof Ast.Binary b) {
            if (b.operator() == Token.AND || b.operator() == Token.OR) {
                boolean decides = b.operator() == Token.OR;
                List<Integer> first = branch(b.left(), decides);
                free = saved;
                List<Integer> second = branch(b.right(), when);
                free = saved;
                if (decides == when) {
                    jumps.addAll(first);
                } else {
                    aimHere(first);
                }
                jumps.addAll(second);
                return jumps;
            }
            if (arithmetic(b.operator()) < 0) {
                int left = operand(b.left());
                int right = operand(b.right());
                line = b.line();
                switch (b.operator()) {
                    case EQ -> emit(Op.EQ, when ? 1 : 0, left, right);
                    case NE -> emit(Op.EQ, when ? 0 : 1, left, right);
                    case LT -> emit(Op.LT, when ? 1 : 0, left, right);
                    case LE -> emit(Op.LE, when ? 1 : 0, left, right);
                    case GT -> emit(Op.LT, when ? 1 : 0, right, left);
                    default -> emit(Op.LE, when ? 1 : 0, right, left);
                }
                jumps.add(jump());
                free = saved;
                return jumps;
            }
        }
        int register = any(e);
        emit(Op.TEST, when ? 1 : 0, register, 0);
        jumps.add(jump());
        free = saved;
        return jumps;
    }

    /** @param results -1 for all, which sets the top. @return the register of the first result, the first free one */
    int call(Ast.Call c, int results) throws SyntaxException {
        int base = prepare(c);
        int arguments = arguments(c);
        line = c.line();
        nameCall(c);
        emit(Op.CALL, base, arguments + 1, results + 1);
        free = base;
        touch(base + Math.max(results, 1));
        return base;
    }

    void nameCall(Ast.Call c) {
        name(c.method() != null ? "method '" + c.method().latin() + "'" : describe(c.function()), null);
    }

    int prepare(Ast.Call c) throws SyntaxException {
        int base = free;
        if (c.method() == null) {
            next(c.function());
            return base;
        }
        int object = any(c.function());
        free = base;
        take(2);
        line = c.line();
        name(describe(c.function()), null);
        emit(Op.SELF, base, object, constant(c.method()));
        return base;
    }

    /** Evaluates the arguments. @return their number with self, or -1 when only the top tells */
    int arguments(Ast.Call c) throws SyntaxException {
        int count = list(c.arguments(), -1);
        return count < 0 ? -1 : count + (c.method() != null ? 1 : 0);
    }

    /**
     * Evaluates a list into registers that are taken.
     *
     * @param wanted how many values; -1 for as many as there are
     * @return how many there are, -1 when only the top tells
     */
    int list(List<Expr> values, int wanted) throws SyntaxException {
        int n = values.size();
        for (int i = 0; i < n; i++) {
            Expr e = values.get(i);
            boolean last = i == n - 1;
            if (last && multiple(e) && (wanted < 0 || wanted >= n)) {
                if (wanted < 0) {
                    open(e, -1);
                    return -1;
                }
                open(e, wanted - n + 1);
                take(wanted - n + 1);
                return wanted;
            }
            if (wanted >= 0 && i >= wanted) {
                int saved = free;
                next(e);
                free = saved;
            } else {
                next(e);
            }
        }
        if (wanted > n) {
            int first = take(wanted - n);
            emit(Op.NIL, first, wanted - n - 1, 0);
        }
        return wanted < 0 ? n : wanted;
    }

    private void open(Expr e, int results) throws SyntaxException {
        if (e instanceof Ast.Call c) {
            call(c, results);
        } else {
            line = ((Ast.Dots) e).line();
            touch(free + Math.max(results, 1));
            emit(Op.VARARG, free, results + 1, 0);
        }
    }

    private int constructor(Ast.Constructor t) throws SyntaxException {
        int table = take();
        int positional = 0;
        int keyed = 0;
        for (Expr key : t.keys()) {
            if (key == null) {
                positional++;
            } else {
                keyed++;
            }
        }
        line = t.line();
        emit(Op.TABLE, table, Math.min(positional, Op.LIMIT - 1), Math.min(keyed, Op.LIMIT - 1));
        int done = 0;
        int pending = 0;
        int n = t.values().size();
        for (int i = 0; i < n; i++) {
            Expr value = t.values().get(i);
            Expr key = t.keys().get(i);
            if (key != null) {
                int saved = free;
                store(table, key, value, t.line());
                free = saved;
                continue;
            }
            if (i == n - 1 && multiple(value)) {
                open(value, -1);
                emit(Op.ELEMENTS, table, 0, done);
                free = table;
                return table;
            }
            next(value);
            if (++pending == BATCH) {
                emit(Op.ELEMENTS, table, pending, done);
                done += pending;
                pending = 0;
                free = table + 1;
            }
        }
        if (pending > 0) {
            emit(Op.ELEMENTS, table, pending, done);
        }
        free = table;
        return table;
    }

    private void store(int table, Expr key, Expr value, int at) throws SyntaxException {
        int k = operand(key);
        int v = operand(value);
        line = at;
        emit(isString(key) ? Op.SET_FIELD : Op.SET_TABLE, table, isString(key) ? ~k : k, v);
    }
}
