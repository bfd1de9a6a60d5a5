package io.fondaco.launcher;

/** A verb that could not do its work: what went wrong, and what the person at the keyboard can do about it. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String hint;

    Failure(String message, String hint) {
        this(message, hint, null);
    }

    Failure(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** What to do next, one sentence. */
    String hint() {
        return hint;
    }
}
