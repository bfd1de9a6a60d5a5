package io.fondaco.ao.lua.internal.code;

import io.fondaco.ao.lua.internal.code.Ast.Block;
import io.fondaco.ao.lua.internal.code.Ast.Expr;
import io.fondaco.ao.lua.internal.code.Ast.FunctionNode;
import io.fondaco.ao.lua.internal.code.Ast.Local;
import io.fondaco.ao.lua.internal.code.Ast.Stat;
import io.fondaco.ao.lua.internal.vm.LuaString;
import java.util.ArrayList;
import java.util.List;

/** Instructions for the statements of one function. */
final class Generator extends ExpressionGenerator {

    private record Label(LuaString name, int pc, int locals, int line) {}

    private static final class Jump {
        final LuaString label;
        final int instruction;
        final int line;
        int locals;

        Jump(LuaString label, int instruction, int line, int locals) {
            this.label = label;
            this.instruction = instruction;
            this.line = line;
            this.locals = locals;
        }
    }

    private static final class Scope {
        final Scope outer;
        final boolean loop;
        final int locals;
        final List<Label> labels = new ArrayList<>();
        final List<Jump> jumps = new ArrayList<>();
        final List<Integer> breaks = new ArrayList<>();

        Scope(Scope outer, boolean loop, int locals) {
            this.outer = outer;
            this.loop = loop;
            this.locals = locals;
        }
    }

    private Scope scope;
    private final List<Local> locals = new ArrayList<>();

    private Generator(FunctionNode function, String chunk, byte[] digest) {
        super(function, chunk, digest);
    }

    static Prototype generate(FunctionNode function, String chunk, byte[] digest) throws SyntaxException {
        return new Generator(function, chunk, digest).run();
    }

    @Override
    Prototype compile(FunctionNode inner) throws SyntaxException {
        return generate(inner, chunk, digest);
    }

    private Prototype run() throws SyntaxException {
        line = function.line;
        open(false);
        for (Local parameter : function.parameters) {
            parameter.register = take();
        }
        for (Local parameter : function.parameters) {
            activate(parameter);
        }
        statements(function.body);
        line = function.lastLine;
        shut();
        emit(Op.RETURN, 0, 1, 0);
        return assemble();
    }

    // ---------------------------------------------------------------- scopes

    private void open(boolean loop) {
        scope = new Scope(scope, loop, locals.size());
    }

    /** Ends a scope: its gotos that found no label look further out. */
    private void shut() throws SyntaxException {
        Scope closed = scope;
        scope = closed.outer;
        while (locals.size() > closed.locals) {
            locals.remove(locals.size() - 1);
        }
        free = locals.isEmpty() ? 0 : Math.min(free, base(closed.locals));
        for (Jump j : closed.jumps) {
            if (scope == null) {
                throw new SyntaxException(chunk + ":" + j.line + ": no visible label '" + j.label.latin()
                        + "' for <goto> at line " + j.line);
            }
            j.locals = Math.min(j.locals, closed.locals);
            if (!land(j)) {
                scope.jumps.add(j);
            }
        }
    }

    private int base(int count) {
        return count == 0 ? 0 : locals.get(count - 1).register + 1;
    }

    private boolean land(Jump j) throws SyntaxException {
        for (Label l : scope.labels) {
            if (l.name.equals(j.label)) {
                if (l.locals > j.locals && l.pc > j.instruction) {
                    throw new SyntaxException(chunk + ":" + j.line + ": <goto " + j.label.latin() + "> at line "
                            + j.line + " jumps into the scope of local '"
                            + locals.get(j.locals).name.latin() + "'");
                }
                aim(j.instruction, l.pc);
                return true;
            }
        }
        return false;
    }

    /** A variable begins: its register holds its value already. */
    private void activate(Local local) throws SyntaxException {
        locals.add(local);
        if (local.captured) {
            emit(Op.CELL, local.register, 0, 0);
        }
    }

    private void block(Block block, boolean loop) throws SyntaxException {
        int saved = free;
        open(loop);
        statements(block);
        shut();
        free = saved;
    }

    private void statements(Block block) throws SyntaxException {
        for (Stat s : block.statements()) {
            int before = locals.size();
            int saved = free;
            statement(s);
            if (locals.size() == before) {
                free = saved;
            }
        }
    }

    // ---------------------------------------------------------------- statements

