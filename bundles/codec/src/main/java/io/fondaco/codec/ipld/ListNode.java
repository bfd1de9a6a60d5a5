package io.fondaco.codec.ipld;

import java.util.List;

/** A list. */
public record ListNode(List<Node> items) implements Node {
    public ListNode {
        items = List.copyOf(items);
    }
}
