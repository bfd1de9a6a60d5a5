package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = "Why is my deal where it is, and what can I do?",
        footer = {"", "Example: fondaco explain bafyreig6"})
final class ExplainVerb extends Verb.OfNode {

    @Parameters(paramLabel = "DEAL", description = "The deal's id, or the beginning of it.")
    private String deal;

    @Override
    public Integer call() throws Exception {
        String path = "/deals/" + Deals.id(deal) + "/explain";
        JsonNode told = Api.of(node()).get(path);
        Deals.explained(told, Instant.now(), Say.toTerminal() ? 80 : Integer.MAX_VALUE)
                .forEach(say()::line);
        say().result(told);
        return 0;
    }
}
