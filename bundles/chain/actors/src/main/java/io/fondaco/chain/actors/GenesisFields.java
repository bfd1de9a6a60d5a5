package io.fondaco.chain.actors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The fields of one object of a genesis file, each with its path; whatever does not fit is a {@link GenesisFileException}. */
final class GenesisFields {
    private static final int SHOWN = 80;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final String path;
    private final JsonNode object;

    private GenesisFields(String path, JsonNode object, List<String> known) {
        this.path = path;
        this.object = object;
        if (!object.isObject()) {
            throw new GenesisFileException(path, "an object is expected, not " + shown(object));
        }
        Set<String> unknown = new TreeSet<>();
        object.fieldNames().forEachRemaining(unknown::add);
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new GenesisFileException(
                    path + "." + unknown.iterator().next(),
                    "there is no such field; known are " + String.join(", ", known));
        }
    }

    static GenesisFields of(byte[] json, String... known) {
        try {
            JsonNode root = JSON.readTree(json);
            return new GenesisFields("$", root, List.of(known));
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new GenesisFileException("$", "one JSON object is expected; " + e.getOriginalMessage() + at, e);
        } catch (IOException e) {
            throw new GenesisFileException("$", "not readable as JSON: " + e.getMessage(), e);
        }
    }

    String path() {
        return path;
    }

    /** The objects of a list. */
    List<GenesisFields> list(String key, String... known) {
        JsonNode list = array(key, "a list");
        List<GenesisFields> all = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            all.add(new GenesisFields(path + "." + key + "[" + i + "]", list.get(i), List.of(known)));
        }
        return all;
    }

    /** An object. */
    GenesisFields object(String key, List<String> known) {
        return new GenesisFields(path + "." + key, required(key, "an object"), known);
    }

    /** A text that {@code reading} makes something of, or refuses. */
    <T> T text(String key, String expected, Function<String, T> reading) {
        return text(key, expected, required(key, expected), reading);
    }

    private <T> T text(String key, String expected, JsonNode text, Function<String, T> reading) {
        if (!text.isTextual()) {
            throw wrong(key, expected, text);
        }
        try {
            return reading.apply(text.textValue());
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new GenesisFileException(
                    path + "." + key, expected + " is expected, not " + shown(text) + ": " + e.getMessage(), e);
        }
    }

    <T> Optional<T> optionalText(String key, String expected, Function<String, T> reading) {
        return has(key) ? Optional.of(text(key, expected, reading)) : Optional.empty();
    }

    long number(String key, long least, long most) {
        String expected = "a whole number from " + least + " to " + most;
        return number(key, expected, required(key, expected), least, most);
    }

    private long number(String key, String expected, JsonNode number, long least, long most) {
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < least
                || number.longValue() > most) {
            throw wrong(key, expected, number);
        }
        return number.longValue();
    }

    /** The numbers of a list. */
    List<Long> numbers(String key, long least, long most) {
        String expected = "a list of whole numbers from " + least + " to " + most;
        List<Long> all = new ArrayList<>();
        array(key, expected).forEach(number -> all.add(number(key, expected, number, least, most)));
        return all;
    }

    /** What {@code reading} makes of each text of a list, or refuses. */
    <T> List<T> texts(String key, String expected, Function<String, T> reading) {
        List<T> all = new ArrayList<>();
        array(key, "a list of texts").forEach(text -> all.add(text(key, expected, text, reading)));
        return all;
    }

    private JsonNode array(String key, String expected) {
        JsonNode list = required(key, expected);
        if (!list.isArray()) {
            throw wrong(key, expected, list);
        }
        return list;
    }

    boolean has(String key) {
        return object.has(key);
    }

    private JsonNode required(String key, String expected) {
        JsonNode found = object.get(key);
        if (found == null) {
            throw new GenesisFileException(path + "." + key, "missing: " + expected + " is expected");
        }
        return found;
    }

    private GenesisFileException wrong(String key, String expected, JsonNode found) {
        return new GenesisFileException(path + "." + key, expected + " is expected, not " + shown(found));
    }

    private static String shown(JsonNode node) {
        if (node.isMissingNode()) {
            return "nothing";
        }
        String text = node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
