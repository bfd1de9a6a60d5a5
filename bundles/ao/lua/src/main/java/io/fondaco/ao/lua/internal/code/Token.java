package io.fondaco.ao.lua.internal.code;

import java.util.HashMap;
import java.util.Map;

/** What the lexer tells apart. */
enum Token {
    AND("and"),
    BREAK("break"),
    DO("do"),
    ELSE("else"),
    ELSEIF("elseif"),
    END("end"),
    FALSE("false"),
    FOR("for"),
    FUNCTION("function"),
    GOTO("goto"),
    IF("if"),
    IN("in"),
    LOCAL("local"),
    NIL("nil"),
    NOT("not"),
    OR("or"),
    REPEAT("repeat"),
    RETURN("return"),
    THEN("then"),
    TRUE("true"),
    UNTIL("until"),
    WHILE("while"),
    ADD("+"),
    SUB("-"),
    MUL("*"),
    DIV("/"),
    MOD("%"),
    POW("^"),
    LEN("#"),
    BAND("&"),
    TILDE("~"),
    BOR("|"),
    SHL("<<"),
    SHR(">>"),
    IDIV("//"),
    EQ("=="),
    NE("~="),
    LE("<="),
    GE(">="),
    LT("<"),
    GT(">"),
    ASSIGN("="),
    OPEN("("),
    CLOSE(")"),
    OPEN_BRACE("{"),
    CLOSE_BRACE("}"),
    OPEN_BRACKET("["),
    CLOSE_BRACKET("]"),
    LABEL("::"),
    SEMICOLON(";"),
    COLON(":"),
    COMMA(","),
    DOT("."),
    CONCAT(".."),
    DOTS("..."),
    NAME("<name>"),
    STRING("<string>"),
    NUMBER("<number>"),
    UNKNOWN("<unknown>"),
    EOF("<eof>");

    static final Map<String, Token> WORDS = new HashMap<>();

    static {
        for (Token t : values()) {
            if (t.ordinal() <= WHILE.ordinal()) {
                WORDS.put(t.text, t);
            }
        }
    }

    final String text;

    Token(String text) {
        this.text = text;
    }
}
