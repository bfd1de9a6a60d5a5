package io.fondaco.console.shell.internal;

import io.fondaco.ao.ProcessInfo;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code ao:processes}. */
@Service
@Command(
        scope = "ao",
        name = "processes",
        description = "List the processes of this node's ao unit, the newest first. Example: ao:processes --count 50")
public final class AoProcesses extends AoCommand<List<ProcessInfo>> {

    @Option(name = "--count", description = "How many, 1 to 1000")
    int count = 20;

    @Override
    List<ProcessInfo> ask() {
        if (count < 1 || count > 1000) {
            throw new IllegalArgumentException("--count is 1 to 1000, not " + count);
        }
        return unit().processes(Optional.empty(), count).items();
    }

    @Override
    void show(List<ProcessInfo> processes, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (ProcessInfo process : processes) {
            rows.add(List.of(
                    brief(process.id()),
                    process.tags().stream()
                            .filter(tag -> tag.name().equals("Name"))
                            .map(tag -> tag.value())
                            .findFirst()
                            .orElse("-"),
                    brief(process.module()),
                    brief(process.owner()),
                    time(Instant.ofEpochMilli(process.timestamp())),
                    process.scheduled(),
                    process.monitored() ? "yes" : "-",
                    process.stopped().orElse("")));
        }
        table(
                out,
                "No process is here",
                List.of("Process", "Name", "Module", "Owner", "Since", "Messages", "Clock", "Stopped"),
                rows);
    }
}
