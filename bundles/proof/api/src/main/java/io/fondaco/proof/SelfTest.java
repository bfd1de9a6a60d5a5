package io.fondaco.proof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Published values, and what was computed in their place. */
public record SelfTest(List<Row> rows) {
    /** The name under which rows stand that no backend computes: the graph and the challenges. */
    public static final String PROTOCOL = "protocol";

    /**
     * One value.
     *
     * @param backend who computed it, or {@link #PROTOCOL}
     * @param name what it is, unique for a backend
     * @param expected as published, as text
     * @param computed the same when it is right; an error's text when it could not be computed
     */
    public record Row(String backend, String name, String expected, String computed) {
        public boolean ok() {
            return expected.equals(computed);
        }
    }

    public SelfTest {
        rows = List.copyOf(rows);
    }

    public int total() {
        return rows.size();
    }

    public int passed() {
        return (int) rows.stream().filter(Row::ok).count();
    }

    public int failed() {
        return total() - passed();
    }

    /** The rows of each backend, in the order in which they were computed. */
    public Map<String, List<Row>> backends() {
        Map<String, List<Row>> backends = new LinkedHashMap<>();
        for (Row row : rows) {
            backends.computeIfAbsent(row.backend(), name -> rows.stream()
                    .filter(other -> other.backend().equals(name))
                    .toList());
        }
        return backends;
    }
}
