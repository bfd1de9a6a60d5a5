package io.fondaco.codec.ipld;

import io.fondaco.model.Cid;
import java.util.List;

/**
 * A value of the IPLD data model. Immutable, compared by value; maps compare without regard to order.
 *
 * <p>Source: ipld.io/docs/data-model.
 */
public sealed interface Node
        permits NullNode, BoolNode, IntNode, FloatNode, StringNode, BytesNode, ListNode, MapNode, LinkNode {

    /** The one null. */
    static Node ofNull() {
        return NullNode.NULL;
    }

    static Node of(boolean value) {
        return new BoolNode(value);
    }

    static Node of(long value) {
        return IntNode.of(value);
    }

    /** {@link IllegalArgumentException} if the text holds an unpaired surrogate. */
    static Node of(String value) {
        return StringNode.of(value);
    }

    static Node of(byte[] value) {
        return new BytesNode(value);
    }

    static Node of(Cid value) {
        return new LinkNode(value);
    }

    static Node list(Node... items) {
        return new ListNode(List.of(items));
    }
}
