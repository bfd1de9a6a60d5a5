package io.fondaco.persistence;

import java.util.Objects;
import java.util.Optional;

/**
 * An event to append.
 *
 * @param stream which stream, 1 to 200 characters
 * @param expectedLength how many events the stream must have before this one
 * @param kind the event's name
 * @param atMillis when it happened, milliseconds since 1970 UTC
 * @param body the event's fields, at most 1 MiB
 * @param row what the index shows from now on, stored in the same transaction
 */
public record NewEntry(
        String stream, long expectedLength, String kind, long atMillis, byte[] body, Optional<IndexRow> row) {

    /** The longest body, in bytes. */
    public static final int MAX_BODY = 1 << 20;

    public NewEntry {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(row, "row");
        if (stream.isEmpty() || stream.length() > 200) {
            throw new IllegalArgumentException("a stream's name has 1 to 200 characters, not " + stream.length());
        }
        if (expectedLength < 0 || body.length > MAX_BODY) {
            throw new IllegalArgumentException(
                    "stream " + stream + ": length " + expectedLength + ", body of " + body.length + " bytes");
        }
    }
}
