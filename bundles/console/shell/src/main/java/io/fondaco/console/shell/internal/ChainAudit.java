package io.fondaco.console.shell.internal;

import io.fondaco.chain.actors.Audit;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.model.Address;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code chain:audit}. */
@Service
@Command(
        scope = "chain",
        name = "audit",
        description =
                "Check every rule the state of the head must keep: money, power, sectors, deals. Example: chain:audit")
public final class ChainAudit extends ChainCommand<ChainAudit.Found> {

    /**
     * What it came to.
     *
     * @param epoch of the head
     * @param checked how many rules were looked at
     */
    public record Found(boolean ok, long epoch, long checked, List<Broken> violations) {}

    /** A rule that is broken. @param actor whose state it is */
    public record Broken(Address actor, String what) {}

    @Override
    Found ask() throws Exception {
        var reader = states();
        Audit audit = watched(
                () -> "auditing the state of the head",
                () -> reader.read(view -> Audit.of(view.tree(), view.policy(), view.epoch(), Builtin.invariants())));
        return new Found(
                audit.clean(),
                audit.epoch().number(),
                audit.checked(),
                audit.violations().stream()
                        .map(broken -> new Broken(broken.actor(), broken.what()))
                        .toList());
    }

    @Override
    void show(Found found, PrintStream out) {
        out.println((found.ok() ? "Sound" : "BROKEN") + " at epoch " + found.epoch() + ": " + found.checked()
                + " rules checked, " + found.violations().size() + " broken");
        found.violations().forEach(broken -> sentence(out, "  ", broken.actor() + ": " + broken.what()));
        if (!found.ok()) {
            out.println("  This is a fault of the software or of the store: keep the data folder and report it.");
        }
    }
}
