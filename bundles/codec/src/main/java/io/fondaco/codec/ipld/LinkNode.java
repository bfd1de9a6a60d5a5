package io.fondaco.codec.ipld;

import io.fondaco.model.Cid;
import java.util.Objects;

/** A link to another block. */
public record LinkNode(Cid cid) implements Node {
    public LinkNode {
        Objects.requireNonNull(cid, "cid");
    }
}
