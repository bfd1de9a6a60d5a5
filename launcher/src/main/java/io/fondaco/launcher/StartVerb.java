package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "start",
        description = "Start a node and wait until it is ready.",
        footer = {"", "Example: fondaco start --dir /srv/fondaco --port 7414"})
final class StartVerb extends Verb.OfNode {

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
            description = "Longest time to become ready (default: 60).",
            defaultValue = "60")
    private int patience;

    @Option(names = "--foreground", description = "Stay attached until the node ends, for service managers.")
    private boolean foreground;

    @Override
    public Integer call() throws Exception {
        Map<String, Object> result = new NodeStart(Home.find(), node(), say())
                .start(new NodeStart.Options(port, sshPort, Duration.ofSeconds(patience), foreground));
        say().line("Ready.  API " + result.get("api"));
        for (JsonNode party : Say.JSON.<JsonNode>valueToTree(result.get("parties"))) {
            say().line("        " + party.path("name").asText() + ": "
                    + party.path("roles").path(0).asText() + " "
                    + party.path("miner").asText(party.path("address").asText()));
        }
        say().line("        shell: fondaco shell --dir " + node().path() + "   (or " + result.get("console") + ")");
        say().line("        stop:  fondaco stop --dir " + node().path());
        if (!foreground) {
            say().result(result);
        }
        return 0;
    }
}
