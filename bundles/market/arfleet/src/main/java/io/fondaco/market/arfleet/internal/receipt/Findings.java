package io.fondaco.market.arfleet.internal.receipt;

import io.fondaco.arfleet.ArFleet.Check;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was looked at, and the first thing that was wrong in each respect. */
final class Findings {

    /** In which respects a receipt is checked, in the order they are told. */
    enum Respect {
        PROGRAM("program"),
        PROCESS("process"),
        TERMS("terms"),
        SIGNATURES("signatures"),
        SCHEDULE("schedule"),
        SCHEDULER("scheduler"),
        REPLAY("replay"),
        MONEY("money");

        private final String label;

        Respect(String label) {
            this.label = label;
        }
    }

    private final Map<Respect, String> wrong = new EnumMap<>(Respect.class);
    private final Map<Respect, String> right = new EnumMap<>(Respect.class);

    /** Something that is not as it should be; the first counts. */
    void wrong(Respect respect, String detail) {
        wrong.putIfAbsent(respect, detail);
    }

    void wrong(Respect respect, Optional<String> flaw) {
        flaw.ifPresent(detail -> wrong(respect, detail));
    }

    /** What to say of a respect in which nothing was wrong. Those of which nothing is said were not looked at: they fail. */
    void right(Respect respect, String detail) {
        right.put(respect, detail);
    }

    boolean sound() {
        return wrong.isEmpty();
    }

    List<Check> checks() {
        List<Check> all = new ArrayList<>();
        for (Respect respect : Respect.values()) {
            String flaw = wrong.get(respect);
            String detail = flaw != null ? flaw : right.get(respect);
            all.add(new Check(
                    respect.label,
                    flaw == null && detail != null,
                    detail == null ? "not looked at, for what is wrong elsewhere" : detail));
        }
        return all;
    }
}
