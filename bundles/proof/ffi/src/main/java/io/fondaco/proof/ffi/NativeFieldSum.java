package io.fondaco.proof.ffi;

import static io.fondaco.proof.ffi.Buffers.NODE;

import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.ffihost.Variant;
import io.fondaco.proof.spi.FieldSum;
import java.nio.ByteBuffer;

/** Sums and differences of field elements. Thread-safe. */
final class NativeFieldSum implements FieldSum {
    @FunctionalInterface
    private interface Operation {
        long apply(Variant variant, ByteBuffer left, ByteBuffer right, ByteBuffer to);
    }

    private final Variant variant;
    private final Scratch scratch;

    NativeFieldSum(Variant variant, Scratch scratch) {
        this.variant = variant;
        this.scratch = scratch;
    }

    @Override
    public void add(ByteBuffer left, ByteBuffer right, ByteBuffer sums) {
        combine("adding", left, right, sums, Kernels::fieldAdd);
    }

    @Override
    public void subtract(ByteBuffer left, ByteBuffer right, ByteBuffer differences) {
        combine("subtracting", left, right, differences, Kernels::fieldSubtract);
    }

    private void combine(String what, ByteBuffer left, ByteBuffer right, ByteBuffer to, Operation operation) {
        int nodes = Buffers.groups(what, left, NODE, to, NODE);
        Buffers.groups(what, right, NODE, to, NODE);
        long refused = Buffers.direct(left, right, to)
                ? operation.apply(variant, left, right, to)
                : scratch.with(a -> scratch.with(b -> through(a, b, nodes, left, right, to, operation)));
        if (refused != Kernels.DONE) {
            throw Buffers.noElement(refused, left, right);
        }
    }

    private long through(
            ByteBuffer a,
            ByteBuffer b,
            int nodes,
            ByteBuffer left,
            ByteBuffer right,
            ByteBuffer to,
            Operation operation) {
        int most = Scratch.BYTES / NODE;
        for (int done = 0; done < nodes; done += most) {
            long from = (long) NODE * done;
            int bytes = NODE * Math.min(most, nodes - done);
            a.clear().put(Buffers.part(left, from, bytes)).flip();
            b.clear().put(Buffers.part(right, from, bytes)).flip();
            long refused = operation.apply(variant, a, b, a);
            if (refused != Kernels.DONE) {
                return done + refused;
            }
            Buffers.part(to, from, bytes).put(a);
        }
        return Kernels.DONE;
    }
}
