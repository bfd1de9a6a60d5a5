package io.fondaco.ao.lua.internal.code;

/** Source that does not compile; the message begins with its place, and has one char for each byte of the source. */
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
        super(message, null, false, false);
    }
}
