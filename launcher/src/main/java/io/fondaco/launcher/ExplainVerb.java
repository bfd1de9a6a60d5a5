package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
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
        JsonNode told = Api.of(node()).get("/deals/" + Api.segment(deal) + "/explain");
        Instant since = Instant.parse(told.path("since").asText());
        say().line(told.path("id").asText());
        say().line("state     " + told.path("state").asText() + ", for "
                + Deals.span(Duration.between(since, Instant.now())) + " (since " + since + ")");
        say().line("          " + told.path("waitingFor").asText());
        if (told.path("deadline").isTextual()) {
            Instant deadline = Instant.parse(told.path("deadline").asText());
            Duration left = Duration.between(Instant.now(), deadline);
            say().line("deadline  " + deadline + (left.isNegative() ? ", passed" : ", in " + Deals.span(left)));
        }
        say().line("next      " + told.path("nextAction").asText());
        say().result(told);
        return 0;
    }
}
