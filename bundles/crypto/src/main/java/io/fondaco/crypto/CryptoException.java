package io.fondaco.crypto;

import java.util.Objects;

/** A key, signature or the key store cannot be used; the message says which and what to do. Never holds key bytes. */
public final class CryptoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for callers that decide by it. */
    public enum Reason {
        /** Bytes or text that are not the key or signature they claim to be. */
        MALFORMED,
        /** A key type or scheme that does not go with this key or address. */
        UNSUITABLE,
        /** A scheme that this machine cannot run. */
        UNAVAILABLE,
        /** No such key in the store. */
        NOT_FOUND,
        /** The store is locked with another passphrase. */
        WRONG_PASSPHRASE,
        /** A key file was changed or cut. */
        DAMAGED,
        /** The disk refused. */
        STORAGE
    }

    private final Reason reason;

    public CryptoException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
    }

    public CryptoException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    public Reason reason() {
        return reason;
    }
}
