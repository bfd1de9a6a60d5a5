package io.fondaco.console.shell.internal;

import io.fondaco.network.Peers;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code net:limits}. */
@Service
@Command(
        scope = "net",
        name = "limits",
        description =
                "Show what peers make this house hold, the most they may, and what was refused. Example: net:limits")
public final class NetLimits extends NetCommand<List<NetLimits.Row>> {

    /** A ceiling and whose host it is of. */
    public record Row(String party, Peers.Limit limit) {}

    @Override
    List<Row> ask() {
        List<Row> rows = new ArrayList<>();
        parties().forEach(one -> one.host().peers().limits().forEach(limit -> rows.add(new Row(one.name(), limit))));
        return rows;
    }

    @Override
    void show(List<Row> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (Row row : found) {
            Peers.Limit limit = row.limit();
            rows.add(List.of(
                    row.party(),
                    scope(limit.scope()),
                    limit.resource(),
                    limit.held(),
                    limit.ceiling() == Long.MAX_VALUE ? "-" : limit.ceiling(),
                    limit.refused()));
        }
        table(out, "No limits", List.of("Party", "Scope", "What", "Held", "Most", "Refused"), rows);
    }

    private String scope(String name) {
        int space = name.indexOf(' ');
        return space < 0 ? name : name.substring(0, space + 1) + brief(name.substring(space + 1));
    }
}
