package io.fondaco.deal;

import java.util.Map;
import java.util.Optional;

/**
 * Which deals to list, newest first.
 *
 * @param where facets that must match exactly; also {@code market}, {@code state}, {@code party} and {@code open}
 *     ({@code true} or {@code false})
 * @param after cursor from the page before
 * @param limit 1 to 500
 */
public record DealQuery(Map<String, String> where, Optional<String> after, int limit) {

    public static final int MOST = 500;

    public DealQuery {
        where = Map.copyOf(where);
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a page holds 1 to " + MOST + " deals, not " + limit);
        }
    }

    /** The newest deals of all. */
    public static DealQuery newest(int limit) {
        return new DealQuery(Map.of(), Optional.empty(), limit);
    }
}
