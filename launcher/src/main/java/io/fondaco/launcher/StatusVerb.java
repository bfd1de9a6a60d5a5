package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "Tell whether the node runs and is ready (exit code 0), or not (1).",
        footer = {"", "Example: fondaco status --json"})
final class StatusVerb extends Verb.OfNode {

    @Override
    public Integer call() throws Exception {
        Optional<ProcessHandle> process = node().process();
        if (process.isEmpty()) {
            return absent();
        }
        Api api;
        JsonNode status;
        try {
            api = Api.of(node());
            status = api.get("/status");
        } catch (Failure | IOException silent) {
            // It may have ended between the two questions; if not, it is there and cannot answer.
            return node().process().isEmpty() ? absent() : dumb(process.get().pid(), silent);
        }
        ObjectNode result = Say.JSON.createObjectNode();
        result.put("running", true);
        result.put("api", api.url());
        result.setAll((ObjectNode) status);
        boolean ready = status.path("ready").asBoolean();
        say().line((ready ? "Ready" : status.path("up").asBoolean() ? "Up, but not ready" : "Not ready") + ", version "
                + status.path("version").asText() + ", pid "
                + status.path("pid").asText() + ", up "
                + Deals.span(Duration.ofSeconds(status.path("uptimeSeconds").asLong())) + ", "
                + status.path("bundles").path("active").asText() + " of "
                + status.path("bundles").path("total").asText() + " bundles active");
        say().line("API " + api.url());
        status.path("waitingFor").forEach(each -> say().line("waits for " + each.asText()));
        status.path("awaitedParties").forEach(party -> say().line("waits for party "
                + party.path("name").asText() + ": " + party.path("waitsFor").asText()));
        say().result(result);
        return ready ? 0 : 1;
    }

    private int absent() {
        ObjectNode result = Say.JSON.createObjectNode();
        result.put("running", false);
        result.put("ready", false);
        say().line("No node is running in " + node().path() + ". Start it with: fondaco start --dir " + node().path());
        say().result(result);
        return 1;
    }

    private int dumb(long pid, Exception why) {
        ObjectNode result = Say.JSON.createObjectNode();
        result.put("running", true);
        result.put("ready", false);
        result.put("pid", pid);
        result.putArray("waitingFor").add(why.getMessage());
        say().line("Not ready, pid " + pid + ": " + why.getMessage());
        say().line("See " + node().logFile());
        say().result(result);
        return 1;
    }
}
