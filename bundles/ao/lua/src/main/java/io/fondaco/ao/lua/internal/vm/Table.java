package io.fondaco.ao.lua.internal.vm;

import java.util.Arrays;

/**
 * A Lua table with a fixed order of traversal: the elements 1..n that follow each other first, then all other keys in the
 * order they were first set. A key set to nil keeps its place until the table grows, so a traversal may clear as it goes.
 *
 * <p>The place of a key in memory depends on hashes that differ between JVMs; nothing a program can observe does.
 */
public final class Table extends LoggedTable {
    static final int BYTES = 56;
    private static final int SLOT = 24;
    /** Comparing keys longer than this costs gas. */
    private static final int LONG = 256;

    Table(State state) {
        super(state);
    }

    public Table metatable() {
        return metatable;
    }

    public void setMetatable(Table table) {
        noteChange();
        metatable = table;
    }

    // ---------------------------------------------------------------- reading

    public Object get(Object key) {
        if (key instanceof LuaString s) {
            return get(s);
        }
        if (key instanceof Long l) {
            return get(l.longValue());
        }
        if (key instanceof Double d) {
            double x = d;
            long l = (long) x;
            if (l == x && Numbers.fitsLong(x)) {
                return get(l);
            }
        }
        if (key == null) {
            return null;
        }
        int at = find(key);
        return at < 0 ? null : values[at];
    }

    public Object get(long key) {
        long i = key - 1;
        if (i >= 0 && i < size) {
            return array[(int) i];
        }
        if (used == 0) {
            return null;
        }
        int at = find(key);
        return at < 0 ? null : values[at];
    }

    public Object get(LuaString key) {
        int[] ix = index;
        if (ix.length == 0) {
            return null;
        }
        int mask = ix.length - 1;
        Object[] ks = keys;
        int h = key.hashCode() & mask;
        for (int e; (e = ix[h]) != 0; h = (h + 1) & mask) {
            Object k = ks[e - 1];
            if (k == key) {
                return values[e - 1];
            }
            if (k instanceof LuaString s && s.equals(key)) {
                if (key.bytes.length > LONG) {
                    state.charge(key.bytes.length >> 6);
                }
                return values[e - 1];
            }
        }
        return null;
    }

    private int find(long key) {
        int[] ix = index;
        if (ix.length == 0) {
            return -1;
        }
        int mask = ix.length - 1;
        int h = LuaString.hashOf(key) & mask;
        for (int e; (e = ix[h]) != 0; h = (h + 1) & mask) {
            if (keys[e - 1] instanceof Long l && l == key) {
                return e - 1;
            }
        }
        return -1;
    }

    /** @param key not nil, and no float that is an integer */
    private int find(Object key) {
        if (key instanceof Long l) {
            return find(l.longValue());
        }
        int[] ix = index;
        if (ix.length == 0) {
            return -1;
        }
        int mask = ix.length - 1;
        int h = hash(key) & mask;
        for (int e; (e = ix[h]) != 0; h = (h + 1) & mask) {
            Object k = keys[e - 1];
            if (k == key) {
                return e - 1;
            }
            if (k.equals(key)) {
                if (key instanceof LuaString s && s.bytes.length > LONG) {
                    state.charge(s.bytes.length >> 6);
                }
                return e - 1;
            }
        }
        return -1;
    }

    /** A border: an n with t[n] not nil and t[n + 1] nil, or 0. */
    public long length() {
        return size;
    }

    // ---------------------------------------------------------------- writing

    /** @throws LuaError when the key is nil or not a number */
    public void set(Object key, Object value) {
        if (key instanceof Double d) {
            double x = d;
            long l = (long) x;
            if (l == x && Numbers.fitsLong(x)) {
                set(l, value);
                return;
            }
            if (x != x) {
                throw LuaError.here("table index is NaN");
            }
        } else if (key instanceof Long l) {
            set(l.longValue(), value);
            return;
        } else if (key == null) {
            throw LuaError.here("table index is nil");
        }
        setHashed(key, value);
    }

    public void set(String key, Object value) {
        setHashed(LuaString.of(key), value);
    }

    public void set(long key, Object value) {
        long i = key - 1;
        if (i >= 0 && i < size) {
            setElement((int) i, value);
        } else if (i == size) {
            append(key, value);
        } else {
            setHashed(key, value);
        }
    }

    private void setElement(int i, Object value) {
        if (safe != state.turn) {
            noteElement(i);
        }
        array[i] = value;
        if (value == null && i == size - 1) {
            int n = i;
            while (n > 0 && array[n - 1] == null) {
                n--;
            }
            size = n;
        }
    }

