package io.fondaco.ao.lua.internal.vm;

/** An evaluation used more than it may. Nothing in Lua can catch it. */
public final class BudgetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BudgetException(String message) {
        super(message, null, false, false);
    }
}
