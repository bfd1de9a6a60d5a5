package io.fondaco.gateway.ao.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.ItemId;
import io.fondaco.ao.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers the one shape of query that ao's clients send: transactions, or a transaction, by id. No parser of GraphQL: the
 * ids are taken from the variables or from the text, and every field there is comes back, asked for or not.
 */
final class Graphql {
    private static final int MOST_IDS = 100;
    private static final int MOST_TEXT = 20_000;
    private static final Pattern MANY =
            Pattern.compile("\\btransactions\\s*\\(\\s*ids\\s*:\\s*(\\$(\\w+)|\\[([^\\]]*)\\])\\s*[,)]");
    private static final Pattern ONE =
            Pattern.compile("\\btransaction\\s*\\(\\s*id\\s*:\\s*(\\$(\\w+)|\"([^\"]*)\")\\s*\\)");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    private final Scheduler scheduler;

    Graphql(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    ObjectNode answer(JsonNode request) {
        String query = request.path("query").asText();
        if (query.length() > MOST_TEXT) {
            throw new Refusal(400, "a query has at most " + MOST_TEXT + " characters");
        }
        JsonNode variables = request.path("variables");
        ObjectNode json = Json.object();
        Matcher many = MANY.matcher(query);
        if (many.find()) {
            ArrayNode edges = json.putObject("data").putObject("transactions").putArray("edges");
            for (String id : ids(many, variables)) {
                find(id).ifPresent(item -> edges.addObject().put("cursor", id).set("node", Json.transaction(item)));
            }
            return json;
        }
        Matcher one = ONE.matcher(query);
        if (one.find()) {
            String id = one.group(2) != null ? variables.path(one.group(2)).asText() : one.group(3);
            json.putObject("data")
                    .set(
                            "transaction",
                            find(id).<JsonNode>map(Json::transaction).orElse(Json.MAPPER.nullNode()));
            return json;
        }
        throw new Refusal(
                400, "only transactions(ids: ...) and transaction(id: ...) are answered here; this unit is no archive");
    }

    private static List<String> ids(Matcher query, JsonNode variables) {
        List<String> ids = new ArrayList<>();
        if (query.group(2) != null) {
            JsonNode value = variables.path(query.group(2));
            if (value.isTextual()) {
                ids.add(value.asText());
            }
            value.forEach(id -> ids.add(id.asText()));
        } else {
            Matcher text = TEXT.matcher(query.group(3));
            while (text.find()) {
                ids.add(text.group(1));
            }
        }
        if (ids.size() > MOST_IDS) {
            throw new Refusal(400, "a query names at most " + MOST_IDS + " ids");
        }
        return ids;
    }

    private Optional<DataItem> find(String id) {
        return ItemId.matches(id) ? scheduler.item(id) : Optional.empty();
    }
}
