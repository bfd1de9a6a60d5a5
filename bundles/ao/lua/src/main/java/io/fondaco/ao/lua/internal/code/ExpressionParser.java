package io.fondaco.ao.lua.internal.code;

import io.fondaco.ao.lua.internal.code.Ast.Expr;
import io.fondaco.ao.lua.internal.code.Ast.FunctionNode;
import io.fondaco.ao.lua.internal.code.Ast.Local;
import io.fondaco.ao.lua.internal.vm.LuaString;
import java.util.ArrayList;
import java.util.List;

/** The expressions of Lua 5.3 (manual, 3.4), and the names they see. */
abstract class ExpressionParser {
    static final LuaString ENV = LuaString.of("_ENV");
    static final int MAX_LEVELS = 200;
    private static final int MAX_HEIGHT = 400;
    private static final int MAX_LOCALS = 200;
    private static final int MAX_CAPTURES = 255;
    private static final int UNARY = 12;

    final Lexer lexer;
    final String chunk;
    private final List<Scope> scopes = new ArrayList<>();
    private int functions;
    private int levels;

    ExpressionParser(byte[] source, String chunk) {
        this.lexer = new Lexer(source, chunk);
        this.chunk = chunk;
    }

    /** The names a function sees. */
    static final class Scope {
        final FunctionNode function;
        private final List<Local> active = new ArrayList<>();
        int loops;

        Scope(FunctionNode function) {
            this.function = function;
        }

        int mark() {
            return active.size();
        }

        void reset(int mark) {
            active.subList(mark, active.size()).clear();
        }
    }

    abstract Ast.Block block() throws SyntaxException;

    Scope scope() {
        return scopes.get(scopes.size() - 1);
    }

    FunctionNode open(int line) {
        FunctionNode function = new FunctionNode(functions++, line);
        scopes.add(new Scope(function));
        return function;
    }

    void close() {
        scopes.remove(scopes.size() - 1);
    }

    void enter() throws SyntaxException {
        if (++levels > MAX_LEVELS) {
            throw tooMany("C levels", MAX_LEVELS);
        }
    }

    void leave() {
        levels--;
    }

    SyntaxException tooMany(String what, int limit) {
        FunctionNode f = scope().function;
        String where = f.line == 0 ? "main function" : "function at line " + f.line;
        return lexer.error("too many " + what + " (limit is " + limit + ") in " + where, true);
    }

    void expect(Token token) throws SyntaxException {
        if (lexer.token != token) {
            throw lexer.error("'" + token.text + "' expected", true);
        }
        lexer.next();
    }

    void match(Token token, Token opened, int line) throws SyntaxException {
        if (lexer.token != token) {
            if (line == lexer.line) {
                throw lexer.error("'" + token.text + "' expected", true);
            }
            throw lexer.error(
                    "'" + token.text + "' expected (to close '" + opened.text + "' at line " + line + ")", true);
        }
        lexer.next();
    }

    LuaString name() throws SyntaxException {
        if (lexer.token != Token.NAME) {
            throw lexer.error("<name> expected", true);
        }
        LuaString name = (LuaString) lexer.value;
        lexer.next();
        return name;
    }

    // ---------------------------------------------------------------- names

    Local declare(LuaString name) throws SyntaxException {
        Scope s = scope();
        if (s.active.size() >= MAX_LOCALS) {
            throw tooMany("local variables", MAX_LOCALS);
        }
        Local local = new Local(name);
        s.active.add(local);
        return local;
    }

    Expr variable(LuaString name, int line) throws SyntaxException {
        Expr found = resolve(name);
        if (found != null) {
            return found;
        }
        return new Ast.Index(resolve(ENV), new Ast.Constant(name), true, line, 2);
    }

    private Expr resolve(LuaString name) throws SyntaxException {
        int top = scopes.size() - 1;
        Local local = find(scopes.get(top), name);
        if (local != null) {
            return new Ast.LocalRef(local);
        }
        int at = capture(top, name);
        return at < 0 ? null : new Ast.CaptureRef(at, name);
    }

    private static Local find(Scope s, LuaString name) {
        for (int i = s.active.size() - 1; i >= 0; i--) {
            if (s.active.get(i).name.equals(name)) {
                return s.active.get(i);
            }
        }
        return null;
    }

