package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.AssignmentView;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code arfleet:assignments}. */
@Service
@Command(
        scope = "arfleet",
        name = "assignments",
        description = "List what this house's clients have had stored, the newest first, or show one assignment."
                + " Example: arfleet:assignments")
public final class ArfleetAssignments extends ArfleetCommand<List<AssignmentView>> {

    @Argument(name = "assignment", description = "Its id, or the beginning of it; all when left out")
    @Completion(DealIdCompleter.class)
    String assignment;

    @Override
    List<AssignmentView> ask() {
        return assignment == null ? arfleet().assignments() : List.of(arfleet().assignment(assignment));
    }

    @Override
    void show(List<AssignmentView> found, PrintStream out) {
        if (assignment != null) {
            found.forEach(one -> whole(one, out));
            return;
        }
        List<List<?>> rows = new ArrayList<>();
        for (AssignmentView one : found) {
            rows.add(List.of(
                    id(one.id()),
                    one.id().party(),
                    one.state(),
                    interactive() ? String.valueOf(Path.of(one.file()).getFileName()) : one.file(),
                    one.bytes(),
                    one.achieved() + " of " + one.wanted(),
                    one.lost(),
                    time(one.until()),
                    one.trouble().orElse("")));
        }
        table(
                out,
                "Nothing is assigned; arfleet:assign does",
                List.of("Assignment", "Client", "State", "File", "Bytes", "Replicas", "Lost", "Until", "Trouble"),
                rows);
    }

    private void whole(AssignmentView one, PrintStream out) {
        out.println(one.id());
        out.println("  state     " + one.state());
        one.trouble().ifPresent(trouble -> sentence(out, "  trouble   ", trouble));
        out.println("  file      " + one.file() + ", " + one.bytes() + " bytes, SHA-256 " + one.sha256());
        out.println("  replicas  " + one.achieved() + " of " + one.wanted() + ", " + one.lost() + " lost");
        out.println("  price     " + one.ceiling() + " at most for each, for " + Spans.text(one.duration()));
        out.println("  since     " + time(one.opened()));
        out.println("  until     " + Spans.until(one.until()));
        out.println("Where they are: arfleet:placements " + id(one.id()));
    }
}
