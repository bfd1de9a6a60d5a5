package io.fondaco.persistence;

import java.util.Map;

/**
 * One row of a collection.
 *
 * @param sort what the collection is ordered by, e.g. a creation time; rows of equal number are ordered by key
 * @param facets what queries may match exactly: at most 24, values at most 400 characters
 * @param body everything else, at most 1 MiB
 */
public record IndexRow(String collection, String key, long sort, Map<String, String> facets, byte[] body) {

    public IndexRow {
        facets = Map.copyOf(facets);
        if (collection.isEmpty() || key.isEmpty() || facets.size() > 24 || body.length > NewEntry.MAX_BODY) {
            throw new IllegalArgumentException("not a row: " + collection + "/" + key + ", " + facets.size()
                    + " facets, " + body.length + " bytes");
        }
        facets.forEach((k, v) -> {
            if (v.length() > 400) {
                throw new IllegalArgumentException(
                        "row " + collection + "/" + key + ": facet " + k + " has " + v.length() + " characters");
            }
        });
    }
}
