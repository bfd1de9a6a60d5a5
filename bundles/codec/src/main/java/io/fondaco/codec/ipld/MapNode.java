package io.fondaco.codec.ipld;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A map from text to nodes. Iterates in the order it was made with; encoders sort unless told otherwise.
 *
 * @param entries keys are text without unpaired surrogates
 */
public record MapNode(Map<String, Node> entries) implements Node {
    public MapNode {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        entries.values().forEach(java.util.Objects::requireNonNull);
    }

    public Optional<Node> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }
}
