package io.fondaco.transfer;

import java.nio.file.Path;

/** The answer to an {@link Incoming} transfer. */
public sealed interface Decision {

    /**
     * @param file where the bytes go (push), or come from (pull)
     * @param bytes how many there must be in the end; -1 when unknown
     * @param most how many there may be at the most
     */
    record Accept(Path file, long bytes, long most) implements Decision {}

    /** @param why one sentence, told to the peer */
    record Refuse(String why) implements Decision {}

    /** @param why nobody can answer just now, one sentence; the peer may ask again: markets come and go */
    record Later(String why) implements Decision {}
}