    /** Index of a captured variable in a function, made on the way; -1 when there is no such variable. */
    private int capture(int level, LuaString name) throws SyntaxException {
        List<Ast.Capture> captures = scopes.get(level).function.captures;
        for (int i = 0; i < captures.size(); i++) {
            if (captures.get(i).name().equals(name)) {
                return i;
            }
        }
        if (level == 0) {
            return -1;
        }
        Local local = find(scopes.get(level - 1), name);
        int outer = -1;
        if (local != null) {
            local.captured = true;
        } else {
            outer = capture(level - 1, name);
            if (outer < 0) {
                return -1;
            }
        }
        if (captures.size() >= MAX_CAPTURES) {
            throw tooMany("upvalues", MAX_CAPTURES);
        }
        captures.add(new Ast.Capture(name, local, outer));
        return captures.size() - 1;
    }

    // ---------------------------------------------------------------- expressions

    List<Expr> expressions() throws SyntaxException {
        List<Expr> list = new ArrayList<>();
        list.add(expression());
        while (lexer.token == Token.COMMA) {
            lexer.next();
            list.add(expression());
        }
        return list;
    }

    Expr expression() throws SyntaxException {
        return binary(0);
    }

    private static int left(Token t) {
        return switch (t) {
            case OR -> 1;
            case AND -> 2;
            case EQ, NE, LT, GT, LE, GE -> 3;
            case BOR -> 4;
            case TILDE -> 5;
            case BAND -> 6;
            case SHL, SHR -> 7;
            case CONCAT -> 9;
            case ADD, SUB -> 10;
            case MUL, DIV, IDIV, MOD -> 11;
            case POW -> 14;
            default -> 0;
        };
    }

    private Expr binary(int limit) throws SyntaxException {
        enter();
        Expr e = unary();
        for (int priority; (priority = left(lexer.token)) > limit; ) {
            Token operator = lexer.token;
            int line = lexer.line;
            lexer.next();
            if (operator == Token.CONCAT) {
                List<Expr> parts = new ArrayList<>();
                parts.add(e);
                parts.add(binary(9));
                while (lexer.token == Token.CONCAT) {
                    lexer.next();
                    parts.add(binary(9));
                }
                int height = 0;
                for (Expr part : parts) {
                    height = Math.max(height, part.height());
                }
                e = new Ast.Concat(parts, line, above(height));
            } else {
                Expr right = binary(operator == Token.POW ? 13 : priority);
                e = new Ast.Binary(operator, e, right, line, above(Math.max(e.height(), right.height())));
            }
        }
        leave();
        return e;
    }

    private int above(int height) throws SyntaxException {
        if (height >= MAX_HEIGHT) {
            throw tooMany("syntax levels", MAX_HEIGHT);
        }
        return height + 1;
    }

    private Expr unary() throws SyntaxException {
        Token t = lexer.token;
        if (t != Token.NOT && t != Token.SUB && t != Token.LEN && t != Token.TILDE) {
            return simple();
        }
        int line = lexer.line;
        lexer.next();
        Expr operand = binary(UNARY);
        if (t == Token.SUB && operand instanceof Ast.Constant c) {
            if (c.value() instanceof Long l) {
                return new Ast.Constant(-l);
            }
            if (c.value() instanceof Double d) {
                return new Ast.Constant(-d);
            }
        }
        return new Ast.Unary(t, operand, line, above(operand.height()));
    }

    private Expr simple() throws SyntaxException {
        Expr e;
        switch (lexer.token) {
            case NUMBER, STRING -> e = new Ast.Constant(lexer.value);
            case NIL -> e = new Ast.Constant(null);
            case TRUE -> e = new Ast.Constant(Boolean.TRUE);
            case FALSE -> e = new Ast.Constant(Boolean.FALSE);
            case DOTS -> {
                if (!scope().function.variadic) {
                    throw lexer.error("cannot use '...' outside a vararg function", true);
                }
                e = new Ast.Dots(lexer.line);
            }
            case OPEN_BRACE -> {
                return constructor();
            }
            case FUNCTION -> {
                int line = lexer.line;
                lexer.next();
                return new Ast.Lambda(body(false, line));
            }
            default -> {
                return suffixed();
            }
        }
        lexer.next();
        return e;
    }

