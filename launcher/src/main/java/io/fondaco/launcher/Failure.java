package io.fondaco.launcher;

/** A verb that could not do its work: what went wrong, and what the person at the keyboard can do about it. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String hint;
    private final boolean wrongUsage;

    Failure(String message, String hint) {
        this(message, hint, null);
    }

    Failure(String message, String hint, Throwable cause) {
        this(message, hint, cause, false);
    }

    private Failure(String message, String hint, Throwable cause, boolean wrongUsage) {
        super(message, cause);
        this.hint = hint;
        this.wrongUsage = wrongUsage;
    }

    /** What was typed makes no sense, whatever the state of the node: exit code 2 and the verb's usage. */
    static Failure usage(String message) {
        return usage(message, null);
    }

    static Failure usage(String message, Throwable cause) {
        return new Failure(message, "", cause, true);
    }

    /** What to do next, one sentence. */
    String hint() {
        return hint;
    }

    boolean isWrongUsage() {
        return wrongUsage;
    }
}
