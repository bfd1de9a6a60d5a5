package io.fondaco.ao.lua.internal.vm;

/** A local variable that a closure captured. */
public final class Cell {
    Object value;
    /** The turn in which it was made or last noted in the undo log. */
    long noted;

    Cell(Object value, long turn) {
        this.value = value;
        this.noted = turn;
    }
}
