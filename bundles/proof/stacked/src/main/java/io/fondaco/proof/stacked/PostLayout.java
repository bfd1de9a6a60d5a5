package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a PoSt of the kind vanilla consists of, as its statement says: for each sector in its order CommC, the challenged
 * leaves of the replica in ascending order, each once, and an {@link Opening} of the tree over the replica at them. Nodes of
 * 32 bytes, and nothing else; CommRLast is computed.
 */
final class PostLayout {
    /** The part of one sector. */
    static final class Part {
        /** Challenged leaves, ascending and distinct. */
        final long[] challenged;

        final Opening opening;

        private Part(long[] challenged, int[] arities) {
            this.challenged = challenged;
            this.opening = new Opening(arities, challenged);
        }

        int bytes() {
            return Node.BYTES + leafBytes() + opening.bytes();
        }

        int leafBytes() {
            return challenged.length * Node.BYTES;
        }
    }

    final List<Part> parts = new ArrayList<>();

    PostLayout(PostStatement statement) {
        int[] arities = Trees.replica(statement.proof().size()).arities();
        for (int i = 0; i < statement.sectors().size(); i++) {
            long[] challenged = Arrays.stream(Challenges.post(statement, i))
                    .sorted()
                    .distinct()
                    .toArray();
            parts.add(new Part(challenged, arities));
        }
    }

    long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /** Most bytes of a sector's part. */
    static long mostBytes(PostProof proof) {
        long nodes = proof.size().nodes();
        long challenged = Math.min(proof.challenges(), nodes);
        // A leaf more is a node more, and at most one less of the opening.
        return Node.BYTES
                + challenged * Node.BYTES
                + Opening.bytes(Trees.replica(proof.size()).arities(), nodes, challenged);
    }
}
