package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/** Everything that sealing and proving compute with; the kernels may be of different backends. */
public record Kernels(FieldHash fieldHash, FieldSum fieldSum, NodeHash nodeHash, Labels labels) {

    public Kernels {
        Objects.requireNonNull(fieldHash, "fieldHash");
        Objects.requireNonNull(fieldSum, "fieldSum");
        Objects.requireNonNull(nodeHash, "nodeHash");
        Objects.requireNonNull(labels, "labels");
    }

    /** Those of one backend; empty when it lacks one. */
    public static Optional<Kernels> of(Backend backend) {
        Optional<FieldHash> fieldHash = backend.kernel(FieldHash.class);
        Optional<FieldSum> fieldSum = backend.kernel(FieldSum.class);
        Optional<NodeHash> nodeHash = backend.kernel(NodeHash.class);
        Optional<Labels> labels = backend.kernel(Labels.class);
        return fieldHash.isPresent() && fieldSum.isPresent() && nodeHash.isPresent() && labels.isPresent()
                ? Optional.of(new Kernels(fieldHash.get(), fieldSum.get(), nodeHash.get(), labels.get()))
                : Optional.empty();
    }

    /** Those of one backend, and others in the place of those it lacks; empty when it lacks them all. */
    static Optional<Kernels> of(Backend backend, Kernels others) {
        Kernels kernels = new Kernels(
                backend.kernel(FieldHash.class).orElse(others.fieldHash),
                backend.kernel(FieldSum.class).orElse(others.fieldSum),
                backend.kernel(NodeHash.class).orElse(others.nodeHash),
                backend.kernel(Labels.class).orElse(others.labels));
        return kernels.equals(others) ? Optional.empty() : Optional.of(kernels);
    }

    /** The Poseidon of two commitments, as CommR is made. */
    Node commR(Node commC, Node commRLast) {
        ByteBuffer both = ByteBuffer.allocate(2 * Node.BYTES).put(commC.bytes()).put(commRLast.bytes());
        byte[] digest = new byte[Node.BYTES];
        fieldHash.hash(2, both.flip(), ByteBuffer.wrap(digest));
        return Node.of(digest);
    }

    /** Hashes pairs of the binary tree over data. */
    void hashData(int arity, ByteBuffer pairs, ByteBuffer digests) {
        nodeHash.pairs(pairs, digests);
    }
}
