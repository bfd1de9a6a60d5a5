package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Prototype;

/** A Lua function with what it captured. */
public final class Closure extends Function {
    final Prototype prototype;
    final Cell[] captured;

    Closure(Prototype prototype, Cell[] captured) {
        this.prototype = prototype;
        this.captured = captured;
    }
}
