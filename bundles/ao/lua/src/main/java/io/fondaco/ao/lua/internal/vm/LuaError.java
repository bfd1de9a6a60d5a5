package io.fondaco.ao.lua.internal.vm;

/** An error of Lua: {@code pcall} catches it. */
public final class LuaError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Any Lua value. */
    final transient Object value;
    /** How many functions up its position is to be taken from when it is caught; 0 for none. */
    final int level;

    /** Which operand of the instruction is to blame, from 1; 0 for none. Its name goes between the value and the suffix. */
    final int operand;

    final String suffix;

    public LuaError(Object value) {
        this(value, 0, 0, "");
    }

    private LuaError(Object value, int level, int operand, String suffix) {
        super(null, null, false, false);
        this.value = value;
        this.level = level;
        this.operand = operand;
        this.suffix = suffix;
    }

    /** An error whose position is that of the function so many levels up; 0 for no position. */
    public static LuaError at(Object value, int level) {
        return new LuaError(value, level, 0, "");
    }

    static LuaError blame(String message, int operand, String suffix) {
        return new LuaError(LuaString.ofLatin(message), 1, operand, suffix);
    }

    /** A message, one char for each byte, that gets the position of the function that is running. */
    public static LuaError here(String message) {
        return at(LuaString.ofLatin(message), 1);
    }

    public Object value() {
        return value;
    }

    @Override
    public String getMessage() {
        return String.valueOf(value);
    }
}