    private Expr primary() throws SyntaxException {
        int line = lexer.line;
        if (lexer.token == Token.NAME) {
            return variable(name(), line);
        }
        if (lexer.token != Token.OPEN) {
            throw lexer.error("unexpected symbol", true);
        }
        lexer.next();
        Expr inner = expression();
        match(Token.CLOSE, Token.OPEN, line);
        return new Ast.Paren(inner, above(inner.height()));
    }

    Expr index(Expr object, Expr key, int line) throws SyntaxException {
        return new Ast.Index(object, key, false, line, above(Math.max(object.height(), key.height())));
    }

    Expr suffixed() throws SyntaxException {
        Expr e = primary();
        for (; ; ) {
            int line = lexer.line;
            switch (lexer.token) {
                case DOT -> {
                    lexer.next();
                    e = index(e, new Ast.Constant(name()), line);
                }
                case OPEN_BRACKET -> {
                    lexer.next();
                    Expr key = expression();
                    expect(Token.CLOSE_BRACKET);
                    e = index(e, key, line);
                }
                case COLON -> {
                    lexer.next();
                    LuaString method = name();
                    e = call(e, method);
                }
                case OPEN, STRING, OPEN_BRACE -> e = call(e, null);
                default -> {
                    return e;
                }
            }
        }
    }

    private Expr call(Expr function, LuaString method) throws SyntaxException {
        int line = lexer.line;
        List<Expr> arguments = new ArrayList<>();
        switch (lexer.token) {
            case STRING -> {
                arguments.add(new Ast.Constant(lexer.value));
                lexer.next();
            }
            case OPEN_BRACE -> arguments.add(constructor());
            case OPEN -> {
                lexer.next();
                if (lexer.token != Token.CLOSE) {
                    arguments = expressions();
                }
                match(Token.CLOSE, Token.OPEN, line);
            }
            default -> throw lexer.error("function arguments expected", true);
        }
        int height = function.height();
        for (Expr argument : arguments) {
            height = Math.max(height, argument.height());
        }
        return new Ast.Call(function, method, arguments, line, above(height));
    }

    private Expr constructor() throws SyntaxException {
        int line = lexer.line;
        enter();
        expect(Token.OPEN_BRACE);
        List<Expr> keys = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        int height = 0;
        while (lexer.token != Token.CLOSE_BRACE) {
            Expr key = null;
            if (lexer.token == Token.OPEN_BRACKET) {
                lexer.next();
                key = expression();
                expect(Token.CLOSE_BRACKET);
                expect(Token.ASSIGN);
            } else if (lexer.token == Token.NAME && lexer.assignmentFollows()) {
                key = new Ast.Constant(name());
                lexer.next();
            }
            Expr value = expression();
            if (key != null) {
                height = Math.max(height, key.height());
            }
            height = Math.max(height, value.height());
            keys.add(key);
            values.add(value);
            if (lexer.token != Token.COMMA && lexer.token != Token.SEMICOLON) {
                break;
            }
            lexer.next();
        }
        match(Token.CLOSE_BRACE, Token.OPEN_BRACE, line);
        leave();
        return new Ast.Constructor(keys, values, line, above(height));
    }

    FunctionNode body(boolean method, int line) throws SyntaxException {
        FunctionNode function = open(line);
        if (method) {
            function.parameters.add(declare(LuaString.of("self")));
        }
        expect(Token.OPEN);
        while (lexer.token != Token.CLOSE) {
            if (lexer.token == Token.DOTS) {
                lexer.next();
                function.variadic = true;
                break;
            }
            if (lexer.token != Token.NAME) {
                throw lexer.error("<name> or '...' expected", true);
            }
            function.parameters.add(declare(name()));
            if (lexer.token != Token.COMMA) {
                break;
            }
            lexer.next();
            if (lexer.token == Token.CLOSE) {
                throw lexer.error("<name> or '...' expected", true);
            }
        }
        expect(Token.CLOSE);
        function.body = block();
        function.lastLine = lexer.line;
        match(Token.END, Token.FUNCTION, line);
        close();
        return function;
    }
}
