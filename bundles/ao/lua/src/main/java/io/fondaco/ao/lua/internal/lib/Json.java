package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaError;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.State;
import io.fondaco.ao.lua.internal.vm.Table;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * JSON as processes of ao know it: a table with nothing or with a first element is an array, any other an object; null reads
 * as nil. Strings are bytes and pass unchanged, so text that is UTF-8 stays UTF-8.
 */
public final class Json {
    private static final int MAX_DEPTH = 200;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Machine machine;
    private final State state;

    private Json(Machine machine) {
        this.machine = machine;
        this.state = machine.state();
    }

    static Object encode(Call c) {
        return encode(c.machine(), c.get(1));
    }

    /** @throws LuaError when the value has no JSON */
    public static LuaString encode(Machine machine, Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Json(machine).write(value, out, 0);
        machine.state().charge(out.size() >> 2);
        return machine.state().string(out.toByteArray());
    }

    private void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void write(Object v, ByteArrayOutputStream out, int depth) {
        state.charge(2);
        if (v == null) {
            text(out, "null");
        } else if (v instanceof Boolean b) {
            text(out, b.toString());
        } else if (v instanceof Long l) {
            text(out, l.toString());
        } else if (v instanceof Double d) {
            if (d.isNaN() || d.isInfinite()) {
                throw LuaError.here("unexpected number value '" + Numbers.text(d) + "'");
            }
            String t = Numbers.text(d);
            text(out, t.endsWith(".0") ? t.substring(0, t.length() - 2) : t);
        } else if (v instanceof LuaString s) {
            string(s.bytes(), out);
        } else if (v instanceof Table t) {
            if (depth >= MAX_DEPTH) {
                throw LuaError.here("circular reference, or nested more than " + MAX_DEPTH + " levels");
            }
            table(t, out, depth + 1);
        } else {
            throw LuaError.here("unexpected type '" + Machine.typeOf(v) + "'");
        }
    }

    private void table(Table t, ByteArrayOutputStream out, int depth) {
        int place = t.after(null);
        if (place == 0 || t.get(1) != null) {
            out.write('[');
            long n = t.length();
            for (long i = 1; i <= n; i++) {
                if (i > 1) {
                    out.write(',');
                }
                if (t.get(i) == null) {
                    throw LuaError.here("invalid table: sparse array");
                }
                write(t.get(i), out, depth);
                place = t.after(Numbers.box(i));
            }
            if (place != 0) {
                throw LuaError.here("invalid table: mixed or invalid key types");
            }
            out.write(']');
            return;
        }
        out.write('{');
        boolean first = true;
        for (Object key; place != 0; place = t.after(key)) {
            key = t.keyAt(place);
            if (!(key instanceof LuaString s)) {
                throw LuaError.here("invalid table: mixed or invalid key types");
            }
            if (!first) {
                out.write(',');
            }
            first = false;
            string(s.bytes(), out);
            out.write(':');
            write(t.valueAt(place), out, depth);
        }
        out.write('}');
    }

    private void string(byte[] s, ByteArrayOutputStream out) {
        state.allocate(s.length);
        out.write('"');
        int from = 0;
        for (int i = 0; i < s.length; i++) {
            int b = s[i];
            if (b >= 32 && b != '"' && b != '\\' || b < 0) {
                continue;
            }
            out.write(s, from, i - from);
            from = i + 1;
            out.write('\\');
            switch (b) {
                case '"', '\\' -> out.write(b);
                case '\b' -> out.write('b');
                case '\f' -> out.write('f');
                case '\n' -> out.write('n');
                case '\r' -> out.write('r');
                case '\t' -> out.write('t');
                default -> {
                    text(out, "u00");
                    out.write(HEX[b >> 4]);
                    out.write(HEX[b & 15]);
                }
            }
        }
        out.write(s, from, s.length - from);
        out.write('"');
    }

    // ---------------------------------------------------------------- reading

    static Object decode(Call c) {
        if (!(c.get(1) instanceof LuaString s)) {
            throw LuaError.here("expected argument of type string, got " + Machine.typeOf(c.get(1)));
        }
        return decode(c.machine(), s);
    }

    /** @throws LuaError when it is not JSON */
    static Object decode(Machine machine, LuaString text) {
        machine.state().charge(text.length() >> 2);
        Reader reader = new Reader(machine.state(), text.bytes());
        Object value = reader.value(0);
        reader.space();
        if (reader.at < reader.in.length) {
            throw reader.error("trailing garbage");
        }
        return value;
    }

    private static final class Reader {
        private final State state;
        private final byte[] in;
        private int at;

        Reader(State state, byte[] in) {
            this.state = state;
            this.in = in;
        }

        private LuaError error(String message) {
            int line = 1;
            int column = 1;
            for (int i = 0; i < Math.min(at, in.length); i++) {
                column++;
                if (in[i] == '\n') {
                    line++;
                    column = 1;
                }
            }
            return LuaError.here(message + " at line " + line + " col " + column);
        }

