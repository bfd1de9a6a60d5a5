package io.fondaco.persistence;

import java.util.Map;
import java.util.Optional;

/**
 * Which rows to find.
 *
 * @param where facets that must all match exactly
 * @param keyPrefix what keys must begin with, empty for any
 * @param after cursor of the page before
 * @param limit 1 to 1000
 * @param oldestFirst the other way round
 */
public record IndexQuery(
        String collection,
        Map<String, String> where,
        String keyPrefix,
        Optional<String> after,
        int limit,
        boolean oldestFirst) {

    public IndexQuery {
        where = Map.copyOf(where);
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("a page holds 1 to 1000 rows, not " + limit);
        }
    }

    /** All rows of a collection, newest first. */
    public static IndexQuery of(String collection, int limit) {
        return new IndexQuery(collection, Map.of(), "", Optional.empty(), limit, false);
    }

    public IndexQuery where(Map<String, String> facets) {
        return new IndexQuery(collection, facets, keyPrefix, after, limit, oldestFirst);
    }

    public IndexQuery keysFrom(String prefix) {
        return new IndexQuery(collection, where, prefix, after, limit, oldestFirst);
    }

    public IndexQuery after(Optional<String> cursor) {
        return new IndexQuery(collection, where, keyPrefix, cursor, limit, oldestFirst);
    }

    public IndexQuery oldest() {
        return new IndexQuery(collection, where, keyPrefix, after, limit, true);
    }
}
