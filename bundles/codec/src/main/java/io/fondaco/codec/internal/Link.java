package io.fondaco.codec.internal;

import io.fondaco.model.Cid;

/**
 * A link of a tree to a node that is known by its CID, or in memory, or both. Nodes never change; what a link learns
 * (the node once it was read, the CID once it was written) stays true, so trees that share nodes may share links.
 */
public final class Link<N> {
    private volatile Cid cid;
    private volatile N node;

    private Link(Cid cid, N node) {
        this.cid = cid;
        this.node = node;
    }

    /** To a node that is in a store. */
    public static <N> Link<N> stored(Cid cid) {
        return new Link<>(cid, null);
    }

    /** To a node that is only in memory. */
    public static <N> Link<N> fresh(N node) {
        return new Link<>(null, node);
    }

    /** The CID; null until the node was written. */
    public Cid cid() {
        return cid;
    }

    /** The node; null until it was read. */
    public N node() {
        return node;
    }

    /** Remembers the node of {@link #cid()}. */
    public N read(N decoded) {
        node = decoded;
        return decoded;
    }

    /** Remembers where {@link #node()} was put. */
    public Cid written(Cid at) {
        cid = at;
        return at;
    }
}
