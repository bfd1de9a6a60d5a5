package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.selector.Selectors;

/** Which selectors peers may use: those this house walks, and with a depth of up to {@link Limits#DEPTH} or none. */
final class SelectorRules {

    private SelectorRules() {}

    /** Reads a selector, or throws {@link DecodeException}. */
    static Selector read(Node node) {
        Selector selector = Selectors.fromNode(node);
        check(selector);
        return selector;
    }

    private static void check(Selector selector) {
        if (selector instanceof Selector.ExploreRecursive recursive) {
            if (recursive.depth().orElse(0) > Limits.DEPTH) {
                throw DecodeException.limit(
                        0, "a recursion of " + recursive.depth().getAsLong() + " rounds, at most " + Limits.DEPTH);
            }
            check(recursive.sequence());
        } else if (selector instanceof Selector.ExploreAll all) {
            check(all.next());
        } else if (selector instanceof Selector.ExploreFields fields) {
            fields.fields().values().forEach(SelectorRules::check);
        } else if (selector instanceof Selector.ExploreIndex index) {
            check(index.next());
        } else if (selector instanceof Selector.ExploreRange range) {
            check(range.next());
        } else if (selector instanceof Selector.ExploreUnion union) {
            union.members().forEach(SelectorRules::check);
        }
    }
}
