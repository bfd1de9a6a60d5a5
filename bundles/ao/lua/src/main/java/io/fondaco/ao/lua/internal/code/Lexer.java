package io.fondaco.ao.lua.internal.code;

import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Numbers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Splits source into tokens (Lua 5.3 manual, 3.1). */
final class Lexer {
    private final byte[] source;
    private final String chunk;
    private final Map<LuaString, LuaString> strings = new HashMap<>();
    private int at;
    /** Line of the token that was read last. */
    int line = 1;

    /** The token read last, with its value when it is a name, a string or a number. */
    Token token = Token.EOF;

    Object value;
    private int start;

    Lexer(byte[] source, String chunk) {
        this.source = source;
        this.chunk = chunk;
    }

    private int peek() {
        return at < source.length ? source[at] & 0xff : -1;
    }

    private int peek(int ahead) {
        return at + ahead < source.length ? source[at + ahead] & 0xff : -1;
    }

    SyntaxException error(String message, boolean near) {
        return new SyntaxException(chunk + ":" + line + ": " + message
                + (near ? " near " + (token == Token.EOF ? "<eof>" : quote()) : ""));
    }

    private String quote() {
        String text = token == Token.NAME || token == Token.STRING || token == Token.NUMBER || token == Token.UNKNOWN
                ? new String(source, start, Math.min(at, source.length) - start, StandardCharsets.ISO_8859_1)
                : token.text;
        return "'" + text + "'";
    }

    private SyntaxException unfinished(String message, Token near) {
        token = near;
        return error(message, true);
    }

    void next() throws SyntaxException {
        token = scan();
    }

    /** Whether the token after this one is {@code =}. */
    boolean assignmentFollows() throws SyntaxException {
        int oldAt = at;
        int oldLine = line;
        int oldStart = start;
        Object oldValue = value;
        boolean follows = scan() == Token.ASSIGN;
        at = oldAt;
        line = oldLine;
        start = oldStart;
        value = oldValue;
        return follows;
    }

    private Token scan() throws SyntaxException {
        for (; ; ) {
            start = at;
            int c = peek();
            switch (c) {
                case -1:
                    return Token.EOF;
                case '\n':
                case '\r':
                    newline();
                    continue;
                case ' ':
                case '\t':
                case 0x0b:
                case '\f':
                    at++;
                    continue;
                case '-':
                    if (peek(1) != '-') {
                        at++;
                        return Token.SUB;
                    }
                    comment();
                    continue;
                case '[':
                    int level = longLevel();
                    if (level >= 0) {
                        value = longString(level, "string");
                        return Token.STRING;
                    }
                    if (level == -2) {
                        throw unfinished("invalid long string delimiter", Token.UNKNOWN);
                    }
                    at++;
                    return Token.OPEN_BRACKET;
                case '"':
                case '\'':
                    value = string(c);
                    return Token.STRING;
                case '.':
                    if (peek(1) >= '0' && peek(1) <= '9') {
                        return number();
                    }
                    at++;
                    if (peek() != '.') {
                        return Token.DOT;
                    }
                    at++;
                    if (peek() != '.') {
                        return Token.CONCAT;
                    }
                    at++;
                    return Token.DOTS;
                default:
                    if (c >= '0' && c <= '9') {
                        return number();
                    }
                    if (letter(c)) {
                        return name();
                    }
                    return symbol(c);
            }
        }
    }

    private static boolean letter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    private Token name() {
        while (letter(peek()) || digit(peek())) {
            at++;
        }
        String word = new String(source, start, at - start, StandardCharsets.ISO_8859_1);
        Token reserved = Token.WORDS.get(word);
        if (reserved != null) {
            return reserved;
        }
        value = intern(LuaString.of(source, start, at));
        return Token.NAME;
    }

    private LuaString intern(LuaString s) {
        LuaString old = strings.putIfAbsent(s, s);
        return old == null ? s : old;
    }

    private Token symbol(int c) {
        at++;
        boolean equal = peek() == '=';
        switch (c) {
            case '=':
                return pick(equal, Token.EQ, Token.ASSIGN);
            case '~':
                return pick(equal, Token.NE, Token.TILDE);
            case '<':
                return equal ? pick(true, Token.LE, Token.LE) : pick(peek() == '<', Token.SHL, Token.LT);
            case '>':
                return equal ? pick(true, Token.GE, Token.GE) : pick(peek() == '>', Token.SHR, Token.GT);
            case '/':
                return pick(peek() == '/', Token.IDIV, Token.DIV);
            case ':':
                return pick(peek() == ':', Token.LABEL, Token.COLON);
            case '+':
                return Token.ADD;
            case '*':
                return Token.MUL;
            case '%':
                return Token.MOD;
            case '^':
                return Token.POW;
            case '#':
                return Token.LEN;
            case '&':
                return Token.BAND;
            case '|':
                return Token.BOR;
            case '(':
                return Token.OPEN;
            case ')':
                return Token.CLOSE;
            case '{':
                return Token.OPEN_BRACE;
            case '}':
                return Token.CLOSE_BRACE;
            case ']':
                return Token.CLOSE_BRACKET;
            case ';':
                return Token.SEMICOLON;
            case ',':
                return Token.COMMA;
            default:
                return Token.UNKNOWN;
        }
    }

    private Token pick(boolean two, Token yes, Token no) {
        if (two) {
            at++;
            return yes;
        }
        return no;
    }

