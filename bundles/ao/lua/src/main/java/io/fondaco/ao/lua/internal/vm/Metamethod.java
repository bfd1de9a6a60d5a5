package io.fondaco.ao.lua.internal.vm;

/** The names of metamethods, and which of them a metatable is remembered not to have. */
final class Metamethod {
    static final LuaString INDEX = LuaString.of("__index");
    static final LuaString NEWINDEX = LuaString.of("__newindex");
    static final LuaString CALL = LuaString.of("__call");
    static final LuaString EQ = LuaString.of("__eq");
    static final LuaString LT = LuaString.of("__lt");
    static final LuaString LE = LuaString.of("__le");
    static final LuaString LEN = LuaString.of("__len");
    static final LuaString CONCAT = LuaString.of("__concat");
    static final LuaString UNM = LuaString.of("__unm");
    static final LuaString BNOT = LuaString.of("__bnot");
    static final LuaString NAME = LuaString.of("__name");
    static final int NO_INDEX = 1;
    static final int NO_NEWINDEX = 2;
    static final int NO_EQ = 4;
    static final int NO_LEN = 8;

    /** By instruction, from ADD. */
    static final LuaString[] ARITHMETIC = {
        LuaString.of("__add"),
        LuaString.of("__sub"),
        LuaString.of("__mul"),
        LuaString.of("__mod"),
        LuaString.of("__pow"),
        LuaString.of("__div"),
        LuaString.of("__idiv"),
        LuaString.of("__band"),
        LuaString.of("__bor"),
        LuaString.of("__bxor"),
        LuaString.of("__shl"),
        LuaString.of("__shr")
    };

    private Metamethod() {}

    static Object of(Table metatable, LuaString name, int bit) {
        if (metatable == null || (metatable.absent & bit) != 0) {
            return null;
        }
        Object found = metatable.get(name);
        if (found == null) {
            metatable.absent |= bit;
        }
        return found;
    }
}
