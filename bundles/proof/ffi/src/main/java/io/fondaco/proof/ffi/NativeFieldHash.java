package io.fondaco.proof.ffi;

import static io.fondaco.proof.ffi.Buffers.NODE;

import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.spi.FieldHash;
import java.nio.ByteBuffer;

/** Poseidon. Thread-safe. */
final class NativeFieldHash implements FieldHash {
    /** Direct buffers only; each returns the first node that is no element, or {@link Kernels#DONE}. */
    interface Calls {
        long hash(int arity, ByteBuffer nodes, ByteBuffer digests);

        long rows(ByteBuffer leaves, ByteBuffer rows);
    }

    private final Calls calls;
    private final Scratch scratch;

    NativeFieldHash(Calls calls, Scratch scratch) {
        this.calls = calls;
        this.scratch = scratch;
    }

    @Override
    public void hash(int arity, ByteBuffer nodes, ByteBuffer digests) {
        if (arity != 2 && arity != 4 && arity != 8 && arity != 11) {
            throw new IllegalArgumentException("trees and columns of arity " + arity + ": 2, 4, 8 or 11");
        }
        int groups = Buffers.groups("hashing " + arity + " to one", nodes, NODE * arity, digests, NODE);
        long refused = Buffers.direct(nodes, digests)
                ? calls.hash(arity, nodes, digests)
                : scratch.with(copy -> through(copy, arity, groups, nodes, digests));
        if (refused != Kernels.DONE) {
            throw Buffers.noElement(refused, nodes);
        }
    }

    private long through(ByteBuffer copy, int arity, int groups, ByteBuffer nodes, ByteBuffer digests) {
        int most = Scratch.BYTES / (NODE * arity);
        for (int done = 0; done < groups; done += most) {
            int now = Math.min(most, groups - done);
            copy.clear()
                    .put(Buffers.part(nodes, (long) NODE * arity * done, (long) NODE * arity * now))
                    .flip();
            ByteBuffer made = copy.slice(0, NODE * now);
            long refused = calls.hash(arity, copy, made);
            if (refused != Kernels.DONE) {
                return (long) arity * done + refused;
            }
            Buffers.part(digests, (long) NODE * done, (long) NODE * now).put(made);
        }
        return Kernels.DONE;
    }

    @Override
    public void rows(ByteBuffer leaves, ByteBuffer rows) {
        int count = leaves.remaining() / NODE;
        int height = Integer.numberOfTrailingZeros(count);
        if (leaves.remaining() % NODE != 0 || Integer.bitCount(count) != 1 || count < 8 || height % 3 != 0) {
            throw new IllegalArgumentException(
                    "a tree of arity 8 over " + leaves.remaining() + " bytes: 8, 64, 512 or so nodes of " + NODE);
        }
        if (rows.remaining() != (count - 1) / 7 * NODE || rows.isReadOnly()) {
            throw new IllegalArgumentException(
                    "rows of " + rows.remaining() + " bytes: must be " + (count - 1) / 7 * NODE + " to write to");
        }
        if (!Buffers.direct(leaves, rows)) {
            FieldHash.super.rows(leaves, rows);
            return;
        }
        long refused = calls.rows(leaves, rows);
        if (refused != Kernels.DONE) {
            throw Buffers.noElement(refused, leaves);
        }
    }
}
