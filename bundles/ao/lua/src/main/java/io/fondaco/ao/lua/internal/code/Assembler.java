package io.fondaco.ao.lua.internal.code;

import io.fondaco.ao.lua.internal.code.Ast.FunctionNode;
import io.fondaco.ao.lua.internal.code.Prototype.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the instructions, constants and registers of one function. */
abstract class Assembler {
    private static final int MAX_REGISTERS = 250;

    final FunctionNode function;
    final String chunk;
    final byte[] digest;
    private long[] code = new long[32];
    private int[] lines = new int[32];
    int pc;
    int line;
    /** The first register that holds nothing. */
    int free;

    private int registers = 2;
    private final Map<Object, Integer> constants = new HashMap<>();
    private final List<Object> constantList = new ArrayList<>();
    final List<Prototype> functions = new ArrayList<>();
    private final Map<Integer, Names> names = new HashMap<>();

    Assembler(FunctionNode function, String chunk, byte[] digest) {
        this.function = function;
        this.chunk = chunk;
        this.digest = digest;
    }

    SyntaxException limit(String what) {
        return new SyntaxException(chunk + ":" + line + ": " + what);
    }

    int emit(int op, int a, int b, int c) throws SyntaxException {
        if (b >= Op.LIMIT || b < -Op.LIMIT || c >= Op.LIMIT || c < -Op.LIMIT) {
            throw limit("control structure too long or too many constants");
        }
        if (pc == code.length) {
            code = Arrays.copyOf(code, pc * 2);
            lines = Arrays.copyOf(lines, pc * 2);
        }
        code[pc] = Op.encode(op, a, b, c);
        lines[pc] = line;
        return pc++;
    }

    /** A jump to be aimed later. */
    int jump() throws SyntaxException {
        return emit(Op.JUMP, 0, 0, 0);
    }

    void aim(int jump, int target) throws SyntaxException {
        int offset = target - jump - 1;
        if (offset >= Op.LIMIT || offset < -Op.LIMIT) {
            throw limit("control structure too long");
        }
        long old = code[jump];
        code[jump] = Op.encode(Op.op(old), Op.a(old), offset, Op.c(old));
    }

    void aimHere(List<Integer> jumps) throws SyntaxException {
        for (int jump : jumps) {
            aim(jump, pc);
        }
    }

    void jumpTo(int target) throws SyntaxException {
        aim(jump(), target);
    }

    int constant(Object value) {
        Object key = value == null ? Assembler.class : value;
        return constants.computeIfAbsent(key, k -> {
            constantList.add(value);
            return constantList.size() - 1;
        });
    }

    /** Names operands of the next instruction for messages. */
    void name(String first, String second) {
        if (first != null || second != null) {
            names.put(pc, new Names(first, second));
        }
    }

    int take() throws SyntaxException {
        return take(1);
    }

    /** Takes registers from the free ones, and returns the first. */
    int take(int count) throws SyntaxException {
        int first = free;
        free += count;
        if (free > MAX_REGISTERS) {
            throw limit("function or expression needs too many registers");
        }
        registers = Math.max(registers, free + 1);
        return first;
    }

    /** Makes sure the frame has a register, without taking it. */
    void touch(int register) throws SyntaxException {
        if (register >= MAX_REGISTERS) {
            throw limit("function or expression needs too many registers");
        }
        registers = Math.max(registers, register + 2);
    }

    Prototype assemble() {
        int[] captures = new int[function.captures.size()];
        for (int i = 0; i < captures.length; i++) {
            Ast.Capture c = function.captures.get(i);
            captures[i] = c.local() == null ? ~c.outer() : c.local().register;
        }
        return new Prototype(
                chunk,
                function.number,
                digest,
                function.line,
                function.parameters.size(),
                function.variadic,
                registers,
                Arrays.copyOf(code, pc),
                Arrays.copyOf(lines, pc),
                constantList.toArray(),
                functions.toArray(new Prototype[0]),
                captures,
                Map.copyOf(names));
    }
}
