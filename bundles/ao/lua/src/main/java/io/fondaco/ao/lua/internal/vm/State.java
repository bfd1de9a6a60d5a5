package io.fondaco.ao.lua.internal.vm;

import java.util.ArrayList;
import java.util.List;

/** What all values of one process share: its budget, its undo log and the turn it is in. */
public final class State {
    /** Counts evaluations. Whatever was made in this turn needs no entry in the undo log. */
    long turn = 1;
    /** Steps left in this slice; below zero when a library function took more than was left. */
    public long fuel;
    /** Steps left after this slice. */
    public long reserve;
    /** Bytes allocated in this turn. */
    public long allocated;
    /** Bytes that may be allocated in this turn. */
    public long allowance;
    /** The last number that {@code tostring} gave away. */
    long numbers;

    /** Calls within calls. */
    public int maxDepth;

    private final List<Runnable> undo = new ArrayList<>();

    public State(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /** Opens the budget of an evaluation. */
    public void begin(long gas, long memory) {
        turn++;
        fuel = 0;
        reserve = gas;
        allocated = 0;
        allowance = memory;
        undo.clear();
        long before = numbers;
        undo.add(() -> numbers = before);
    }

    public void note(Runnable step) {
        undo.add(step);
    }

    /** Makes what was done in this turn the state. */
    public void commit() {
        undo.clear();
        turn++;
    }

    /** Takes back what was done in this turn. */
    public void rollBack() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            undo.get(i).run();
        }
        undo.clear();
        turn++;
    }

    /** Pays for work of the host. */
    public void charge(long steps) {
        fuel -= steps;
        if (fuel + reserve < 0) {
            fuel = -reserve;
            throw new BudgetException("out of gas");
        }
    }

    /** Pays for memory, before it is taken. */
    public void allocate(long bytes) {
        if (bytes > allowance - allocated) {
            throw new BudgetException("out of memory");
        }
        allocated += bytes;
    }

    public Table table() {
        allocate(Table.BYTES);
        return new Table(this);
    }

    /** A string whose bytes are paid for here. */
    public LuaString string(byte[] bytes) {
        allocate(24L + bytes.length);
        return LuaString.own(bytes);
    }

    public LuaString string(byte[] bytes, int from, int to) {
        allocate(24L + Math.max(0, to - from));
        return LuaString.of(bytes, from, to);
    }

    public LuaString string(String text) {
        allocate(24L + text.length());
        return LuaString.of(text);
    }

    Cell cell(Object value) {
        allocate(24);
        return new Cell(value, turn);
    }

    void set(Cell cell, Object value) {
        if (cell.noted != turn) {
            cell.noted = turn;
            Object old = cell.value;
            undo.add(() -> cell.value = old);
        }
        cell.value = value;
    }

    /** The number of an object, given to it when first asked for. */
    long numberOf(Object object) {
        if (object instanceof Table t) {
            if (t.number == 0) {
                t.number = ++numbers;
                undo.add(() -> t.number = 0);
            }
            return t.number;
        }
        if (object instanceof Coroutine c) {
            if (c.number == 0) {
                c.number = ++numbers;
                undo.add(() -> c.number = 0);
            }
            return c.number;
        }
        Function f = (Function) object;
        if (f instanceof Native) {
            return 0;
        }
        if (f.number == 0) {
            f.number = ++numbers;
            undo.add(() -> f.number = 0);
        }
        return f.number;
    }
}
