package io.fondaco.codec;

/**
 * Thrown by every decoder of this room when input is refused, and by nothing else: whatever bytes come in, this is what
 * comes out, or a value.
 */
public final class DecodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal this is. */
    public enum Kind {
        /** The bytes break the format; more of them will not help. */
        MALFORMED,
        /** The input ends inside an item; the bytes so far may be the start of a valid one. */
        INCOMPLETE,
        /** Valid so far, but more than the limits given allow. */
        LIMIT,
        /** Bytes do not have the hash their CID promises. */
        MISMATCH,
        /** A block that was asked for is not there. */
        MISSING
    }

    private final Kind kind;
    private final long offset;
    private final String reason;

    /**
     * @param offset bytes from the start of the input to the fault; 0 when the input as a whole is at fault
     * @param reason one sentence without a full stop
     */
    public DecodeException(Kind kind, long offset, String reason) {
        this(kind, offset, reason, null);
    }

    /** As above, with the exception that led here. */
    public DecodeException(Kind kind, long offset, String reason, Throwable cause) {
        super("at byte " + offset + ": " + reason, cause);
        this.kind = kind;
        this.offset = offset;
        this.reason = reason;
    }

    /** {@link Kind#MALFORMED} at {@code offset}. */
    public static DecodeException malformed(long offset, String reason) {
        return new DecodeException(Kind.MALFORMED, offset, reason);
    }

    /** {@link Kind#LIMIT} at {@code offset}. */
    public static DecodeException limit(long offset, String reason) {
        return new DecodeException(Kind.LIMIT, offset, reason);
    }

    /** {@link Kind#INCOMPLETE} at {@code offset}. */
    public static DecodeException incomplete(long offset, String reason) {
        return new DecodeException(Kind.INCOMPLETE, offset, reason);
    }

    public Kind kind() {
        return kind;
    }

    /** Bytes from the start of the input to the fault. */
    public long offset() {
        return offset;
    }

    /** Why the input was refused, without the offset. */
    public String reason() {
        return reason;
    }
}
