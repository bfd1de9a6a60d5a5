package io.fondaco.ao.lua.internal.vm;

/** What {@code coroutine.wrap} returns. */
public final class Wrapped extends Function {
    final Coroutine coroutine;

    Wrapped(Coroutine coroutine) {
        this.coroutine = coroutine;
    }
}
