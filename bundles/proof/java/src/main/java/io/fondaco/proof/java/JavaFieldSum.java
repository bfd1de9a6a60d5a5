package io.fondaco.proof.java;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.spi.FieldSum;
import java.nio.ByteBuffer;

/** {@link Fr}'s sums and differences over nodes. Thread-safe. */
public final class JavaFieldSum implements FieldSum {
    @FunctionalInterface
    private interface Operation {
        void apply(long[] a, int i, long[] b, int j, long[] to, int t);
    }

    @Override
    public void add(ByteBuffer left, ByteBuffer right, ByteBuffer sums) {
        combine("adding", left, right, sums, Fr::add);
    }

    @Override
    public void subtract(ByteBuffer left, ByteBuffer right, ByteBuffer differences) {
        combine("subtracting", left, right, differences, Fr::subtract);
    }

    private static void combine(String what, ByteBuffer left, ByteBuffer right, ByteBuffer to, Operation operation) {
        int nodes = Lengths.groups(what, left, Fr.BYTES, to, Fr.BYTES);
        Lengths.groups(what, right, Fr.BYTES, to, Fr.BYTES);
        byte[] bytes = new byte[Fr.BYTES];
        long[] numbers = Fr.elements(2);
        for (int i = 0; i < nodes; i++) {
            load(left, i, bytes, numbers, 0);
            load(right, i, bytes, numbers, 1);
            operation.apply(numbers, 0, numbers, 1, numbers, 0);
            Fr.store(numbers, 0, bytes, 0);
            to.put(to.position() + Fr.BYTES * i, bytes);
        }
    }

    private static void load(ByteBuffer from, int node, byte[] bytes, long[] to, int t) {
        from.get(from.position() + Fr.BYTES * node, bytes);
        try {
            Fr.load(bytes, 0, to, t);
        } catch (ProofException e) {
            throw new ProofException(e.reason(), "node " + node + ": " + e.getMessage());
        }
    }
}
