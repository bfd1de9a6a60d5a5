package io.fondaco.proof.stacked.internal;

import io.fondaco.proof.Backends.Operation;
import io.fondaco.proof.Node;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import io.fondaco.proof.spi.NodeHash;
import io.fondaco.proof.stacked.Kernels;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Kernels that ask whichever backend is best when they are called. */
final class ChosenKernels {
    private ChosenKernels() {}

    static Kernels of(Choice choice) {
        Compared compared = new Compared(choice);
        return new Kernels(new Hash(compared), new Sum(compared), new Pairs(compared), new Labelling(choice, compared));
    }

    private record Hash(Compared compared) implements FieldHash {
        @Override
        public void hash(int arity, ByteBuffer nodes, ByteBuffer digests) {
            Operation operation = arity == 8 ? Operation.TREES : Operation.COLUMNS;
            compared.run(
                    operation, FieldHash.class, List.of(digests), (kernel, to) -> kernel.hash(arity, nodes, to.get(0)));
        }

        @Override
        public void rows(ByteBuffer leaves, ByteBuffer rows) {
            compared.run(
                    Operation.TREES, FieldHash.class, List.of(rows), (kernel, to) -> kernel.rows(leaves, to.get(0)));
        }
    }

    private record Sum(Compared compared) implements FieldSum {
        @Override
        public void add(ByteBuffer left, ByteBuffer right, ByteBuffer sums) {
            compared.run(
                    Operation.REPLICA,
                    FieldSum.class,
                    List.of(sums),
                    (kernel, to) -> kernel.add(left, right, to.get(0)));
        }

        @Override
        public void subtract(ByteBuffer left, ByteBuffer right, ByteBuffer differences) {
            compared.run(
                    Operation.REPLICA,
                    FieldSum.class,
                    List.of(differences),
                    (kernel, to) -> kernel.subtract(left, right, to.get(0)));
        }
    }

    private record Pairs(Compared compared) implements NodeHash {
        @Override
        public void pairs(ByteBuffer nodes, ByteBuffer digests) {
            compared.run(
                    Operation.TREE_D, NodeHash.class, List.of(digests), (kernel, to) -> kernel.pairs(nodes, to.get(0)));
        }

        @Override
        public void rows(ByteBuffer leaves, ByteBuffer rows) {
            compared.run(
                    Operation.TREE_D, NodeHash.class, List.of(rows), (kernel, to) -> kernel.rows(leaves, to.get(0)));
        }

        @Override
        public void piece(ByteBuffer payload, ByteBuffer root) {
            compared.run(
                    Operation.COMM_P, NodeHash.class, List.of(root), (kernel, to) -> kernel.piece(payload, to.get(0)));
        }
    }

    private record Labelling(Choice choice, Compared compared) implements Labels {

        @Override
        public void label(int layer, long from, ByteBuffer parents, List<Replica> replicas) {
            Operation operation = replicas.size() == 1 ? Operation.LABELS : Operation.LABELS_LOCKSTEP;
            int count = parents.remaining() / (PARENTS * Integer.BYTES);
            List<ByteBuffer> results = new ArrayList<>();
            for (Replica replica : replicas) {
                results.add(written(replica.layer(), from, count));
            }
            // Labels are made of others in the same layer, so both backends write there, and a copy is compared.
            compared.run(operation, Labels.class, results, (kernel, to) -> {
                kernel.label(layer, from, parents, replicas);
                for (int i = 0; i < results.size(); i++) {
                    if (to.get(i) != results.get(i)) {
                        to.get(i).put(0, results.get(i), 0, count * Node.BYTES);
                    }
                }
            });
        }

        private static ByteBuffer written(NodeArray layer, long from, int count) {
            if (from < 0 || from + count > layer.count()) {
                throw new IllegalArgumentException(
                        "labelling nodes " + from + " to " + (from + count) + " of a layer of " + layer.count());
            }
            return layer.slice(from, count);
        }

        @Override
        public int lanes() {
            List<Candidate> ranked = choice.ranked(Operation.LABELS_LOCKSTEP);
            return ranked.isEmpty()
                    ? 1
                    : ranked.get(0)
                            .backend()
                            .kernel(Labels.class)
                            .map(Labels::lanes)
                            .orElse(1);
        }
    }
}
