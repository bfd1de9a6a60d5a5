package io.fondaco.deal;

import java.util.List;

/** A table that cannot be run: every fault found in it, one sentence each. */
public final class TableFault extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final transient List<String> faults;

    public TableFault(String table, List<String> faults) {
        super("table " + table + " cannot be run:\n  - " + String.join("\n  - ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
