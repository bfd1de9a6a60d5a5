package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Prototype;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through all of a state in an order that depends on nothing but the state: objects are numbered as they are met, so
 * cycles and shared references have one form. It feeds a digest, and adds up the bytes.
 */
public final class Walk {
    private final MessageDigest digest;
    private final byte[] buffer = new byte[1 << 13];
    private int filled;
    private final Map<Object, Integer> numbers = new IdentityHashMap<>();
    private final List<Object> queue = new ArrayList<>();
    private final Map<Object, Boolean> counted = new IdentityHashMap<>();
    private long bytes;

    private Walk(MessageDigest digest) {
        this.digest = digest;
    }

    /** SHA-256 of all a machine's root reaches. */
    public static byte[] hash(Machine machine) {
        try {
            Walk walk = new Walk(MessageDigest.getInstance("SHA-256"));
            walk.run(machine);
            walk.digest.update(walk.buffer, 0, walk.filled);
            return walk.digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Bytes of all a machine's root reaches. */
    public static long bytes(Machine machine) {
        Walk walk = new Walk(null);
        walk.run(machine);
        return walk.bytes;
    }

    private void run(Machine machine) {
        number(machine.state.numbers);
        value(machine.root);
        for (int i = 0; i < queue.size(); i++) {
            content(queue.get(i));
            queue.set(i, null);
        }
    }

    private void octet(int b) {
        if (digest == null) {
            return;
        }
        if (filled == buffer.length) {
            digest.update(buffer, 0, filled);
            filled = 0;
        }
        buffer[filled++] = (byte) b;
    }

    private void number(long n) {
        for (int shift = 0; shift < 64; shift += 8) {
            octet((int) (n >>> shift));
        }
    }

    private void raw(byte[] all) {
        number(all.length);
        if (digest != null) {
            for (byte b : all) {
                octet(b);
            }
        }
    }

    private void count(Object object, long size) {
        if (counted.put(object, Boolean.TRUE) == null) {
            bytes += size;
        }
    }

    private void value(Object v) {
        if (v == null) {
            octet('n');
        } else if (v instanceof Boolean b) {
            octet(b ? 't' : 'f');
        } else if (v instanceof Long l) {
            octet('i');
            number(l);
        } else if (v instanceof Double d) {
            octet('d');
            number(Double.doubleToLongBits(d));
        } else if (v instanceof LuaString s) {
            octet('s');
            raw(s.bytes);
            if (digest == null) {
                count(s, 24L + s.bytes.length);
            }
        } else if (v instanceof Native n) {
            octet('b');
            raw(LuaString.of(n.name).bytes);
        } else {
            octet('r');
            Integer known = numbers.get(v);
            if (known == null) {
                known = numbers.size();
                numbers.put(v, known);
                queue.add(v);
            }
            number(known);
        }
    }

    private void content(Object o) {
        if (o instanceof Table t) {
            table(t);
        } else if (o instanceof Closure c) {
            closure(c);
        } else if (o instanceof Cell c) {
            octet('C');
            bytes += 24;
            value(c.value);
        } else if (o instanceof Wrapped w) {
            octet('W');
            number(w.number);
            value(w.coroutine);
        } else {
            coroutine((Coroutine) o);
        }
    }

    private void table(Table t) {
        octet('T');
        bytes += t.bytes();
        number(t.number);
        value(t.metatable);
        number(t.size);
        for (int i = 0; i < t.size; i++) {
            value(t.array[i]);
        }
        number(t.used);
        for (int i = 0; i < t.used; i++) {
            value(t.keys[i]);
            value(t.values[i]);
        }
    }

    private void closure(Closure c) {
        octet('F');
        number(c.number);
        bytes += 40 + 8L * c.captured.length;
        raw(c.prototype.digest);
        number(c.prototype.number);
        raw(LuaString.of(c.prototype.chunk).bytes);
        if (digest == null) {
            prototype(c.prototype);
        }
        number(c.captured.length);
        for (Cell cell : c.captured) {
            value(cell);
        }
    }

    private void prototype(Prototype p) {
        count(p, 200 + 16L * p.code.length + 8L * p.constants.length);
        for (Object k : p.constants) {
            value(k);
        }
    }

    private void coroutine(Coroutine c) {
        octet('R');
        bytes += c.bytes();
        number(c.number);
        octet(c.status.ordinal());
        value(c.body);
        number(c.depth);
        for (int i = 0; i <= c.depth; i++) {
            Frame f = c.frames[i];
            octet(f.kind);
            // a frame of the host may hold what a frame of Lua left in it
            boolean lua = f.kind == Frame.LUA;
            value(lua ? f.closure : null);
            number(lua ? f.base : 0);
            number(lua ? f.pc : 0);
            number(lua ? f.top : 0);
            number(f.slot);
            number(f.wanted);
            number(f.then);
            number(f.detail);
            number(f.concat);
            value(f.handler);
        }
        int live = c.live();
        number(live);
        for (int i = 0; i < live; i++) {
            value(c.stack[i]);
        }
    }
}
