package io.fondaco.persistence;

/**
 * A durable event.
 *
 * @param position its place among all events of the store, growing, with gaps allowed
 * @param seq its place in its stream, 1 for the first, without gaps
 * @param hash {@link HashChain#next} over the hash before it and all other fields but the position
 */
public record JournalEntry(
        long position, String stream, long seq, String kind, long atMillis, byte[] body, byte[] hash) {}
