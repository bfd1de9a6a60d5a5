package io.fondaco.gateway.ao.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.AoUnit;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.Result;
import io.fondaco.ao.ResultPage;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.ResultRange.Order;
import io.fondaco.ao.Tag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a compute unit is asked: results, dry runs, crons, states. */
final class EvaluatorRoutes implements AoServlet.Routes {
    private static final int USUAL_RESULTS = 25;
    private static final int USUAL_CRONS = 500;

    private final AoUnit unit;
    private final long answerMillis;
    private final Graphql graphql;

    EvaluatorRoutes(AoUnit unit, long answerMillis) {
        this.unit = unit;
        this.answerMillis = answerMillis;
        this.graphql = new Graphql(unit);
    }

    @Override
    public Optional<CompletionStage<Reply>> answer(Call call) throws IOException {
        List<String> path = call.path();
        String route = call.method() + " " + path.get(0) + (path.size() == 2 ? "/" : "");
        return switch (path.size() > 2 ? "" : route) {
            case "GET result/" -> Optional.of(result(call));
            case "GET results/" -> Optional.of(results(call));
            case "GET cron/" -> Optional.of(crons(call));
            case "GET state/" -> Optional.of(state(call));
            case "POST dry-run" -> Optional.of(dryRun(call));
            case "POST graphql" -> Optional.of(Reply.now(graphql.answer(call.json())));
            default -> Optional.empty();
        };
    }

    /** What an evaluation comes to, or that it is in progress. */
    private <T> CompletionStage<Reply> evaluated(CompletionStage<T> stage, Function<T, JsonNode> json, String what) {
        return Reply.soon(
                stage, answerMillis, value -> Reply.json(200, json.apply(value)), () -> Reply.json(202, busy(what)));
    }

    private CompletionStage<Reply> result(Call call) {
        String message = call.id(1, "the message in the path");
        String process = call.process();
        return evaluated(
                unit.result(process, message),
                result -> Json.outcome(result.outcome()),
                "Evaluation of message \"" + message + "\" of process \"" + process + "\"");
    }

    private static JsonNode busy(String what) {
        return Json.object().put("message", what + " is in progress.");
    }

    private CompletionStage<Reply> results(Call call) {
        String process = call.id(1, "the process in the path");
        String sort = call.query("sort").orElse("ASC");
        if (!sort.equals("ASC") && !sort.equals("DESC")) {
            throw new Refusal(400, "the parameter sort is ASC or DESC");
        }
        ResultPage page = unit.results(
                process,
                new ResultRange(
                        call.query("from").filter(text -> !text.isEmpty()),
                        call.query("to").filter(text -> !text.isEmpty()),
                        sort.equals("ASC") ? Order.OLDEST_FIRST : Order.NEWEST_FIRST,
                        call.limit(USUAL_RESULTS, ResultRange.MAX_LIMIT)));
        return Reply.now(Json.results(page.results(), page.next().isPresent(), Result::cursor));
    }

    private CompletionStage<Reply> crons(Call call) {
        String process = call.id(1, "the process in the path");
        int limit = call.limit(USUAL_CRONS, ResultRange.MAX_LIMIT - 1);
        var crons = unit.crons(
                process, call.number("from").orElse(0L), call.number("to").orElse(Long.MAX_VALUE), limit + 1);
        boolean more = crons.size() > limit;
        return Reply.now(Json.results(
                more ? crons.subList(0, limit) : crons, more, result -> Long.toString(result.timestamp())));
    }

    /** Not the memory itself, which another runtime could not read: what it hashes to, and how large it is. */
    private CompletionStage<Reply> state(Call call) {
        String process = call.id(1, "the process in the path");
        return evaluated(
                unit.stateHash(process),
                state -> Json.object()
                        .put("process", process)
                        .put("evaluated", state.evaluated())
                        .put("sha256", state.hash())
                        .put("memory", state.memory()),
                "Evaluation of process \"" + process + "\"");
    }

    private CompletionStage<Reply> dryRun(Call call) throws IOException {
        String process = call.process();
        JsonNode json = call.json();
        if (json.hasNonNull("Target") && !json.get("Target").asText().equals(process)) {
            throw new Refusal(400, "Target is another process than the parameter process-id");
        }
        List<Tag> tags = new ArrayList<>();
        for (JsonNode tag : json.path("Tags")) {
            if (!tag.path("name").isTextual() || !tag.has("value")) {
                throw new Refusal(400, "each of Tags is an object with name and value");
            }
            tags.add(new Tag(tag.get("name").asText(), text(tag.get("value"))));
        }
        DryRun run = new DryRun(
                process,
                json.path("Id").asText(DryRun.UNTOLD),
                json.path("Owner").asText(DryRun.UNTOLD),
                json.path("Anchor").asText("0"),
                tags,
                (json.has("Data") ? text(json.get("Data")) : DryRun.UNTOLD).getBytes(StandardCharsets.UTF_8));
        return evaluated(unit.dryRun(run), Json::outcome, "Dry run of process \"" + process + "\"");
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }
}