    private Token number() throws SyntaxException {
        boolean hex = peek() == '0' && (peek(1) | 0x20) == 'x';
        if (hex) {
            at += 2;
        }
        for (; ; ) {
            int c = peek();
            if (c > 0 && (c | 0x20) == (hex ? 'p' : 'e')) {
                at += peek(1) == '+' || peek(1) == '-' ? 2 : 1;
            } else if (c == '.' || c > 0 && Character.digit(c, 16) >= 0) {
                at++;
            } else {
                break;
            }
        }
        value = Numbers.parse(LuaString.of(source, start, at));
        if (value == null) {
            throw unfinished("malformed number", Token.NUMBER);
        }
        return Token.NUMBER;
    }

    private void newline() {
        int c = source[at++];
        int d = peek();
        if ((d == '\n' || d == '\r') && d != c) {
            at++;
        }
        line++;
    }

    private void comment() throws SyntaxException {
        at += 2;
        if (peek() == '[') {
            int level = longLevel();
            if (level >= 0) {
                longString(level, "comment");
                return;
            }
        }
        while (at < source.length && source[at] != '\n' && source[at] != '\r') {
            at++;
        }
    }

    /** Level of the long bracket that opens here; -1 when it is none, -2 when it is one that is broken off. */
    private int longLevel() {
        int i = 1;
        while (peek(i) == '=') {
            i++;
        }
        if (peek(i) == '[') {
            return i - 1;
        }
        return i == 1 ? -1 : -2;
    }

    private LuaString longString(int level, String what) throws SyntaxException {
        int opened = line;
        at += level + 2;
        if (peek() == '\n' || peek() == '\r') {
            newline();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (; ; ) {
            int c = peek();
            if (c == -1) {
                throw unfinished("unfinished long " + what + " (starting at line " + opened + ")", Token.EOF);
            }
            if (c == '\n' || c == '\r') {
                newline();
                out.write('\n');
            } else if (c == ']' && closes(level)) {
                at += level + 2;
                return intern(LuaString.own(out.toByteArray()));
            } else {
                out.write(c);
                at++;
            }
        }
    }

    private boolean closes(int level) {
        for (int i = 1; i <= level; i++) {
            if (peek(i) != '=') {
                return false;
            }
        }
        return peek(level + 1) == ']';
    }

    private LuaString string(int quote) throws SyntaxException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        at++;
        for (; ; ) {
            int c = peek();
            if (c == quote) {
                at++;
                return intern(LuaString.own(out.toByteArray()));
            }
            if (c == -1) {
                throw unfinished("unfinished string", Token.EOF);
            }
            if (c == '\n' || c == '\r') {
                throw unfinished("unfinished string", Token.STRING);
            }
            at++;
            if (c == '\\') {
                escape(out);
            } else {
                out.write(c);
            }
        }
    }

    private void escape(ByteArrayOutputStream out) throws SyntaxException {
        int c = peek();
        switch (c) {
            case 'a' -> plain(out, 7);
            case 'b' -> plain(out, 8);
            case 'f' -> plain(out, 12);
            case 'n' -> plain(out, 10);
            case 'r' -> plain(out, 13);
            case 't' -> plain(out, 9);
            case 'v' -> plain(out, 11);
            case '\\', '"', '\'' -> plain(out, c);
            case '\n', '\r' -> {
                newline();
                out.write('\n');
            }
            case 'x' -> {
                at++;
                out.write(hexDigit() << 4 | hexDigit());
            }
            case 'z' -> {
                at++;
                skipSpace();
            }
            case 'u' -> unicode(out);
            case -1 -> throw unfinished("unfinished string", Token.EOF);
            default -> {
                if (!digit(c)) {
                    throw bad("invalid escape sequence");
                }
                int code = 0;
                for (int i = 0; i < 3 && digit(peek()); i++) {
                    code = code * 10 + source[at++] - '0';
                }
                if (code > 255) {
                    throw bad("decimal escape too large");
                }
                out.write(code);
            }
        }
    }

    private void plain(ByteArrayOutputStream out, int c) {
        out.write(c);
        at++;
    }

    private void skipSpace() {
        for (int c = peek(); c == ' ' || c >= 9 && c <= 13; c = peek()) {
            if (c == '\n' || c == '\r') {
                newline();
            } else {
                at++;
            }
        }
    }

    private SyntaxException bad(String message) {
        if (at < source.length) {
            at++;
        }
        return unfinished(message, Token.STRING);
    }

    private int hexDigit() throws SyntaxException {
        int c = peek();
        int h = c < 0 ? -1 : Character.digit(c, 16);
        if (h < 0) {
            throw bad("hexadecimal digit expected");
        }
        at++;
        return h;
    }

    private void unicode(ByteArrayOutputStream out) throws SyntaxException {
        at++;
        if (peek() != '{') {
            throw bad("missing '{'");
        }
        at++;
        long code = hexDigit();
        for (int digit; peek() >= 0 && (digit = Character.digit(peek(), 16)) >= 0; at++) {
            code = code * 16 + digit;
            if (code > 0x10ffff) {
                throw bad("UTF-8 value too large");
            }
        }
        if (peek() != '}') {
            throw bad("missing '}'");
        }
        at++;
        byte[] utf8 = encode((int) code);
        out.write(utf8, 0, utf8.length);
    }

    /** UTF-8 of any code point, surrogates too. */
    static byte[] encode(int code) {
        if (code < 0x80) {
            return new byte[] {(byte) code};
        }
        if (code < 0x800) {
            return new byte[] {(byte) (0xc0 | code >> 6), (byte) (0x80 | code & 0x3f)};
        }
        if (code < 0x10000) {
            return new byte[] {(byte) (0xe0 | code >> 12), (byte) (0x80 | code >> 6 & 0x3f), (byte) (0x80 | code & 0x3f)
            };
        }
        return new byte[] {
            (byte) (0xf0 | code >> 18),
            (byte) (0x80 | code >> 12 & 0x3f),
            (byte) (0x80 | code >> 6 & 0x3f),
            (byte) (0x80 | code & 0x3f)
        };
    }
}
