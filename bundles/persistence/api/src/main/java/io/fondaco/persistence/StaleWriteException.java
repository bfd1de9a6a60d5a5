package io.fondaco.persistence;

/** Somebody else has written to the stream since it was read: drop what is in memory and read again. */
public final class StaleWriteException extends StoreException {

    private static final long serialVersionUID = 1;

    public StaleWriteException(String stream, long expected, long actual) {
        super("stream " + stream + " has " + actual + " events, not " + expected);
    }
}
