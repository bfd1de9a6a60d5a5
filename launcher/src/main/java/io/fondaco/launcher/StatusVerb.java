package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "Tell whether the node runs and is ready (exit code 0), or not (1).",
        footer = {"", "Example: fondaco status --json"})
final class StatusVerb extends Verb.OfNode {

    @Override
    public Integer call() throws Exception {
        ObjectNode result = Say.JSON.createObjectNode();
        boolean running = node().process().isPresent();
        result.put("running", running);
        if (!running) {
            result.put("ready", false);
            say().line("No node runs in " + node().path() + ". Start it with: fondaco start --dir " + node().path());
            say().result(result);
            return 1;
        }
        Api api = Api.of(node());
        JsonNode status = api.get("/status");
        result.put("api", api.url());
        result.setAll((ObjectNode) status);
        boolean ready = status.path("ready").asBoolean();
        say().line((ready ? "Ready" : "Not ready") + ", version "
                + status.path("version").asText() + ", pid "
                + status.path("pid").asText() + ", up "
                + status.path("uptimeSeconds").asText() + " s, "
                + status.path("bundles").path("active").asText() + " of "
                + status.path("bundles").path("total").asText() + " bundles active");
        say().line("API " + api.url());
        status.path("waitingFor").forEach(each -> say().line("waits for " + each.asText()));
        say().result(result);
        return ready ? 0 : 1;
    }
}