    private void statement(Stat s) throws SyntaxException {
        if (s instanceof Ast.LocalStat l) {
            local(l);
        } else if (s instanceof Ast.LocalFunction f) {
            localFunction(f);
        } else if (s instanceof Ast.Assign a) {
            assign(a);
        } else if (s instanceof Ast.CallStat c) {
            call(c.call(), 0);
        } else if (s instanceof Ast.Do d) {
            block(d.body(), false);
        } else if (s instanceof Ast.While w) {
            whileLoop(w);
        } else if (s instanceof Ast.Repeat r) {
            repeat(r);
        } else if (s instanceof Ast.If i) {
            ifElse(i);
        } else if (s instanceof Ast.NumericFor f) {
            numeric(f);
        } else if (s instanceof Ast.GenericFor f) {
            generic(f);
        } else if (s instanceof Ast.Return r) {
            returns(r);
        } else if (s instanceof Ast.Break b) {
            line = b.line();
            Scope loop = scope;
            while (!loop.loop) {
                loop = loop.outer;
            }
            loop.breaks.add(jump());
        } else if (s instanceof Ast.Goto g) {
            line = g.line();
            go(g);
        } else if (s instanceof Ast.Label l) {
            label(l);
        }
    }

    private void go(Ast.Goto g) throws SyntaxException {
        Jump j = new Jump(g.label(), jump(), g.line(), locals.size());
        for (Scope s = scope; s != null; s = s.outer) {
            for (Label l : s.labels) {
                if (l.name.equals(g.label())) {
                    aim(j.instruction, l.pc);
                    return;
                }
            }
        }
        scope.jumps.add(j);
    }

    private void label(Ast.Label l) throws SyntaxException {
        for (Scope s = scope; s != null; s = s.outer) {
            for (Label old : s.labels) {
                if (old.name.equals(l.name())) {
                    throw new SyntaxException(chunk + ":" + l.line() + ": label '"
                            + l.name().latin() + "' already defined on line " + old.line);
                }
            }
        }
        int visible = l.last() ? scope.locals : locals.size();
        scope.labels.add(new Label(l.name(), pc, visible, l.line()));
        List<Jump> waiting = new ArrayList<>(scope.jumps);
        scope.jumps.clear();
        for (Jump j : waiting) {
            if (!land(j)) {
                scope.jumps.add(j);
            }
        }
    }

    private void local(Ast.LocalStat l) throws SyntaxException {
        line = l.line();
        int first = free;
        list(l.values(), l.locals().size());
        for (int i = 0; i < l.locals().size(); i++) {
            Local v = l.locals().get(i);
            v.register = first + i;
            activate(v);
        }
    }

    private void localFunction(Ast.LocalFunction f) throws SyntaxException {
        line = f.function().line;
        Local v = f.local();
        v.register = take();
        if (!v.captured) {
            locals.add(v);
            to(new Ast.Lambda(f.function()), v.register);
            return;
        }
        emit(Op.NIL, v.register, 0, 0);
        activate(v);
        int made = next(new Ast.Lambda(f.function()));
        emit(Op.SET_CELL, v.register, made, 0);
        free = made;
    }

    private void assign(Ast.Assign a) throws SyntaxException {
        line = a.line();
        if (a.targets().size() == 1 && a.values().size() == 1) {
            assignOne(a.targets().get(0), a.values().get(0), a.line());
            return;
        }
        int n = a.targets().size();
        int[] objects = new int[n];
        int[] keys = new int[n];
        for (int i = 0; i < n; i++) {
            if (a.targets().get(i) instanceof Ast.Index x) {
                // copies: an assignment to a variable that is also a prefix here must not change which table is meant
                objects[i] = next(x.object());
                keys[i] = x.key() instanceof Ast.Constant ? operand(x.key()) : next(x.key());
            }
        }
        int first = free;
        list(a.values(), n);
        for (int i = n - 1; i >= 0; i--) {
            Expr target = a.targets().get(i);
            line = a.line();
            if (target instanceof Ast.Index x) {
                name(describe(x.object()), null);
                boolean field = isString(x.key());
                emit(field ? Op.SET_FIELD : Op.SET_TABLE, objects[i], field ? ~keys[i] : keys[i], first + i);
            } else {
                variable(target, first + i);
            }
        }
    }

    private void variable(Expr target, int from) throws SyntaxException {
        if (target instanceof Ast.CaptureRef c) {
            emit(Op.SET_UP, c.index(), from, 0);
        } else {
            Local v = ((Ast.LocalRef) target).local();
            emit(v.captured ? Op.SET_CELL : Op.MOVE, v.register, from, 0);
        }
    }

