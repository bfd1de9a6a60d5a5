package io.fondaco.ao.lua.internal.code;

import io.fondaco.ao.lua.internal.vm.LuaString;
import java.util.ArrayList;
import java.util.List;

/** A chunk as parsed, names resolved. */
final class Ast {
    private Ast() {}

    /** A local variable. */
    static final class Local {
        final LuaString name;
        boolean captured;
        int register = -1;

        Local(LuaString name) {
            this.name = name;
        }
    }

    /** A variable of an enclosing function: of the directly enclosing one when {@code local} is set, else its own capture. */
    record Capture(LuaString name, Local local, int outer) {}

    static final class FunctionNode {
        final int number;
        final int line;
        int lastLine;
        final List<Local> parameters = new ArrayList<>();
        boolean variadic;
        final List<Capture> captures = new ArrayList<>();
        Block body;

        FunctionNode(int number, int line) {
            this.number = number;
            this.line = line;
        }
    }

    sealed interface Expr
            permits Constant,
                    Dots,
                    Lambda,
                    LocalRef,
                    CaptureRef,
                    Index,
                    Call,
                    Binary,
                    Concat,
                    Unary,
                    Constructor,
                    Paren {
        /** Levels of expressions within it: the generator goes down them. */
        default int height() {
            return 1;
        }
    }

    record Constant(Object value) implements Expr {}

    record Dots(int line) implements Expr {}

    record Lambda(FunctionNode function) implements Expr {}

    record LocalRef(Local local) implements Expr {}

    record CaptureRef(int index, LuaString name) implements Expr {}

    /** @param global whether it was written as a plain name */
    record Index(Expr object, Expr key, boolean global, int line, int height) implements Expr {}

    /** @param method null when it is a plain call */
    record Call(Expr function, LuaString method, List<Expr> arguments, int line, int height) implements Expr {}

    record Binary(Token operator, Expr left, Expr right, int line, int height) implements Expr {}

    record Concat(List<Expr> parts, int line, int height) implements Expr {}

    record Unary(Token operator, Expr operand, int line, int height) implements Expr {}

    /** @param keys as long as values, null for those without */
    record Constructor(List<Expr> keys, List<Expr> values, int line, int height) implements Expr {}

    record Paren(Expr inner, int height) implements Expr {}

    record Block(List<Stat> statements) {}

    sealed interface Stat
            permits LocalStat,
                    LocalFunction,
                    Assign,
                    CallStat,
                    Do,
                    While,
                    Repeat,
                    If,
                    NumericFor,
                    GenericFor,
                    Return,
                    Break,
                    Goto,
                    Label {}

    record LocalStat(List<Local> locals, List<Expr> values, int line) implements Stat {}

    record LocalFunction(Local local, FunctionNode function) implements Stat {}

    record Assign(List<Expr> targets, List<Expr> values, int line) implements Stat {}

    record CallStat(Call call) implements Stat {}

    record Do(Block body) implements Stat {}

    record While(Expr condition, Block body, int line) implements Stat {}

    record Repeat(Block body, Expr condition, int line) implements Stat {}

    record If(List<Expr> conditions, List<Block> blocks, Block otherwise, int line) implements Stat {}

    record NumericFor(Local local, Expr first, Expr limit, Expr step, Block body, int line) implements Stat {}

    record GenericFor(List<Local> locals, List<Expr> values, Block body, int line) implements Stat {}

    record Return(List<Expr> values, int line) implements Stat {}

    record Break(int line) implements Stat {}

    record Goto(LuaString label, int line) implements Stat {}

    /** @param last whether only labels and semicolons follow it in its block */
    record Label(LuaString name, int line, boolean last) implements Stat {}
}
