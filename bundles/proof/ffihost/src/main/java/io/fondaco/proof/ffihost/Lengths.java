package io.fondaco.proof.ffihost;

import java.nio.ByteBuffer;

/** Lengths of buffers that go together. All throw {@link IllegalArgumentException} when they do not. */
final class Lengths {
    private static final int NODE = 32;
    private static final int RSA = 128;

    private Lengths() {}

    static int nodes(ByteBuffer buffer) {
        if (buffer.remaining() % NODE != 0) {
            throw new IllegalArgumentException(buffer.remaining() + " bytes are no whole number of nodes of " + NODE);
        }
        return buffer.remaining() / NODE;
    }

    /** How many numbers of RSA there are. */
    static int numbers(ByteBuffer buffer) {
        if (buffer.remaining() % RSA != 0) {
            throw new IllegalArgumentException(buffer.remaining() + " bytes are no whole number of numbers of " + RSA);
        }
        return buffer.remaining() / RSA;
    }

    static void exactly(ByteBuffer buffer, long bytes) {
        if (buffer.remaining() != bytes) {
            throw new IllegalArgumentException(buffer.remaining() + " bytes where " + bytes + " belong");
        }
    }

    /** How many digests there are of so many nodes each. */
    static int groups(int arity, ByteBuffer nodes, ByteBuffer digests) {
        if (arity != 2 && arity != 4 && arity != 8 && arity != 11) {
            throw new IllegalArgumentException("a Poseidon of arity " + arity + ": 2, 4, 8 or 11");
        }
        int groups = nodes(digests);
        exactly(nodes, (long) groups * arity * NODE);
        return groups;
    }

    /** How many leaves a tree of arity 8 has. */
    static int leavesOfEights(ByteBuffer leaves, ByteBuffer rows) {
        int count = nodes(leaves);
        if (Integer.bitCount(count) != 1 || count < 8 || Integer.numberOfTrailingZeros(count) % 3 != 0) {
            throw new IllegalArgumentException("a tree of arity 8 over " + count + " leaves: 8, 64, 512 or so");
        }
        exactly(rows, (count - 1L) / 7 * NODE);
        return count;
    }
}
