package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "start",
        description = "Start a node and wait until it is ready.",
        footer = {
            "",
            "Parties come in when the chain answers for them. Those that are not in 20 s after the node is up are named,"
                    + " and the node goes on: 'fondaco status' tells when they are.",
            "",
            "Example: fondaco start --dir /srv/fondaco --port 7414"
        })
final class StartVerb extends Verb.OfNode {

    private static final int PORTS = 65_535;
    private static final int LONGEST = 3600;
    private static final Duration FOR_PARTIES = Duration.ofSeconds(20);

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the HTTP API on 127.0.0.1 (default: 7414, or a free one).")
    private int port;

    @Option(
            names = "--ssh-port",
            paramLabel = "PORT",
            description = "Port of the shell on 127.0.0.1 (default: 7422, or a free one).")
    private int sshPort;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Longest time to become ready, 1 to 3600 (default: 60).",
            defaultValue = "60")
    private int patience;

    @Option(names = "--foreground", description = "Stay attached until the node ends, for service managers.")
    private boolean foreground;

    @Option(
            names = "--show-password",
            description =
                    "Print the password the first start makes for 'admin' even where standard error is no terminal.")
    private boolean showPassword;

    @Override
    public Integer call() throws Exception {
        within("--port", port, 0, PORTS);
        within("--ssh-port", sshPort, 0, PORTS);
        within("--wait", patience, 1, LONGEST);
        Map<String, Object> result = new NodeStart(Home.find(), node(), say())
                .start(new NodeStart.Options(
                        port,
                        sshPort,
                        Duration.ofSeconds(patience),
                        Optional.of(FOR_PARTIES),
                        foreground,
                        showPassword || Say.onTerminal()));
        Optional<String> notIn = NodeStart.notIn(result);
        notIn.ifPresent(say()::line);
        say().line((notIn.isPresent() ? "       " : "Ready. ") + " API " + result.get("api"));
        List<List<String>> parties = new ArrayList<>();
        for (JsonNode party : Say.JSON.<JsonNode>valueToTree(result.get("parties"))) {
            parties.add(List.of(
                    "       ",
                    party.path("name").asText(),
                    party.path("address").asText()));
        }
        Deals.table(parties).forEach(say()::line);
        say().line("        shell: fondaco shell --dir " + node().path());
        say().line("               or " + result.get("console"));
        say().line("        stop:  fondaco stop --dir " + node().path());
        if (!foreground) {
            say().result(result);
        }
        return 0;
    }
}
