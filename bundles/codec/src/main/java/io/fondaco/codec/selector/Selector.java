package io.fondaco.codec.selector;

import io.fondaco.codec.ipld.Node;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An IPLD selector: which part of a DAG is meant. Read and written by {@link Selectors}, walked by {@link Traversal}.
 *
 * <p>Source: ipld.io/specs/selectors.
 */
public sealed interface Selector {
    /** {@code .}: the node itself is meant. */
    record Matcher() implements Selector {}

    /** {@code a}: every child. */
    record ExploreAll(Selector next) implements Selector {}

    /** {@code f}: the named children, in the order given. */
    record ExploreFields(Map<String, Selector> fields) implements Selector {
        public ExploreFields {
            fields = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(fields));
        }
    }

    /** {@code i}: one item of a list; {@code index} is 0 or more. */
    record ExploreIndex(long index, Selector next) implements Selector {}

    /** {@code r}: items of a list from {@code start} up to but without {@code end}. */
    record ExploreRange(long start, long end, Selector next) implements Selector {}

    /** {@code R}: the sequence, again at every edge, at most {@code depth} times where given. */
    record ExploreRecursive(OptionalLong depth, Selector sequence) implements Selector {}

    /** {@code @}: where the recursion that this is within starts over. */
    record ExploreRecursiveEdge() implements Selector {}

    /** {@code |}: whatever any of the members means. */
    record ExploreUnion(List<Selector> members) implements Selector {
        public ExploreUnion {
            members = List.copyOf(members);
        }
    }

    /** {@code ~}: the node seen through another layout, by name. Can be read and written, not walked. */
    record ExploreInterpretAs(String as, Selector next) implements Selector {}

    /** The whole DAG: every node, recursively, without limit. */
    static Selector all() {
        return new ExploreRecursive(OptionalLong.empty(), new ExploreAll(new ExploreRecursiveEdge()));
    }

    /** The root's own node and nothing else. */
    static Selector matchPoint() {
        return new Matcher();
    }

    /** The node this selector is written as. */
    default Node toNode() {
        return Selectors.toNode(this);
    }
}
