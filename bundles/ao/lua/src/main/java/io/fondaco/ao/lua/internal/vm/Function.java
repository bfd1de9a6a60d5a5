package io.fondaco.ao.lua.internal.vm;

/** Whatever can be called without a metamethod. */
public abstract sealed class Function permits Closure, Native, Wrapped {
    /** The number {@code tostring} shows; 0 while nobody asked. */
    long number;
}
