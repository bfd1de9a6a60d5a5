package io.fondaco.chain.node.internal;

/** A block is not taken. The message says why, with numbers. */
public final class InvalidBlockException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What follows for whoever sent it. */
    public enum Kind {
        /** No honest node makes such a block: it is refused for good and its sender held to account. */
        BAD,
        /** It may be good later or elsewhere: too early, too old, a fork below finality. */
        NOT_NOW,
        /** Its parents, or messages of it, are not here. */
        MISSING
    }

    private final Kind kind;

    public InvalidBlockException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public static InvalidBlockException bad(String message) {
        return new InvalidBlockException(Kind.BAD, message);
    }

    public Kind kind() {
        return kind;
    }
}
