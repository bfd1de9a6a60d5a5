package io.fondaco.ao.lua.internal.vm;

/** A call under way. The machine keeps them on the heap, so calls of Lua never grow the stack of the thread. */
final class Frame {
    /** What kind of call it is. */
    static final int LUA = 0;
    /** {@code pcall}: what the frame above returns is preceded by true. */
    static final int PCALL = 1;
    /** {@code xpcall}: the same, with {@link #handler}. */
    static final int XPCALL = 2;
    /** The handler of an {@code xpcall} runs above: what it returns is preceded by false. */
    static final int HANDLER = 3;
    /** {@code coroutine.resume}: waits for the coroutine it resumed. */
    static final int RESUME = 4;
    /** The same for what {@code coroutine.wrap} made. */
    static final int WRAP = 5;
    /** {@code coroutine.yield}: waits to be resumed. */
    static final int YIELD = 6;

    /** What becomes of the results in the frame below. To registers from {@link #slot}, {@link #wanted} of them. */
    static final int RESULTS = 0;
    /** The first goes to the slot {@link #detail}. */
    static final int STORE = 1;
    /** The truth of the first is compared to {@link #detail}: the instruction after is skipped when it differs. */
    static final int TEST = 2;
    /** The same with its truth turned round. */
    static final int TEST_NOT = 3;
    /** Nothing. */
    static final int IGNORE = 4;
    /** It is an operand of a concatenation that goes on, at slot {@link #detail}. */
    static final int CONCAT = 5;

    int kind;
    Closure closure;
    int base;
    int pc;
    /** First slot after the values that an instruction left open. */
    int top;
    /** Slot of the called function; its results go there. */
    int slot;
    /** How many results are wanted; -1 for all. */
    int wanted;

    int then;
    int detail;
    /** For a concatenation under way, the slot of its last operand; 0 when none is. */
    int concat;

    Object handler;

    void copyFrom(Frame o) {
        kind = o.kind;
        closure = o.closure;
        base = o.base;
        pc = o.pc;
        top = o.top;
        slot = o.slot;
        wanted = o.wanted;
        then = o.then;
        detail = o.detail;
        concat = o.concat;
        handler = o.handler;
    }
}