    private void assignOne(Expr target, Expr value, int at) throws SyntaxException {
        if (target instanceof Ast.Index x) {
            if (x.object() instanceof Ast.CaptureRef c && isString(x.key())) {
                int key = operand(x.key());
                int v = operand(value);
                line = at;
                name(describe(c), null);
                emit(Op.SET_GLOBAL, c.index(), ~key, v);
                return;
            }
            int object = any(x.object());
            int key = operand(x.key());
            int v = operand(value);
            line = x.line();
            name(describe(x.object()), null);
            boolean field = isString(x.key());
            emit(field ? Op.SET_FIELD : Op.SET_TABLE, object, field ? ~key : key, v);
        } else if (target instanceof Ast.CaptureRef c) {
            emit(Op.SET_UP, c.index(), operand(value), 0);
        } else {
            Local v = ((Ast.LocalRef) target).local();
            if (v.captured) {
                emit(Op.SET_CELL, v.register, operand(value), 0);
            } else if (value instanceof Ast.Lambda) {
                to(value, v.register);
            } else if (value instanceof Ast.Constant
                    || value instanceof Ast.LocalRef
                    || value instanceof Ast.Index
                    || value instanceof Ast.CaptureRef
                    || value instanceof Ast.Unary) {
                to(value, v.register);
            } else if (value instanceof Ast.Binary b && b.operator() != Token.AND && b.operator() != Token.OR) {
                to(value, v.register);
            } else {
                int made = next(value);
                emit(Op.MOVE, v.register, made, 0);
            }
        }
    }

    private void whileLoop(Ast.While w) throws SyntaxException {
        line = w.line();
        int start = pc;
        int saved = free;
        List<Integer> exit = branch(w.condition(), false);
        free = saved;
        open(true);
        Scope loop = scope;
        statements(w.body());
        shut();
        jumpTo(start);
        aimHere(exit);
        aimHere(loop.breaks);
    }

    private void repeat(Ast.Repeat r) throws SyntaxException {
        int start = pc;
        open(true);
        Scope loop = scope;
        open(false);
        statements(r.body());
        line = r.line();
        List<Integer> again = branch(r.condition(), false);
        for (int jump : again) {
            aim(jump, start);
        }
        shut();
        shut();
        aimHere(loop.breaks);
    }

    private void ifElse(Ast.If s) throws SyntaxException {
        List<Integer> ends = new ArrayList<>();
        int n = s.conditions().size();
        for (int i = 0; i < n; i++) {
            int saved = free;
            List<Integer> otherwise = branch(s.conditions().get(i), false);
            free = saved;
            block(s.blocks().get(i), false);
            if (i < n - 1 || s.otherwise() != null) {
                ends.add(jump());
            }
            aimHere(otherwise);
        }
        if (s.otherwise() != null) {
            block(s.otherwise(), false);
        }
        aimHere(ends);
    }

    private void numeric(Ast.NumericFor f) throws SyntaxException {
        int base = free;
        next(f.first());
        next(f.limit());
        if (f.step() == null) {
            int step = take();
            emit(Op.CONSTANT, step, constant(1L), 0);
        } else {
            next(f.step());
        }
        line = f.line();
        int prepare = emit(Op.FOR_PREPARE, base, 0, 0);
        open(true);
        Scope loop = scope;
        f.local().register = take();
        int start = pc;
        activate(f.local());
        block(f.body(), false);
        shut();
        aim(prepare, pc);
        line = f.line();
        aim(emit(Op.FOR_LOOP, base, 0, 0), start);
        aimHere(loop.breaks);
        free = base;
    }

    private void generic(Ast.GenericFor f) throws SyntaxException {
        int base = free;
        list(f.values(), 3);
        line = f.line();
        int enter = jump();
        open(true);
        Scope loop = scope;
        int start = pc;
        for (Local v : f.locals()) {
            v.register = take();
        }
        touch(base + 6);
        for (Local v : f.locals()) {
            activate(v);
        }
        block(f.body(), false);
        shut();
        aim(enter, pc);
        line = f.line();
        emit(Op.FOR_CALL, base, 0, f.locals().size());
        aim(emit(Op.FOR_EACH, base, 0, 0), start);
        aimHere(loop.breaks);
        free = base;
    }

    private void returns(Ast.Return r) throws SyntaxException {
        line = r.line();
        List<Expr> values = r.values();
        if (values.size() == 1 && values.get(0) instanceof Ast.Call c) {
            int base = prepare(c);
            int arguments = arguments(c);
            line = c.line();
            nameCall(c);
            emit(Op.TAIL_CALL, base, arguments + 1, 0);
            emit(Op.RETURN, base, 0, 0);
            free = base;
            return;
        }
        if (values.size() == 1 && !multiple(values.get(0))) {
            int register = any(values.get(0));
            emit(Op.RETURN, register, 2, 0);
            return;
        }
        int first = free;
        int count = list(values, -1);
        line = r.line();
        emit(Op.RETURN, first, count + 1, 0);
    }
}
