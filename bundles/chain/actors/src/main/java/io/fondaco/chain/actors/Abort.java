package io.fondaco.chain.actors;

/**
 * Ends the method an actor is running: what it changed is undone, whoever called it sees the exit code. Part of the
 * protocol, not a fault of this program; it has no stack trace.
 */
public final class Abort extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Abort(int exitCode, String message, boolean checked) {
        super(message, null, false, false);
        this.exitCode = checked && exitCode < ExitCode.FIRST_OF_ACTORS ? ExitCode.SYS_ILLEGAL_EXIT_CODE : exitCode;
    }

    /**
     * @param exitCode one of an actor's, 16 or above; others become {@link ExitCode#SYS_ILLEGAL_EXIT_CODE}
     * @param message one sentence for people; it is not part of consensus
     */
    public Abort(int exitCode, String message) {
        this(exitCode, message, true);
    }

    /** An end the machine decides on, or one handed on from a call within. */
    static Abort of(int exitCode, String message) {
        return new Abort(exitCode, message, false);
    }

    /** {@link ExitCode#USR_ILLEGAL_ARGUMENT} unless {@code condition}. */
    public static void unlessArgument(boolean condition, String message) {
        unless(condition, ExitCode.USR_ILLEGAL_ARGUMENT, message);
    }

    /** {@code exitCode} unless {@code condition}. */
    public static void unless(boolean condition, int exitCode, String message) {
        if (!condition) {
            throw new Abort(exitCode, message);
        }
    }

    public int exitCode() {
        return exitCode;
    }
}