        private LuaError unexpected() {
            return error(at < in.length ? "unexpected character '" + (char) (in[at] & 0xff) + "'" : "unexpected end");
        }

        private void space() {
            while (at < in.length && (in[at] == ' ' || in[at] == '\t' || in[at] == '\n' || in[at] == '\r')) {
                at++;
            }
        }

        private int peek() {
            space();
            return at < in.length ? in[at] : -1;
        }

        private Object value(int depth) {
            state.charge(2);
            if (depth >= MAX_DEPTH) {
                throw error("nested more than " + MAX_DEPTH + " levels");
            }
            switch (peek()) {
                case '{':
                    return object(depth + 1);
                case '[':
                    return array(depth + 1);
                case '"':
                    return string();
                case 't':
                    return word("true", Boolean.TRUE);
                case 'f':
                    return word("false", Boolean.FALSE);
                case 'n':
                    return word("null", null);
                default:
                    return number();
            }
        }

        private Object word(String word, Object value) {
            for (int i = 0; i < word.length(); i++) {
                if (at + i >= in.length || in[at + i] != word.charAt(i)) {
                    throw error("invalid literal");
                }
            }
            at += word.length();
            return value;
        }

        private Object number() {
            int start = at;
            while (at < in.length && "+-.eE0123456789".indexOf(in[at]) >= 0) {
                at++;
            }
            int digits = start < in.length && in[start] == '-' ? start + 1 : start;
            boolean begins = digits < at && in[digits] >= '0' && in[digits] <= '9';
            boolean zero =
                    begins && in[digits] == '0' && digits + 1 < at && in[digits + 1] >= '0' && in[digits + 1] <= '9';
            Object n = begins && !zero && in[at - 1] != '.' ? Numbers.parse(LuaString.of(in, start, at)) : null;
            if (n == null) {
                if (at == start) {
                    throw unexpected();
                }
                at = start;
                throw error("invalid number");
            }
            return n;
        }

        private Table array(int depth) {
            Table t = state.table();
            at++;
            if (peek() == ']') {
                at++;
                return t;
            }
            for (long i = 1; ; i++) {
                t.set(i, value(depth));
                int c = peek();
                if (c == ']') {
                    at++;
                    return t;
                }
                if (c != ',') {
                    throw error("expected ']' or ','");
                }
                at++;
            }
        }

        private Table object(int depth) {
            Table t = state.table();
            at++;
            if (peek() == '}') {
                at++;
                return t;
            }
            for (; ; ) {
                if (peek() != '"') {
                    throw error("expected string for key");
                }
                LuaString key = string();
                if (peek() != ':') {
                    throw error("expected ':' after key");
                }
                at++;
                t.set(key, value(depth));
                int c = peek();
                if (c == '}') {
                    at++;
                    return t;
                }
                if (c != ',') {
                    throw error("expected '}' or ','");
                }
                at++;
            }
        }

        private LuaString string() {
            int start = ++at;
            while (at < in.length && in[at] != '"' && in[at] != '\\' && (in[at] >= 32 || in[at] < 0)) {
                at++;
            }
            if (at < in.length && in[at] == '"') {
                return state.string(in, start, at++);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(in, start, at - start);
            for (; ; ) {
                int c = at < in.length ? in[at] & 0xff : -1;
                if (c == -1) {
                    throw error("expected closing quote for string");
                }
                if (c < 32) {
                    throw error("control character in string");
                }
                at++;
                if (c == '"') {
                    return state.string(out.toByteArray());
                }
                if (c == '\\') {
                    escape(out);
                } else {
                    out.write(c);
                }
            }
        }

        private void escape(ByteArrayOutputStream out) {
            int c = at < in.length ? in[at++] : -1;
            switch (c) {
                case '"', '\\', '/' -> out.write(c);
                case 'b' -> out.write('\b');
                case 'f' -> out.write('\f');
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case 't' -> out.write('\t');
                case 'u' -> {
                    int code = hex();
                    if (Character.isHighSurrogate((char) code)
                            && at + 1 < in.length
                            && in[at] == '\\'
                            && in[at + 1] == 'u') {
                        int mark = at;
                        at += 2;
                        int low = hex();
                        if (Character.isLowSurrogate((char) low)) {
                            code = Character.toCodePoint((char) code, (char) low);
                        } else {
                            at = mark;
                        }
                    }
                    Utf8Library.encode(out, code);
                }
                default -> throw error("invalid escape char");
            }
        }

        private int hex() {
            int code = 0;
            for (int i = 0; i < 4; i++) {
                int digit = at < in.length && in[at] > 0 ? Character.digit(in[at], 16) : -1;
                if (digit < 0) {
                    throw error("invalid unicode escape in string");
                }
                code = code << 4 | digit;
                at++;
            }
            return code;
        }
    }
}
