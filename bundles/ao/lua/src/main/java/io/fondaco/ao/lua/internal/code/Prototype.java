package io.fondaco.ao.lua.internal.code;

import java.util.Map;

/** A function as compiled. Shared by all its closures and by all processes that run it; never changed. */
public final class Prototype {
    /** Where an error message says it is: {@code name} of {@code name:12:}. */
    public final String chunk;
    /** Its number within the chunk, from 0 in the order of the source; with the chunk's digest it names the function. */
    public final int number;
    /** SHA-256 of the chunk's source, the same for all its functions. */
    public final byte[] digest;

    public final int line;
    public final int parameters;
    public final boolean variadic;
    public final int registers;
    public final long[] code;
    public final int[] lines;
    /** LuaString, Long, Double, Boolean or null. */
    public final Object[] constants;

    public final Prototype[] functions;
    /** For each captured variable, where it is when the closure is made: a register (>= 0) or ~index of the maker's own. */
    public final int[] captures;
    /** What operands are called in messages, by position of their instruction. */
    public final Map<Integer, Names> names;

    Prototype(
            String chunk,
            int number,
            byte[] digest,
            int line,
            int parameters,
            boolean variadic,
            int registers,
            long[] code,
            int[] lines,
            Object[] constants,
            Prototype[] functions,
            int[] captures,
            Map<Integer, Names> names) {
        this.chunk = chunk;
        this.number = number;
        this.digest = digest;
        this.line = line;
        this.parameters = parameters;
        this.variadic = variadic;
        this.registers = registers;
        this.code = code;
        this.lines = lines;
        this.constants = constants;
        this.functions = functions;
        this.captures = captures;
        this.names = names;
    }

    /** Names of the operands of an instruction, {@code local 'x'}; null for those without. */
    public record Names(String first, String second) {}
}
