package io.fondaco.ao.lua.internal.vm;

import java.util.Arrays;

/** What a table consists of, and how its changes go to the undo log. */
abstract sealed class LoggedTable permits Table {
    private static final int SMALL = 16;
    private static final Object[] NOTHING = new Object[0];
    private static final int[] NO_INDEX = new int[0];

    final State state;
    /** The turn in which it was made, or in which a whole copy went to the undo log: its changes need no entry. */
    long safe;
    /** Entries in the undo log, and the turn they belong to. */
    private int entries;

    private long entriesTurn;

    Object[] array = NOTHING;
    /** Elements of {@link #array} in use; the last of them is not nil. */
    int size;

    Object[] keys = NOTHING;
    Object[] values = NOTHING;
    /** Keys in use, cleared ones among them. */
    int used;

    int[] index = NO_INDEX;

    Table metatable;
    /** Bits of metamethods known to be absent; cleared by any change. */
    int absent;

    long number;

    LoggedTable(State state) {
        this.state = state;
        this.safe = state.turn;
    }

    static int hash(Object key) {
        if (key instanceof LuaString s) {
            return s.hashCode();
        }
        if (key instanceof Long l) {
            return LuaString.hashOf(l);
        }
        if (key instanceof Double d) {
            return LuaString.hashOf(Double.doubleToLongBits(d) ^ 0x5555L);
        }
        return LuaString.hashOf(System.identityHashCode(key));
    }

    private void unlinkLast(int at) {
        int mask = index.length - 1;
        int h = hash(keys[at]) & mask;
        while (index[h] != at + 1) {
            h = (h + 1) & mask;
        }
        index[h] = 0;
    }

    final void noteElement(int i) {
        if (snapshots()) {
            return;
        }
        Object[] oldArray = array;
        int oldSize = size;
        Object old = i < oldSize ? oldArray[i] : null;
        state.note(() -> {
            array = oldArray;
            size = oldSize;
            if (i < oldArray.length) {
                oldArray[i] = old;
            }
        });
    }

    final void noteValue(int at) {
        if (snapshots()) {
            return;
        }
        Object old = values[at];
        state.note(() -> {
            absent = 0;
            values[at] = old;
        });
    }

    final void noteAdded() {
        if (snapshots()) {
            return;
        }
        int at = used;
        state.note(() -> {
            absent = 0;
            unlinkLast(at);
            keys[at] = null;
            values[at] = null;
            used = at;
        });
    }

    final void noteRehash() {
        if (snapshots()) {
            return;
        }
        Object[] oldKeys = keys;
        Object[] oldValues = values;
        int[] oldIndex = index;
        int oldUsed = used;
        state.note(() -> {
            absent = 0;
            keys = oldKeys;
            values = oldValues;
            index = oldIndex;
            used = oldUsed;
        });
    }

    final void noteChange() {
        if (safe != state.turn) {
            Table old = metatable;
            // the entry itself: a loop must not fill the log for nothing
            state.allocate(48);
            state.note(() -> metatable = old);
        }
    }

    /** Whether all of the table is in the log now: at once when it is small, else when its entries outnumber its slots. */
    private boolean snapshots() {
        if (entriesTurn != state.turn) {
            entriesTurn = state.turn;
            entries = 0;
        }
        int slots = size + used;
        if (slots > SMALL && ++entries < slots) {
            return false;
        }
        Object[] oldArray = array;
        Object[] copy = Arrays.copyOf(array, size);
        Object[] oldKeys = keys;
        int oldUsed = used;
        Object[] copiedKeys = Arrays.copyOf(keys, used);
        Object[] oldValues = values;
        Object[] copiedValues = Arrays.copyOf(values, used);
        int[] oldIndex = index;
        int[] copiedIndex = index.clone();
        state.note(() -> {
            absent = 0;
            Arrays.fill(oldArray, null);
            System.arraycopy(copy, 0, oldArray, 0, copy.length);
            array = oldArray;
            size = copy.length;
            Arrays.fill(oldKeys, null);
            System.arraycopy(copiedKeys, 0, oldKeys, 0, oldUsed);
            keys = oldKeys;
            Arrays.fill(oldValues, null);
            System.arraycopy(copiedValues, 0, oldValues, 0, oldUsed);
            values = oldValues;
            System.arraycopy(copiedIndex, 0, oldIndex, 0, copiedIndex.length);
            index = oldIndex;
            used = oldUsed;
        });
        safe = state.turn;
        return true;
    }
}
