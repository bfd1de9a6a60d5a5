package io.fondaco.ao;

import java.util.Objects;

/** An item, a key or a request that an ao unit cannot take; the message says which, where and what to do. */
public final class AoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for callers that decide by it. */
    public enum Reason {
        /** Bytes or text that are not what they claim to be. */
        MALFORMED,
        /** More bytes, tags or parts than are taken. */
        TOO_LARGE,
        /** Well-formed, of a kind that is not done here. */
        UNSUPPORTED,
        /** Not signed by the owner it names. */
        BAD_SIGNATURE,
        /** Signed, by somebody who may not do this. */
        FORBIDDEN,
        /** No such process, message or module. */
        NOT_FOUND,
        /** The message has its place in the schedule already. */
        DUPLICATE,
        /** The process does not go on: its state cannot be trusted. */
        STOPPED,
        /** Too much is waiting; later it may go. */
        BUSY,
        /** What is needed is not there now: a runtime, the disk, the unit itself. */
        UNAVAILABLE
    }

    private final Reason reason;
    private final long offset;

    /** Something that has no place in bytes. */
    public AoException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
        this.offset = -1;
    }

    public AoException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
        this.offset = -1;
    }

    /**
     * Bytes that are wrong somewhere.
     *
     * @param what is being read, such as {@code "data item"}
     * @param offset where in it, in bytes or characters
     * @param why one sentence without a full stop
     */
    public AoException(Reason reason, String what, long offset, String why) {
        super(what + " at offset " + offset + ": " + why);
        this.reason = Objects.requireNonNull(reason);
        this.offset = offset;
    }

    public Reason reason() {
        return reason;
    }

    /** Where the fault is, in bytes or characters; -1 when it has no such place. */
    public long offset() {
        return offset;
    }
}
