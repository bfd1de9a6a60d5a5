package io.fondaco.codec.selector;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.LinkNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.model.Cid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The walk of {@link Traversal}, link by link, for whoever cannot wait for a block: it says which block comes next and is
 * told what became of it. Between the calls it holds the path from the root, nothing else. Not for use by several threads.
 */
public final class Walk {
    private final TraversalLimits limits;
    private final ArrayDeque<Steps> open = new ArrayDeque<>();
    private Cid wanted;
    private WalkState state;
    private long nodes;
    private long blocks;

    private record Step(Node child, WalkState state) {}

    /**
     * A walk that stands before {@code root}.
     *
     * @throws DecodeException if the selector cannot be walked
     */
    public Walk(Cid root, Selector selector, TraversalLimits limits) {
        this.limits = limits;
        this.wanted = root;
        this.state = WalkState.of(selector);
    }

    /** The link that is followed next; empty when the walk is over. */
    public Optional<Cid> wanted() {
        return Optional.ofNullable(wanted);
    }

    /** Links followed so far, repetitions included, those not taken as well. */
    public long links() {
        return blocks;
    }

    /** Nodes visited so far, those inside blocks included. */
    public long nodes() {
        return nodes;
    }

    /**
     * Goes through the wanted block. A raw block has no links: what it holds does not matter here.
     *
     * @param block its bytes, which the caller has verified
     * @throws DecodeException if the block is malformed or of an unknown codec, or a limit is reached
     */
    public void take(byte[] block) {
        Cid cid = next();
        WalkState selector = state;
        if (cid.codec() == Cid.RAW) {
            count();
        } else {
            Node node;
            try {
                node = Traversal.decode(cid, block, limits.maxBlock());
            } catch (DecodeException e) {
                throw new DecodeException(e.kind(), e.offset(), "block " + cid + ": " + e.reason(), e);
            }
            visit(node, selector);
        }
        advance();
    }

    /** Leaves out the wanted block and all that only leads through this link to it. */
    public void skip() {
        next();
        advance();
    }

    private Cid next() {
        if (wanted == null) {
            throw new NoSuchElementException("the walk is over");
        }
        if (++blocks > limits.maxBlocks()) {
            throw DecodeException.limit(0, "more than " + limits.maxBlocks() + " blocks, at " + wanted);
        }
        return wanted;
    }

    private void count() {
        if (++nodes > limits.maxNodes()) {
            throw DecodeException.limit(0, "more than " + limits.maxNodes() + " nodes");
        }
    }

    private void visit(Node node, WalkState selector) {
        count();
        if (node instanceof MapNode || node instanceof ListNode) {
            open.push(new Steps(node, selector));
        }
    }

    private void advance() {
        wanted = null;
        state = null;
        while (!open.isEmpty()) {
            Step step = open.peek().next();
            if (step == null) {
                open.pop();
                continue;
            }
            if (open.size() > limits.maxDepth()) {
                throw DecodeException.limit(0, "deeper than " + limits.maxDepth() + " steps");
            }
            if (step.child() instanceof LinkNode link) {
                wanted = link.cid();
                state = step.state();
                return;
            }
            visit(step.child(), step.state());
        }
    }

    /** The children of one node that a selector leads to. */
    private static final class Steps {
        private final Node node;
        private final WalkState selector;
        private final Iterator<String> keys;

        private Steps(Node node, WalkState selector) {
            this.node = node;
            this.selector = selector;
            Optional<Set<String>> interests = selector.interests(node);
            if (interests.isPresent()) {
                keys = interests.get().iterator();
            } else if (node instanceof MapNode map) {
                keys = map.entries().keySet().iterator();
            } else {
                keys = indices(((ListNode) node).items().size());
            }
        }

        private static Iterator<String> indices(int size) {
            List<String> all = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                all.add(Integer.toString(i));
            }
            return all.iterator();
        }

        private Step next() {
            while (keys.hasNext()) {
                String key = keys.next();
                Node child = Traversal.child(node, key);
                WalkState next = child == null ? null : selector.explore(node, key);
                if (next != null) {
                    return new Step(child, next);
                }
            }
            return null;
        }
    }
}
