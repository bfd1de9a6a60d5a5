package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Run one shell command in the node, with the rights of its owner.",
        footer = {"", "Example: fondaco run \"deal:list\" --json"})
final class RunVerb extends Verb.OfNode {

    private static final int LONGEST = 3600;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command line, quoted or as words.")
    private List<String> words;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Longest time it may take, 1 to 3600 (default: 60).",
            defaultValue = "60")
    private int timeout;

    @Override
    public Integer call() throws Exception {
        String command = String.join(" ", words);
        if (command.isBlank()) {
            throw Failure.usage("The command is empty; 'help' lists what there is");
        }
        within("--timeout", timeout, 1, LONGEST);
        JsonNode run = Api.of(node())
                .post(
                        "/run",
                        Map.of("command", command, "scripted", say().json(), "timeoutSeconds", timeout),
                        (timeout + 10) * 1000);
        if (!run.path("output").asText().isEmpty()) {
            if (say().json()) {
                say().note(run.path("output").asText().stripTrailing());
            } else {
                say().line(run.path("output").asText().stripTrailing());
            }
        }
        if (run.path("truncated").asBoolean()) {
            say().note("The output was longer and is cut here.");
        }
        if (run.path("exit").asInt() != 0) {
            throw new Failure(
                    run.path("error").asText(),
                    run.path("wrongUsage").asBoolean()
                            ? "fondaco run help lists the commands; fondaco run \"COMMAND --help\" explains one."
                            : "");
        }
        say().result(run.path("result"));
        return 0;
    }
}