    private void append(long key, Object value) {
        int at = used == 0 ? -1 : find(key);
        if (value == null) {
            if (at >= 0) {
                setValue(at, null);
            }
            return;
        }
        if (at >= 0) {
            setValue(at, null);
        }
        if (safe != state.turn) {
            noteElement(size);
        }
        if (size == array.length) {
            grow(Math.max(4, size + (size >> 1)));
        }
        array[size++] = value;
        while (used > 0 && (at = find((long) size + 1)) >= 0 && values[at] != null) {
            Object moved = values[at];
            setValue(at, null);
            if (safe != state.turn) {
                noteElement(size);
            }
            if (size == array.length) {
                grow(size + (size >> 1));
            }
            array[size++] = moved;
        }
    }

    private void grow(int capacity) {
        state.allocate(8L * (capacity - array.length));
        array = Arrays.copyOf(array, capacity);
    }

    /** Makes room for a constructor; nothing observable. */
    public void reserve(int elements, int others) {
        if (elements > array.length) {
            grow(elements);
        }
        if (others > keys.length) {
            rehash(others);
        }
    }

    /** Sets elements of a constructor: nils among them leave holes, as in C Lua. */
    void setElements(int from, Object[] source, int start, int count) {
        boolean plain = from == size && safe == state.turn;
        for (int i = 0; i < used && plain; i++) {
            plain = !(keys[i] instanceof Long);
        }
        if (!plain) {
            for (int i = 0; i < count; i++) {
                set((long) from + i + 1, source[start + i]);
            }
            return;
        }
        int last = count;
        while (last > 0 && source[start + last - 1] == null) {
            last--;
        }
        if (from + last > array.length) {
            grow(from + last);
        }
        System.arraycopy(source, start, array, from, last);
        size = last == 0 ? from : from + last;
    }

    private void setHashed(Object key, Object value) {
        int at = find(key);
        if (at >= 0) {
            setValue(at, value);
            return;
        }
        if (value == null) {
            return;
        }
        absent = 0;
        if (used == keys.length) {
            int live = 0;
            for (int i = 0; i < used; i++) {
                if (values[i] != null) {
                    live++;
                }
            }
            rehash(Math.max(4, live + (live >> 1) + 1));
        }
        if (safe != state.turn) {
            noteAdded();
        }
        keys[used] = key;
        values[used] = value;
        link(used++);
    }

    private void setValue(int at, Object value) {
        absent = 0;
        if (safe != state.turn) {
            noteValue(at);
        }
        values[at] = value;
    }

    private int link(int at) {
        int mask = index.length - 1;
        int h = hash(keys[at]) & mask;
        while (index[h] != 0) {
            h = (h + 1) & mask;
        }
        index[h] = at + 1;
        return h;
    }

    /** Moves the keys that have values to new arrays; the places of the others are free after it. */
    private void rehash(int capacity) {
        int buckets = Integer.highestOneBit(Math.max(4, capacity + (capacity >> 1)) - 1) << 1;
        state.allocate((long) SLOT * Math.max(0, capacity - keys.length));
        state.charge(used >> 2);
        if (safe != state.turn) {
            noteRehash();
        }
        Object[] oldKeys = keys;
        Object[] oldValues = values;
        int old = used;
        keys = new Object[capacity];
        values = new Object[capacity];
        index = new int[buckets];
        used = 0;
        for (int i = 0; i < old; i++) {
            if (oldValues[i] != null) {
                keys[used] = oldKeys[i];
                values[used] = oldValues[i];
                link(used++);
            }
        }
    }

    // ---------------------------------------------------------------- traversal

    /**
     * The place after a key: 1.. for {@link #keyAt} and {@link #valueAt}, 0 at the end.
     *
     * @throws LuaError when the table never had the key
     */
    public int after(Object key) {
        int place;
        if (key == null) {
            place = 0;
        } else {
            Object k = Numbers.key(key);
            int at;
            if (k instanceof Long l && l > 0 && l <= size) {
                place = (int) l.longValue();
            } else if ((at = find(k)) >= 0) {
                place = size + at + 1;
            } else if (k instanceof Long l && l > 0 && l <= array.length) {
                // an element that was cleared together with all behind it
                place = size;
            } else {
                throw new LuaError(LuaString.of("invalid key to 'next'"));
            }
        }
        return following(place);
    }

    private int following(int place) {
        int i = place;
        for (; i < size; i++) {
            if (array[i] != null) {
                return i + 1;
            }
        }
        int start = i;
        for (; i < size + used; i++) {
            if (values[i - size] != null) {
                state.charge(i - start >> 3);
                return i + 1;
            }
        }
        state.charge(i - start >> 3);
        return 0;
    }

    public Object keyAt(int place) {
        return place <= size ? (Object) Numbers.box(place) : keys[place - size - 1];
    }

    public Object valueAt(int place) {
        return place <= size ? array[place - 1] : values[place - size - 1];
    }

    /** Bytes it takes itself, without what it holds. */
    long bytes() {
        return BYTES + 8L * array.length + (long) SLOT * keys.length;
    }
}
