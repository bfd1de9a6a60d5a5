package io.fondaco.console.shell.internal;

import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code ao:messages}. */
@Service
@Command(
        scope = "ao",
        name = "messages",
        description =
                "List the schedule of a process, or show what one message came to. Example: ao:messages PROCESS --from 10")
public final class AoMessages extends AoCommand<Object> {

    @Argument(index = 0, name = "PROCESS", description = "Its id, or how that begins", required = true)
    String process;

    @Argument(index = 1, name = "MESSAGE", description = "Id of one message, to see what it came to")
    String message;

    @Option(name = "--from", description = "Place in the schedule to begin at; without it the last ones are listed")
    long from = -1;

    @Option(name = "--count", description = "How many, 1 to 1000")
    int count = 20;

    /** A line of a schedule. */
    public record Line(
            long nonce, Instant at, String message, String owner, String action, Map<String, String> tags, int bytes) {}

    @Override
    Object ask() throws Exception {
        String id = process(process);
        if (message != null) {
            return Came.of(await(unit().result(id, message)).outcome());
        }
        if (count < 1 || count > 1000) {
            throw new IllegalArgumentException("--count is 1 to 1000, not " + count);
        }
        long first =
                from >= 0 ? from : Math.max(0, unit().latest(id).assignment().nonce() + 1 - count);
        return unit().schedule(id, first, count).stream().map(AoMessages::line).toList();
    }

    private static Line line(Scheduled line) {
        return new Line(
                line.assignment().nonce(),
                Instant.ofEpochMilli(line.assignment().timestamp()),
                line.message().id(),
                line.message().address(),
                line.message().tags().stream()
                        .filter(tag -> tag.name().equals("Action"))
                        .map(Tag::value)
                        .findFirst()
                        .orElse("-"),
                named(line.message().tags()),
                line.message().data().length);
    }

    @Override
    void show(Object answer, PrintStream out) {
        if (answer instanceof Came came) {
            print(came, out);
            return;
        }
        List<List<?>> rows = new ArrayList<>();
        for (Object each : (List<?>) answer) {
            Line line = (Line) each;
            rows.add(List.of(
                    line.nonce(),
                    time(line.at()),
                    brief(line.message()),
                    brief(line.owner()),
                    line.action(),
                    line.bytes()));
        }
        table(out, "No message from there on", List.of("Nonce", "At", "Message", "Owner", "Action", "Bytes"), rows);
    }
}
