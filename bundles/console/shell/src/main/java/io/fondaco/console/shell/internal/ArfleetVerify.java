package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.ArFleet;
import io.fondaco.arfleet.ArFleetException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code arfleet:verify}. */
@Service
@Command(
        scope = "arfleet",
        name = "verify",
        description =
                "Look for oneself whether a placement is what was agreed, and ask its provider for leaves that are"
                        + " drawn now; fails if a check does. Example: arfleet:verify --leaves 16 bafyreig6")
public final class ArfleetVerify extends ArfleetCommand<List<ArFleet.Check>> {

    @Argument(
            name = "placement",
            description = "Its id, or the beginning of it, or its deal's process",
            required = true)
    @Completion(DealIdCompleter.class)
    String placement;

    @Option(name = "--leaves", description = "How many to ask the provider for, 0 to 256")
    int leaves = 4;

    @Override
    List<ArFleet.Check> ask() throws Exception {
        if (leaves < 0 || leaves > 256) {
            throw new IllegalArgumentException("--leaves is 0 to 256, not " + leaves);
        }
        return done("checking " + placement, arfleet().verify(placement, leaves));
    }

    @Override
    void show(List<ArFleet.Check> checks, PrintStream out) {
        for (ArFleet.Check check : checks) {
            sentence(out, check.holds() ? "  holds  " : "  FAILS  ", check.what() + ": " + check.detail());
        }
    }

    @Override
    void judge(List<ArFleet.Check> checks) {
        List<ArFleet.Check> failed =
                checks.stream().filter(check -> !check.holds()).toList();
        if (!failed.isEmpty()) {
            throw new ArFleetException(failed.size() + " of " + checks.size() + " checks of " + placement + " failed: "
                    + failed.stream()
                            .map(check -> check.what() + " (" + check.detail() + ")")
                            .collect(Collectors.joining("; ")));
        }
        if (checks.isEmpty()) {
            throw new ArFleetException("Nothing of " + placement + " could be checked");
        }
    }
}
