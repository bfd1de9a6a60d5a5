package io.fondaco.gateway.ao.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Result;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.model.Multibase;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** What ao's units answer, as JSON. */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode outcome(Outcome outcome) {
        ObjectNode json = object();
        ArrayNode messages = json.putArray("Messages");
        for (Outcome.Sent sent : outcome.messages()) {
            messages.addObject()
                    .put("Target", sent.target())
                    .put("Data", text(sent.data()))
                    .put("Anchor", sent.anchor())
                    .set("Tags", tags(sent.tags()));
        }
        ArrayNode assignments = json.putArray("Assignments");
        for (Outcome.AssignmentWish wish : outcome.assignments()) {
            ObjectNode one = assignments.addObject().put("Message", wish.message());
            wish.processes().forEach(one.putArray("Processes")::add);
            wish.exclude().forEach(one.putArray("Exclude")::add);
        }
        ArrayNode spawns = json.putArray("Spawns");
        for (Outcome.Spawn spawn : outcome.spawns()) {
            spawns.addObject()
                    .put("Data", text(spawn.data()))
                    .put("Anchor", spawn.anchor())
                    .set("Tags", tags(spawn.tags()));
        }
        json.set("Output", value(outcome.output()));
        outcome.error().ifPresent(error -> json.put("Error", error));
        json.put("GasUsed", outcome.gasUsed());
        return json;
    }

    /** JSON as a process wrote it; text that is no JSON as a string. */
    private static JsonNode value(String output) {
        if (output.isEmpty()) {
            return MAPPER.getNodeFactory().textNode("");
        }
        try {
            return MAPPER.readTree(output);
        } catch (JsonProcessingException notJson) {
            return MAPPER.getNodeFactory().textNode(output);
        }
    }

    private static String text(byte[] bytes) {
        String text = utf8(bytes);
        return text == null ? Multibase.BASE64URL.encodeBare(bytes) : text;
    }

    /** The text these bytes are; null when they are none. */
    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }

    static ArrayNode tags(List<Tag> tags) {
        ArrayNode json = MAPPER.createArrayNode();
        tags.forEach(tag -> json.addObject().put("name", tag.name()).put("value", tag.value()));
        return json;
    }

    /** Pages as the compute unit has them. */
    static ObjectNode results(List<Result> results, boolean more, Function<Result, String> cursor) {
        ObjectNode json = object();
        json.putObject("pageInfo").put("hasNextPage", more);
        ArrayNode edges = json.putArray("edges");
        for (Result result : results) {
            edges.addObject().put("cursor", cursor.apply(result)).set("node", outcome(result.outcome()));
        }
        return json;
    }

    /** Pages as the scheduler unit has them. */
    static ObjectNode schedule(List<Scheduled> lines, boolean more, Function<Assignment, String> cursor) {
        ObjectNode json = object();
        json.putObject("page_info").put("has_next_page", more);
        ArrayNode edges = json.putArray("edges");
        for (Scheduled line : lines) {
            edges.addObject().put("cursor", cursor.apply(line.assignment())).set("node", line(line));
        }
        return json;
    }

    static ObjectNode line(Scheduled line) {
        ObjectNode json = object();
        json.set("message", item(line.message(), true));
        json.set("assignment", item(line.assignment().item(), false));
        return json;
    }

    private static ObjectNode item(DataItem item, boolean data) {
        ObjectNode json = object().put("id", item.id());
        json.set("owner", owner(item));
        if (data) {
            json.put("data", utf8(item.data()));
        }
        json.set("tags", tags(item.tags()));
        return json.put("signature", Multibase.BASE64URL.encodeBare(item.signature()))
                .put("anchor", item.anchor().length == 0 ? null : item.anchorText())
                .put("target", item.target().orElse(null));
    }

    private static ObjectNode owner(DataItem item) {
        return object().put("address", item.address()).put("key", Multibase.BASE64URL.encodeBare(item.owner()));
    }

    static ObjectNode process(ProcessInfo info, Scheduled spawn) {
        ObjectNode json = object().put("process_id", info.id())
                .put("block", "%012d".formatted(spawn.assignment().blockHeight()));
        json.setAll(item(spawn.message(), true));
        json.remove("id");
        return json.put("timestamp", info.timestamp())
                .put("nonce", 0)
                .put("scheduled", info.scheduled())
                .put("monitored", info.monitored())
                .put("stopped", info.stopped().orElse(null));
    }

    /** An item as a gateway shows transactions. */
    static ObjectNode transaction(DataItem item) {
        ObjectNode json = object().put("id", item.id());
        json.put("anchor", item.anchorText());
        json.put("signature", Multibase.BASE64URL.encodeBare(item.signature()));
        json.put("recipient", item.target().orElse(""));
        json.set("owner", owner(item));
        json.set("tags", tags(item.tags()));
        json.putObject("data")
                .put("size", Integer.toString(item.dataLength()))
                .put("type", item.tag("Content-Type").orElse(null));
        json.putNull("block");
        return json;
    }
}
