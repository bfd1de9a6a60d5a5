package io.fondaco.model;

/** Thrown when text or bytes do not form the value asked for: names the value, where it went wrong and why. */
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final String reason;

    /**
     * @param value what was being read, e.g. {@code "address"}
     * @param offset position of the fault, in bytes of binary input or characters of text; 0 when the whole is at fault
     * @param reason one sentence without a full stop
     */
    public InvalidValueException(String value, long offset, String reason) {
        super(value + " at offset " + offset + ": " + reason);
        this.offset = offset;
        this.reason = reason;
    }

    /** Position of the fault, in bytes of binary input or characters of text. */
    public long offset() {
        return offset;
    }

    /** Why the value was refused, without the offset. */
    public String reason() {
        return reason;
    }
}
