package io.fondaco.ao.lua.internal.vm;

/**
 * A function of the host. It has no state of its own and runs to its end in one step of the machine: what calls back into
 * Lua is written in Lua, or leaves through {@link Call#tail}.
 */
public final class Native extends Function {
    /** What it does. The value returned is its only result; see {@link Call} for none, many and calls of other functions. */
    @FunctionalInterface
    public interface Body {
        Object apply(Call call);
    }

    /** What the machine does itself because it changes the frames. */
    public enum Special {
        NONE,
        PCALL,
        XPCALL,
        RESUME,
        YIELD
    }

    final String name;
    final Body body;
    final Special special;

    /** @param name as Lua knows it, {@code string.rep}; unique, for it stands for the function in the state's hash */
    public Native(String name, Body body) {
        this.name = name;
        this.body = body;
        this.special = Special.NONE;
    }

    public Native(String name, Special special) {
        this.name = name;
        this.body = null;
        this.special = special;
    }
}
