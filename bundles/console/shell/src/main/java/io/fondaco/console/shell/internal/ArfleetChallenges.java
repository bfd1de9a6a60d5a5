package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.Challenged;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code arfleet:challenges}. */
@Service
@Command(
        scope = "arfleet",
        name = "challenges",
        description =
                "List the periods of a placement's deal that are over: which leaves were asked for, and whether they"
                        + " were shown. Example: arfleet:challenges bafyreig6")
public final class ArfleetChallenges extends ArfleetCommand<List<Challenged>> {
    private static final int SHOWN = 12;

    @Argument(
            name = "placement",
            description = "Its id, or the beginning of it, or its deal's process",
            required = true)
    @Completion(DealIdCompleter.class)
    String placement;

    @Override
    List<Challenged> ask() throws Exception {
        return done("reading the deal's schedule", arfleet().challenges(placement));
    }

    @Override
    void show(List<Challenged> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (Challenged one : found) {
            rows.add(List.of(
                    one.period(), time(one.at()), one.passed() ? "yes" : "NO", leaves(one.leaves()), one.detail()));
        }
        table(out, "No period is over yet", List.of("Period", "Settled", "Shown", "Leaves", "What was wrong"), rows);
    }

    private String leaves(List<Long> leaves) {
        if (leaves.isEmpty()) {
            return "-";
        }
        int shown = interactive() ? Math.min(SHOWN, leaves.size()) : leaves.size();
        return leaves.stream().limit(shown).map(String::valueOf).collect(Collectors.joining(" "))
                + (shown < leaves.size() ? " and " + (leaves.size() - shown) + " more" : "");
    }
}
