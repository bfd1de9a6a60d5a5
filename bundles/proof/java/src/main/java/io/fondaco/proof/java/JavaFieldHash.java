package io.fondaco.proof.java;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.spi.FieldHash;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@link Poseidon} over nodes; keeps the constants of each arity it was asked for. Thread-safe. */
public final class JavaFieldHash implements FieldHash {
    private final Map<Integer, Poseidon> byArity = new ConcurrentHashMap<>();

    @Override
    public void hash(int arity, ByteBuffer nodes, ByteBuffer digests) {
        if (arity != 2 && arity != 4 && arity != 8 && arity != 11) {
            throw new IllegalArgumentException("trees and columns of arity " + arity + ": 2, 4, 8 or 11");
        }
        int bytes = Fr.BYTES * arity;
        int groups = Lengths.groups("hashing " + arity + " to one", nodes, bytes, digests, Fr.BYTES);
        Poseidon.Sponge sponge =
                byArity.computeIfAbsent(arity, Poseidon::merkle).sponge();
        byte[] group = new byte[bytes];
        for (int i = 0; i < groups; i++) {
            nodes.get(nodes.position() + bytes * i, group);
            try {
                sponge.hash(group, 0, group, 0);
            } catch (ProofException e) {
                throw named((long) arity * i, group, e);
            }
            digests.put(digests.position() + Fr.BYTES * i, group, 0, Fr.BYTES);
        }
    }

    private static ProofException named(long first, byte[] group, ProofException refusal) {
        long[] element = Fr.elements(1);
        for (int at = 0; at < group.length; at += Fr.BYTES) {
            try {
                Fr.load(group, at, element, 0);
            } catch (ProofException e) {
                return new ProofException(e.reason(), "node " + (first + at / Fr.BYTES) + ": " + e.getMessage());
            }
        }
        return refusal;
    }
}
