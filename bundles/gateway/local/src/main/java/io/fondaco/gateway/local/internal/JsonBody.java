package io.fondaco.gateway.local.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import javax.servlet.http.HttpServletRequest;

/** The JSON object a request carries. A field nobody knows is refused: a typing error must not pass as a default. */
final class JsonBody {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    /** An empty body reads as an object without fields. */
    static JsonBody read(HttpServletRequest request, String... fields) throws IOException {
        JsonNode object;
        try {
            object = JSON.readTree(request.getInputStream());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON: " + e.getOriginalMessage(), e);
        }
        if (object == null || object.isMissingNode()) {
            return new JsonBody(JSON.createObjectNode());
        }
        if (!object.isObject()) {
            throw new IllegalArgumentException("The body must be a JSON object");
        }
        Set<String> known = Set.of(fields);
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Nobody knows the field '" + name + "'; known are "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return new JsonBody(object);
    }

    /** The text of a field, trimmed; empty when it is missing or null. */
    String text(String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'" + field + "' must be text, not " + value);
        }
        return value.asText().strip();
    }

    String required(String field) {
        String text = text(field);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("The body lacks '" + field + "'");
        }
        return text;
    }

    Optional<String> optional(String field) {
        return Optional.of(text(field)).filter(text -> !text.isEmpty());
    }

    /** What a field's text stands for, when there is any; a text that stands for nothing is told with its field. */
    <T> Optional<T> value(String field, Function<String, T> meaning) {
        return optional(field).map(text -> {
            try {
                return meaning.apply(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + field + "' is '" + text + "': " + e.getMessage(), e);
            }
        });
    }

    /** A whole number, also as text. */
    OptionalLong number(String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalLong.empty();
        }
        if (value.canConvertToLong() && value.isIntegralNumber()) {
            return OptionalLong.of(value.asLong());
        }
        try {
            return OptionalLong.of(Long.parseLong(value.asText().strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + field + "' must be a whole number, not " + value, e);
        }
    }

    /** A path of this machine. Relative ones are refused: the node's folder is nobody's idea of here. */
    Path path(String field) {
        String text = required(field);
        try {
            Path path = Path.of(text);
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("'" + field + "' must be an absolute path, not " + text);
            }
            return path.normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + field + "' is no path: " + e.getMessage(), e);
        }
    }
}
