package io.fondaco.persistence;

/** The store cannot read or write. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
