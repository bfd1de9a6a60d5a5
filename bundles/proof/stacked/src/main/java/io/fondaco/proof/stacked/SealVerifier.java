package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.SealStatement;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Verifies seal proofs of the kind vanilla. Thread-safe. */
final class SealVerifier {
    private final Kernels kernels;

    SealVerifier(Kernels kernels) {
        this.kernels = kernels;
    }

    /** @return what is wrong with it, if anything */
    Optional<String> verify(SealStatement statement, byte[] body) {
        SealLayout layout = new SealLayout(statement);
        if (body.length != layout.bytes()) {
            return Optional.of("the proof has " + body.length + " bytes; for its " + layout.challenged.length
                    + " challenged nodes it must have " + layout.bytes());
        }
        try {
            return new Check(statement, layout, body).run();
        } catch (ProofException e) {
            if (e.reason() != Reason.MALFORMED) {
                throw e;
            }
            return Optional.of("the proof is malformed: " + e.getMessage());
        }
    }

    /** One verification. */
    private final class Check {
        private final SealStatement statement;
        private final SealLayout layout;
        private final ByteBuffer body;

        Check(SealStatement statement, SealLayout layout, byte[] body) {
            this.statement = statement;
            this.layout = layout;
            this.body = ByteBuffer.wrap(body).asReadOnlyBuffer();
        }

        private ByteBuffer take(int bytes) {
            ByteBuffer taken = body.slice(body.position(), bytes);
            body.position(body.position() + bytes);
            return taken;
        }

        Optional<String> run() {
            ByteBuffer data = take(layout.dataBytes());
            byte[] columns = labelled(take(layout.columnBytes()));
            Node commD = layout.data.root(kernels::hashData, data, body);
            if (!commD.equals(statement.order().commD())) {
                return Optional.of("the data that is shown has CommD " + commD + ", not "
                        + statement.order().commD());
            }
            ByteBuffer hashes = ByteBuffer.allocate(layout.columns.length * Node.BYTES);
            kernels.fieldHash().hash(layout.porep.layers(), ByteBuffer.wrap(columns), hashes);
            Node commC = layout.columnTree.root(kernels.fieldHash()::hash, hashes, body);
            Node commRLast = layout.replica.root(kernels.fieldHash()::hash, encoded(data, columns), body);
            Node commR = kernels.commR(commC, commRLast);
            return commR.equals(statement.commR())
                    ? Optional.empty()
                    : Optional.of("the labels and the replica that are shown have CommR " + commR + ", not "
                            + statement.commR());
        }

        /** All columns, those of the challenged nodes computed. */
        private byte[] labelled(ByteBuffer given) {
            int size = layout.columnSize();
            byte[] columns = new byte[layout.columns.length * size];
            for (int i = 0; i < layout.columns.length; i++) {
                if (!layout.isChallenged(layout.columns[i])) {
                    given.get(columns, i * size, size);
                }
            }
            Label label = new Label(statement.order().replicaId());
            ByteBuffer from = ByteBuffer.wrap(columns);
            ByteBuffer parents = ByteBuffer.allocate(Graph.DEGREE * Node.BYTES);
            // A label is made of labels before it in its layer and of any in the layer below.
            for (int layer = 1; layer <= layout.porep.layers(); layer++) {
                int degree = layer == 1 ? Graph.BASE_DEGREE : Graph.DEGREE;
                for (long node : layout.challenged) {
                    int[] numbers = layout.parents.get(node);
                    for (int i = 0; i < degree; i++) {
                        int in = i < Graph.BASE_DEGREE ? layer : layer - 1;
                        parents.put(i * Node.BYTES, from, at(numbers[i], in), Node.BYTES);
                    }
                    label.of(layer, node, parents.slice(0, degree * Node.BYTES), columns, at(node, layer));
                }
            }
            return columns;
        }

        private int at(long node, int layer) {
            return Arrays.binarySearch(layout.columns, node) * layout.columnSize() + (layer - 1) * Node.BYTES;
        }

        /** The challenged nodes of the replica. */
        private ByteBuffer encoded(ByteBuffer data, byte[] columns) {
            ByteBuffer labels = ByteBuffer.allocate(layout.dataBytes());
            for (int i = 0; i < layout.challenged.length; i++) {
                int last = at(layout.challenged[i], layout.porep.layers());
                labels.put(i * Node.BYTES, columns, last, Node.BYTES);
            }
            ByteBuffer replica = ByteBuffer.allocate(layout.dataBytes());
            kernels.fieldSum().add(data, labels, replica);
            return replica;
        }
    }
}
