package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.IndexQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A statement and its values. */
record Query(String sql, List<Object> values) {

    /** How far rows are counted to find out which index narrows a query most. */
    private static final int ENOUGH = 4_000;

    /** Which index a query walks along; everything else it asks for is checked on the way. */
    sealed interface Driver {

        /** In descending order of how sure they are to be in the right order already. */
        static List<Driver> of(IndexQuery query) {
            List<Driver> drivers = new ArrayList<>();
            query.where().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(f -> drivers.add(new ByFacet(f.getKey(), f.getValue())));
            if (drivers.isEmpty()) {
                drivers.add(new BySort());
            }
            if (!query.keyPrefix().isEmpty()) {
                drivers.add(new ByKey());
            }
            return drivers;
        }

        /** How many rows it would walk along, counted up to a bound. */
        default Query size(IndexQuery query) {
            Draft draft = new Draft();
            from(draft, query);
            return new Query("SELECT count(*) FROM (SELECT 1" + draft.sql + " LIMIT " + ENOUGH + ")", draft.values);
        }

        void from(Draft draft, IndexQuery query);
    }

    record ByFacet(String name, String value) implements Driver {
        @Override
        public void from(Draft draft, IndexQuery query) {
            draft.add(" FROM facet d WHERE d.collection = ? AND d.name = ? AND d.value = ?");
            draft.with(query.collection(), name, value);
        }
    }

    record ByKey() implements Driver {
        @Override
        public void from(Draft draft, IndexQuery query) {
            draft.add(" FROM item d INDEXED BY item_by_key WHERE d.collection = ?");
            draft.with(query.collection());
            prefix(draft, query);
        }
    }

    record BySort() implements Driver {
        @Override
        public void from(Draft draft, IndexQuery query) {
            draft.add(" FROM item d INDEXED BY item_by_sort WHERE d.collection = ?");
            draft.with(query.collection());
        }
    }

    private static final class Draft {
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        private void add(String text) {
            sql.append(text);
        }

        private void with(Object... more) {
            values.addAll(List.of(more));
        }
    }

    /** Columns key, sort, crc, facets, body, and the key by the index; one row more than the page holds, if there is one. */
    static Query page(IndexQuery query, Driver driver) {
        Draft draft = new Draft();
        String order = query.oldestFirst() ? "" : " DESC";
        draft.add("SELECT r.key, r.sort, r.crc, r.facets, r.body, k.key FROM (SELECT d.sort, d.key");
        narrow(draft, query, driver);
        if (query.after().isPresent()) {
            String cursor = query.after().get();
            draft.add(" AND (d.sort, d.key) " + (query.oldestFirst() ? ">" : "<") + " (?, ?)");
            draft.with(sort(cursor), cursor.substring(cursor.indexOf('/') + 1));
        }
        draft.add(" ORDER BY d.sort" + order + ", d.key" + order + " LIMIT ?) k");
        draft.with(query.limit() + 1);
        draft.add(
                " LEFT JOIN item r ON r.collection = ? AND r.key = k.key ORDER BY k.sort" + order + ", k.key" + order);
        draft.with(query.collection());
        return new Query(draft.sql.toString(), draft.values);
    }

    private static long sort(String cursor) {
        int slash = cursor.indexOf('/');
        try {
            return Long.parseLong(cursor.substring(0, Math.max(slash, 0)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a cursor: " + cursor + "; take it from the page before", e);
        }
    }

    static Query count(IndexQuery query, Driver driver) {
        Draft draft = new Draft();
        draft.add("SELECT count(*)");
        narrow(draft, query, driver);
        return new Query(draft.sql.toString(), draft.values);
    }

    private static void narrow(Draft draft, IndexQuery query, Driver driver) {
        driver.from(draft, query);
        if (!query.keyPrefix().isEmpty() && !(driver instanceof ByKey)) {
            prefix(draft, query);
        }
        query.where().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(facet -> {
            if (!driver.equals(new ByFacet(facet.getKey(), facet.getValue()))) {
                draft.add(" AND EXISTS (SELECT 1 FROM facet f WHERE f.collection = d.collection AND f.name = ?"
                        + " AND f.value = ? AND f.sort = d.sort AND f.key = d.key)");
                draft.with(facet.getKey(), facet.getValue());
            }
        });
    }

    private static void prefix(Draft draft, IndexQuery query) {
        draft.add(" AND d.key >= ?");
        draft.with(query.keyPrefix());
        String end = Text.beyond(query.keyPrefix());
        if (!end.isEmpty()) {
            draft.add(" AND d.key < ?");
            draft.with(end);
        }
    }
}
