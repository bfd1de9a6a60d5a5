package io.fondaco.persistence;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Append-only events in streams, each stream a hash chain. What {@link #append} has completed survives a kill and, on a
 * durable store, a power cut.
 */
@ConsumerType
public interface Journal {

    /**
     * Appends one event and, in the same transaction, the row it carries for the {@link Index}. Completes when durable;
     * exceptionally with {@link StaleWriteException} when the stream is not at the expected length, with
     * {@link StoreException} when the store cannot write. Appends to one stream keep their order.
     */
    CompletionStage<JournalEntry> append(NewEntry entry);

    /** The events of a stream after {@code afterSeq} (0 for all), oldest first, at most {@code limit}. */
    List<JournalEntry> read(String stream, long afterSeq, int limit);

    /** The events of all streams after a position (0 for all), in the order they became durable, at most {@code limit}. */
    List<JournalEntry> readAll(long afterPosition, int limit);
}
