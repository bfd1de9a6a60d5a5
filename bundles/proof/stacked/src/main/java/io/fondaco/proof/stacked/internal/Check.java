package io.fondaco.proof.stacked.internal;

import io.fondaco.model.Digests;
import io.fondaco.proof.Backends.Operation;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import io.fondaco.proof.spi.NodeHash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a backend computes what the backend java computes, over inputs of many lengths and at the ends of the field. What
 * that is stands here as digests, so that a house without java is no less careful.
 */
final class Check {
    /** SHA-256 over what the backend java computes. */
    private static final Map<Operation, String> EXPECTED = Map.of(
            Operation.COMM_P, "b6e8e0afbd430ab8f3ddc67fc9a1ee1893ee937a55dc4a29130afefaab2c510a",
            Operation.TREE_D, "dfb0c096ae10258d1d57554be139fa22722a1aa2483a61c9abec552ace1458da",
            Operation.LABELS, "69f7983be8c07862a1984e54a79cddda1db682bf943381897a18e6a50379b5a5",
            Operation.LABELS_LOCKSTEP, "e6db9548cb09c7123c6f09a29ad0598c2eb361c3e864f5c736e561238c5a34cd",
            Operation.COLUMNS, "4ea2289f9d845a0aeae22ee5f400f7b8add00ef65ea73c5c2dc1af109e0efa88",
            Operation.TREES, "f97094320f6666dd75333165217a5cd9a232dafd22a2dd1ccb999ac0eab54c43",
            Operation.REPLICA, "057a301fb753b7f68079a355e4fce0a148a7dd378dec806512dbdc1f0cc3fce0");

    /** The order of the field, the smallest number that is no element. */
    private static final Node ORDER = Node.parse("01000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73");

    private static final Node LARGEST = Node.parse("00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73");
    private static final int[] COUNTS = {1, 2, 7, 8, 9, 16, 17, 33};
    private static final int LABELLED = 300;

    private final MessageDigest sha = Digests.sha256();

    private Check() {}

    /** @return why the backend is not to be trusted with an operation it offers, if anything */
    static Optional<String> trouble(Backend backend, Operation operation) {
        try {
            String digest = digest(backend, operation);
            return digest.equals(EXPECTED.get(operation))
                    ? Optional.empty()
                    : Optional.of("it computes something else than the backend java");
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("it failed: " + e);
        }
    }

    /** SHA-256 over everything it computes, in hexadecimal digits. */
    static String digest(Backend backend, Operation operation) {
        Check check = new Check();
        switch (operation) {
            case COMM_P -> check.pieces(backend.kernel(NodeHash.class).orElseThrow());
            case TREE_D -> check.pairs(backend.kernel(NodeHash.class).orElseThrow());
            case COLUMNS -> check.columns(backend.kernel(FieldHash.class).orElseThrow());
            case TREES -> check.trees(backend.kernel(FieldHash.class).orElseThrow());
            case REPLICA -> check.sums(backend.kernel(FieldSum.class).orElseThrow());
            case LABELS -> check.labels(backend.kernel(Labels.class).orElseThrow(), List.of(1));
            case LABELS_LOCKSTEP ->
                check.labels(backend.kernel(Labels.class).orElseThrow(), List.of(2, 3, 8, 15, 16, 17));
            default -> throw new IllegalArgumentException("no check for " + operation);
        }
        return HexFormat.of().formatHex(check.sha.digest());
    }

    private void note(ByteBuffer computed) {
        sha.update(computed.duplicate());
    }

    private void pieces(NodeHash hash) {
        ByteBuffer root = ByteBuffer.allocateDirect(Node.BYTES);
        for (int groups = 1; groups <= 256; groups *= 2) {
            ByteBuffer payload = Trial.elements(groups * 4).limit(groups * 127);
            hash.piece(payload, root);
            note(root);
        }
    }

    private void pairs(NodeHash hash) {
        for (int count : COUNTS) {
            ByteBuffer digests = ByteBuffer.allocateDirect(count * Node.BYTES);
            hash.pairs(Trial.elements(2 * count), digests);
            note(digests);
        }
        for (int leaves = 2; leaves <= 512; leaves *= 4) {
            ByteBuffer rows = ByteBuffer.allocateDirect((leaves - 1) * Node.BYTES);
            hash.rows(Trial.elements(leaves), rows);
            note(rows);
        }
    }

    private void columns(FieldHash hash) {
        hashes(hash, 2);
        hashes(hash, 11);
        hashes(hash, 4);
    }

    private void trees(FieldHash hash) {
        hashes(hash, 8);
        for (int leaves = 8; leaves <= 512; leaves *= 8) {
            ByteBuffer rows = ByteBuffer.allocateDirect((leaves - 1) / 7 * Node.BYTES);
            hash.rows(Trial.elements(leaves), rows);
            note(rows);
        }
    }

    private void hashes(FieldHash hash, int arity) {
        for (int count : COUNTS) {
            ByteBuffer nodes = Trial.elements(arity * count);
            nodes.put(0, new byte[Node.BYTES]);
            nodes.put(nodes.limit() - Node.BYTES, LARGEST.bytes());
            ByteBuffer digests = ByteBuffer.allocateDirect(count * Node.BYTES);
            hash.hash(arity, nodes, digests);
            note(digests);
            nodes.put((arity * count / 2) * Node.BYTES, ORDER.bytes());
            refuses(() -> hash.hash(arity, nodes, digests));
        }
    }

    private void sums(FieldSum sum) {
        for (int count : COUNTS) {
            ByteBuffer left = Trial.elements(count);
            ByteBuffer right = Trial.elements(count + 1).limit(count * Node.BYTES);
            left.put(left.limit() - Node.BYTES, LARGEST.bytes());
            ByteBuffer results = ByteBuffer.allocateDirect(count * Node.BYTES);
            sum.add(left, right, results);
            note(results);
            sum.add(left, left, results);
            note(results);
            sum.subtract(right, left, results);
            note(results);
            left.put(count / 2 * Node.BYTES, ORDER.bytes());
            refuses(() -> sum.add(left, right, results));
            refuses(() -> sum.subtract(right, left, results));
        }
    }

    private void refuses(Runnable call) {
        boolean refused = false;
        try {
            call.run();
        } catch (ProofException e) {
            refused = e.reason() == ProofException.Reason.MALFORMED;
        }
        sha.update((byte) (refused ? 1 : 0));
    }

    private void labels(Labels labels, List<Integer> counts) {
        ByteBuffer parents = Trial.parents(LABELLED);
        int entry = Labels.PARENTS * Integer.BYTES;
        for (int count : counts) {
            List<NodeArray> below = new ArrayList<>();
            for (int layer = 1; layer <= 3; layer++) {
                List<Labels.Replica> replicas = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    NodeArray under = layer == 1 ? null : below.get(i);
                    replicas.add(new Labels.Replica(Trial.id(i), NodeArray.allocate(LABELLED), under));
                }
                int first = 101;
                labels.label(layer, 0, parents.slice(0, first * entry), replicas);
                labels.label(layer, first, parents.slice(first * entry, (LABELLED - first) * entry), replicas);
                below = replicas.stream().map(Labels.Replica::layer).toList();
                below.forEach(array -> note(array.slice(0, LABELLED)));
            }
        }
    }
}
