package io.fondaco.proof.ffi;

import static io.fondaco.proof.ffi.Buffers.NODE;

import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.ffihost.Variant;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;

/** Trimmed SHA-256 of pairs of nodes. Thread-safe. */
final class NativeNodeHash implements NodeHash {
    private static final int GROUP = 127;
    /** Groups of payload that go through a copy at a time. */
    private static final int CHUNK = 1024;

    private final Variant variant;
    private final Scratch scratch;

    NativeNodeHash(Variant variant, Scratch scratch) {
        this.variant = variant;
        this.scratch = scratch;
    }

    @Override
    public void pairs(ByteBuffer nodes, ByteBuffer digests) {
        int pairs = Buffers.groups("hashing pairs", nodes, 2 * NODE, digests, NODE);
        if (Buffers.direct(nodes, digests)) {
            Kernels.nodePairs(variant, nodes, digests);
            return;
        }
        scratch.with(copy -> {
            int most = Scratch.BYTES / (2 * NODE);
            for (int done = 0; done < pairs; done += most) {
                int now = Math.min(most, pairs - done);
                copy.clear()
                        .put(Buffers.part(nodes, 2L * NODE * done, 2L * NODE * now))
                        .flip();
                ByteBuffer made = copy.slice(0, NODE * now);
                Kernels.nodePairs(variant, copy, made);
                Buffers.part(digests, (long) NODE * done, (long) NODE * now).put(made);
            }
            return pairs;
        });
    }

    @Override
    public void rows(ByteBuffer leaves, ByteBuffer rows) {
        int count = leaves.remaining() / NODE;
        if (leaves.remaining() % NODE != 0 || Integer.bitCount(count) != 1 || count < 2) {
            throw new IllegalArgumentException("a binary tree over " + leaves.remaining()
                    + " bytes: a power of two of nodes of " + NODE + ", at least 2");
        }
        if (rows.remaining() != (count - 1) * NODE || rows.isReadOnly()) {
            throw new IllegalArgumentException(
                    "rows of " + rows.remaining() + " bytes: must be " + (count - 1) * NODE + " to write to");
        }
        if (Buffers.direct(leaves, rows)) {
            Kernels.nodeRows(variant, leaves, rows);
        } else {
            NodeHash.super.rows(leaves, rows);
        }
    }

    @Override
    public void piece(ByteBuffer payload, ByteBuffer root) {
        int groups = payload.remaining() / GROUP;
        if (Integer.bitCount(groups) != 1 || payload.remaining() % GROUP != 0) {
            throw new IllegalArgumentException(
                    "a payload of " + payload.remaining() + " bytes: must be 127 times a power of two");
        }
        if (root.remaining() != NODE || root.isReadOnly()) {
            throw new IllegalArgumentException("a root of " + root.remaining() + " bytes: must be 32 to write to");
        }
        if (Buffers.direct(payload, root)) {
            Kernels.nodePiece(variant, payload, root);
        } else {
            scratch.with(copy -> through(copy, groups, payload, root));
        }
    }

    /** Roots of parts, and then the tree over them. */
    private long through(ByteBuffer copy, int groups, ByteBuffer payload, ByteBuffer root) {
        int chunk = Math.min(CHUNK, groups);
        int parts = groups / chunk;
        ByteBuffer roots = ByteBuffer.allocateDirect(NODE * parts);
        for (int i = 0; i < parts; i++) {
            copy.clear()
                    .put(Buffers.part(payload, (long) GROUP * chunk * i, (long) GROUP * chunk))
                    .flip();
            Kernels.nodePiece(variant, copy, roots.slice(NODE * i, NODE));
        }
        for (int left = parts; left > 1; left /= 2) {
            Kernels.nodePairs(variant, roots.slice(0, NODE * left), roots.slice(0, NODE * left / 2));
        }
        root.duplicate().put(roots.slice(0, NODE));
        return groups;
    }
}
