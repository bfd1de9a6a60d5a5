package io.fondaco.ao;

import java.util.Objects;

/** A tag of a data item or a message. Names are case-sensitive and may repeat; order is kept. */
public record Tag(String name, String value) {
    public Tag {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }
}
