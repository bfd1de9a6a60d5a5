package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.DataItem;
import io.fondaco.ao.Tags;
import java.util.List;
import java.util.Optional;

/** Which processes are deals whose schedule says all there is to know. */
public final class GenuineDeal {
    private GenuineDeal() {}

    public static Optional<String> module(DataItem process) {
        return only(process, "Module");
    }

    public static Optional<String> scheduler(DataItem process) {
        return only(process, "Scheduler");
    }

    /** The value of a tag that is there once: of two, everybody could read another. */
    private static Optional<String> only(DataItem item, String name) {
        List<String> values = Tags.all(item.tags(), name);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** Why a process is no deal of this market that nobody can meddle with; empty when it is one. */
    public static Optional<String> flaw(DataItem process, DataItem module) {
        return program(module).or(() -> alone(process));
    }

    /** What is wrong with a module; empty when it is the deal's. */
    public static Optional<String> program(DataItem module) {
        String hash = Programs.hash(module.data());
        if (!hash.equals(Programs.DEAL.hash())) {
            return Optional.of("its program has the SHA-256 " + hash + ", deals run " + Programs.DEAL.hash());
        }
        // In other formats the owner may send code.
        if (!only(module, "Module-Format").equals(Optional.of(Programs.FORMAT))) {
            return Optional.of("its module's format is " + Tags.all(module.tags(), "Module-Format") + ", not "
                    + Programs.FORMAT + ": the program could be changed");
        }
        // Who publishes the program under limits of his own decides which messages fail.
        for (String limit : List.of("Compute-Limit", "Memory-Limit")) {
            if (!Tags.all(module.tags(), limit).isEmpty()) {
                return Optional.of("its module has a tag " + limit + ": messages that deals take could fail in it");
            }
        }
        return Optional.empty();
    }

    /** Who else than the unit could speak to a process without a line of its own in the schedule, or in another's name. */
    public static Optional<String> alone(DataItem process) {
        if (!Tags.all(process.tags(), "Cron-Interval").isEmpty()) {
            return Optional.of("the clock may send it messages, which are in no schedule");
        }
        Optional<String> scheduler = scheduler(process);
        if (scheduler.isEmpty()) {
            return Optional.of("it does not name one unit in its tag Scheduler");
        }
        for (String authority : Tags.all(process.tags(), "Authority")) {
            if (!authority.equals(scheduler.get())) {
                return Optional.of("it believes " + authority + " in any process's name, that of its token too");
            }
        }
        return Optional.empty();
    }
}
