package io.fondaco.proof.java;

import io.fondaco.proof.FieldHash;
import io.fondaco.proof.Node;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@link Poseidon} over nodes; keeps the constants of each arity it was asked for. Thread-safe. */
public final class JavaFieldHash implements FieldHash {
    private final Map<Integer, Poseidon> byArity = new ConcurrentHashMap<>();

    @Override
    public Node hash(List<Node> nodes) {
        byte[] inputs = new byte[Node.BYTES * nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            System.arraycopy(nodes.get(i).bytes(), 0, inputs, Node.BYTES * i, Node.BYTES);
        }
        return Node.of(arity(nodes.size()).hash(inputs));
    }

    /** The hash of one arity, for trees and columns. */
    Poseidon arity(int arity) {
        return byArity.computeIfAbsent(arity, Poseidon::merkle);
    }
}
