package io.fondaco.ao.lua.internal.code;

import io.fondaco.ao.lua.internal.code.Ast.Block;
import io.fondaco.ao.lua.internal.code.Ast.Expr;
import io.fondaco.ao.lua.internal.code.Ast.FunctionNode;
import io.fondaco.ao.lua.internal.code.Ast.Local;
import io.fondaco.ao.lua.internal.code.Ast.Stat;
import io.fondaco.ao.lua.internal.vm.LuaString;
import java.util.ArrayList;
import java.util.List;

/** The statements of Lua 5.3 (manual, 9). Depth is bounded, so no source overflows the stack of the thread. */
final class Parser extends ExpressionParser {

    Parser(byte[] source, String chunk) {
        super(source, chunk);
    }

    FunctionNode chunk() throws SyntaxException {
        lexer.next();
        FunctionNode main = open(0);
        main.variadic = true;
        main.captures.add(new Ast.Capture(ENV, null, 0));
        main.body = block();
        if (lexer.token != Token.EOF) {
            throw lexer.error("<eof> expected", true);
        }
        main.lastLine = lexer.line;
        close();
        return main;
    }

    private boolean blockEnds() {
        return switch (lexer.token) {
            case EOF, END, ELSE, ELSEIF, UNTIL -> true;
            default -> false;
        };
    }

    @Override
    Block block() throws SyntaxException {
        int scope = scope().mark();
        Block block = statements();
        markLastLabels(block.statements());
        scope().reset(scope);
        return block;
    }

    private Block statements() throws SyntaxException {
        List<Stat> list = new ArrayList<>();
        while (!blockEnds()) {
            if (lexer.token == Token.RETURN) {
                list.add(returnStat());
                break;
            }
            enter();
            Stat s = statement();
            leave();
            if (s != null) {
                list.add(s);
            }
        }
        return new Block(list);
    }

    private static void markLastLabels(List<Stat> list) {
        for (int i = list.size() - 1; i >= 0 && list.get(i) instanceof Ast.Label l; i--) {
            list.set(i, new Ast.Label(l.name(), l.line(), true));
        }
    }

    private Stat returnStat() throws SyntaxException {
        int line = lexer.line;
        lexer.next();
        List<Expr> values = new ArrayList<>();
        if (!blockEnds() && lexer.token != Token.SEMICOLON) {
            values = expressions();
        }
        if (lexer.token == Token.SEMICOLON) {
            lexer.next();
        }
        if (!blockEnds()) {
            throw lexer.error("<eof> expected", true);
        }
        return new Ast.Return(values, line);
    }

    private Stat statement() throws SyntaxException {
        int line = lexer.line;
        switch (lexer.token) {
            case SEMICOLON:
                lexer.next();
                return null;
            case IF:
                return ifStat(line);
            case WHILE: {
                lexer.next();
                Expr condition = expression();
                expect(Token.DO);
                Block body = loop();
                match(Token.END, Token.WHILE, line);
                return new Ast.While(condition, body, line);
            }
            case DO: {
                lexer.next();
                Block body = block();
                match(Token.END, Token.DO, line);
                return new Ast.Do(body);
            }
            case FOR:
                return forStat(line);
            case REPEAT:
                return repeat(line);
            case FUNCTION:
                return functionStat(line);
            case LOCAL:
                lexer.next();
                if (lexer.token == Token.FUNCTION) {
                    lexer.next();
                    Local local = declare(name());
                    return new Ast.LocalFunction(local, body(false, line));
                }
                return localStat(line);
            case LABEL: {
                lexer.next();
                LuaString label = name();
                expect(Token.LABEL);
                return new Ast.Label(label, line, false);
            }
            case BREAK:
                lexer.next();
                if (scope().loops == 0) {
                    throw new SyntaxException(
                            chunk + ":" + lexer.line + ": <break> at line " + line + " not inside a loop");
                }
                return new Ast.Break(line);
            case GOTO:
                lexer.next();
                return new Ast.Goto(name(), line);
            default:
                return expressionStat(line);
        }
    }

    private Block loop() throws SyntaxException {
        scope().loops++;
        Block body = block();
        scope().loops--;
        return body;
    }

