package io.fondaco.codec.selector;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.BlockSource;
import io.fondaco.codec.ipld.LinkNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.VerifiedBlocks;
import io.fondaco.codec.json.DagJson;
import io.fondaco.codec.json.JsonLimits;
import io.fondaco.codec.pb.DagPb;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Walks a DAG as a selector says, depth first, in the order go-ipld-prime walks: children in the order of the block,
 * except that a selector that names its children sets their order. Each link is followed where it stands; a block met
 * twice is loaded twice. Blocks may be dag-pb, dag-cbor, dag-json or raw, and are verified.
 */
public final class Traversal {
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    private final VerifiedBlocks blocks;
    private final TraversalLimits limits;
    private final TraversalVisitor visitor;
    private final ArrayDeque<String> path = new ArrayDeque<>();
    private long nodes;
    private long loaded;

    private Traversal(BlockSource source, TraversalLimits limits, TraversalVisitor visitor) {
        this.blocks = new VerifiedBlocks(source, limits.maxBlock());
        this.limits = limits;
        this.visitor = Objects.requireNonNull(visitor, "visitor");
    }

    /**
     * Walks from {@code root}.
     *
     * @throws DecodeException if a block is missing, malformed, of an unknown codec, does not match its CID, or a limit
     *     is reached; what was visited until then stands
     */
    public static void walk(
            Cid root, Selector selector, BlockSource source, TraversalLimits limits, TraversalVisitor visitor)
            throws IOException {
        Traversal traversal = new Traversal(source, limits, visitor);
        WalkState state = WalkState.of(selector);
        traversal.visit(traversal.load(root), state);
    }

    private void visit(Node node, WalkState selector) throws IOException {
        if (++nodes > limits.maxNodes()) {
            throw DecodeException.limit(0, "more than " + limits.maxNodes() + " nodes, at " + path);
        }
        if (selector.matches()) {
            visitor.matched(List.copyOf(path), node);
        }
        Optional<Set<String>> interests = selector.interests(node);
        if (interests.isPresent()) {
            for (String key : interests.get()) {
                Node child = child(node, key);
                if (child != null) {
                    step(node, key, child, selector);
                }
            }
        } else if (node instanceof MapNode map) {
            for (Map.Entry<String, Node> entry : map.entries().entrySet()) {
                step(node, entry.getKey(), entry.getValue(), selector);
            }
        } else if (node instanceof ListNode list) {
            for (int i = 0; i < list.items().size(); i++) {
                step(node, Integer.toString(i), list.items().get(i), selector);
            }
        }
    }

    private void step(Node parent, String key, Node child, WalkState selector) throws IOException {
        WalkState next = selector.explore(parent, key);
        if (next == null) {
            return;
        }
        if (path.size() >= limits.maxDepth()) {
            throw DecodeException.limit(0, "deeper than " + limits.maxDepth() + " steps, at " + path);
        }
        path.addLast(key);
        visit(child instanceof LinkNode link ? load(link.cid()) : child, next);
        path.removeLast();
    }

    private Node load(Cid cid) throws IOException {
        if (++loaded > limits.maxBlocks()) {
            throw DecodeException.limit(0, "more than " + limits.maxBlocks() + " blocks, at " + cid);
        }
        byte[] block = blocks.get(cid);
        Node node;
        try {
            node = decode(cid, block, limits.maxBlock());
        } catch (DecodeException e) {
            throw new DecodeException(e.kind(), e.offset(), "block " + cid + ": " + e.reason(), e);
        }
        visitor.block(cid, block);
        return node;
    }

    /** The node a block holds, or {@link DecodeException}. */
    static Node decode(Cid cid, byte[] block, int maxBlock) {
        if (cid.codec() == Cid.RAW) {
            return Node.of(block);
        } else if (cid.codec() == Cid.DAG_PB) {
            return DagPb.decode(block).toNode();
        } else if (cid.codec() == Cid.DAG_CBOR) {
            return DagCbor.decode(block, CborLimits.DEFAULT.withMaxBytes(maxBlock), Set.of());
        } else if (cid.codec() == Cid.DAG_JSON) {
            return DagJson.decode(block, new JsonLimits(JsonLimits.DEFAULT.maxDepth(), maxBlock));
        }
        throw DecodeException.malformed(0, "codec 0x" + Long.toHexString(cid.codec()) + " is unknown");
    }

    static Node child(Node node, String key) {
        if (node instanceof MapNode map) {
            return map.entries().get(key);
        }
        if (node instanceof ListNode list && isIndex(key)) {
            int index = Integer.parseInt(key);
            return index < list.items().size() ? list.items().get(index) : null;
        }
        return null;
    }

    static boolean isIndex(String key) {
        return INDEX.matcher(key).matches();
    }
}