    private Stat repeat(int line) throws SyntaxException {
        lexer.next();
        int mark = scope().mark();
        scope().loops++;
        Block body = statements();
        scope().loops--;
        match(Token.UNTIL, Token.REPEAT, line);
        Expr condition = expression();
        scope().reset(mark);
        return new Ast.Repeat(body, condition, line);
    }

    private Stat ifStat(int line) throws SyntaxException {
        List<Expr> conditions = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        Block otherwise = null;
        do {
            lexer.next();
            conditions.add(expression());
            expect(Token.THEN);
            blocks.add(block());
        } while (lexer.token == Token.ELSEIF);
        if (lexer.token == Token.ELSE) {
            lexer.next();
            otherwise = block();
        }
        match(Token.END, Token.IF, line);
        return new Ast.If(conditions, blocks, otherwise, line);
    }

    private Stat forStat(int line) throws SyntaxException {
        lexer.next();
        LuaString first = name();
        if (lexer.token == Token.ASSIGN) {
            lexer.next();
            Expr start = expression();
            expect(Token.COMMA);
            Expr limit = expression();
            Expr step = null;
            if (lexer.token == Token.COMMA) {
                lexer.next();
                step = expression();
            }
            expect(Token.DO);
            int mark = scope().mark();
            Local local = declare(first);
            Block body = loop();
            scope().reset(mark);
            match(Token.END, Token.FOR, line);
            return new Ast.NumericFor(local, start, limit, step, body, line);
        }
        List<LuaString> names = new ArrayList<>(List.of(first));
        while (lexer.token == Token.COMMA) {
            lexer.next();
            names.add(name());
        }
        if (names.size() == 1 && lexer.token != Token.IN) {
            throw lexer.error("'=' or 'in' expected", true);
        }
        expect(Token.IN);
        List<Expr> values = expressions();
        expect(Token.DO);
        int mark = scope().mark();
        List<Local> locals = new ArrayList<>();
        for (LuaString n : names) {
            locals.add(declare(n));
        }
        Block body = loop();
        scope().reset(mark);
        match(Token.END, Token.FOR, line);
        return new Ast.GenericFor(locals, values, body, line);
    }

    private Stat functionStat(int line) throws SyntaxException {
        lexer.next();
        Expr target = variable(name(), line);
        boolean method = false;
        while (lexer.token == Token.DOT || lexer.token == Token.COLON) {
            method = lexer.token == Token.COLON;
            lexer.next();
            target = index(target, new Ast.Constant(name()), line);
            if (method) {
                break;
            }
        }
        FunctionNode function = body(method, line);
        return new Ast.Assign(List.of(target), List.of(new Ast.Lambda(function)), line);
    }

    private Stat localStat(int line) throws SyntaxException {
        List<LuaString> names = new ArrayList<>();
        names.add(name());
        while (lexer.token == Token.COMMA) {
            lexer.next();
            names.add(name());
        }
        List<Expr> values = new ArrayList<>();
        if (lexer.token == Token.ASSIGN) {
            lexer.next();
            values = expressions();
        }
        List<Local> locals = new ArrayList<>();
        for (LuaString n : names) {
            locals.add(declare(n));
        }
        return new Ast.LocalStat(locals, values, line);
    }

    private Stat expressionStat(int line) throws SyntaxException {
        Expr first = suffixed();
        if (lexer.token != Token.ASSIGN && lexer.token != Token.COMMA) {
            if (first instanceof Ast.Call call) {
                return new Ast.CallStat(call);
            }
            throw lexer.error("syntax error", true);
        }
        List<Expr> targets = new ArrayList<>();
        targets.add(assignable(first));
        while (lexer.token == Token.COMMA) {
            lexer.next();
            targets.add(assignable(suffixed()));
            if (targets.size() > MAX_LEVELS) {
                throw tooMany("C levels", MAX_LEVELS);
            }
        }
        expect(Token.ASSIGN);
        return new Ast.Assign(targets, expressions(), line);
    }

    private Expr assignable(Expr e) throws SyntaxException {
        if (e instanceof Ast.LocalRef || e instanceof Ast.CaptureRef || e instanceof Ast.Index) {
            return e;
        }
        throw lexer.error("syntax error", true);
    }
}
