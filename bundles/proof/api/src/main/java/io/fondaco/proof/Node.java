package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;
import java.util.Arrays;
import java.util.HexFormat;

/** 32 bytes: a label, a commitment, a replica id, a prover id, a ticket or a PoRep id. Immutable, compared by value. */
public final class Node {
    /** Bytes in a node. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private Node(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies 32 bytes.
     *
     * @throws ProofException (MALFORMED) when there are more or fewer
     */
    public static Node of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new ProofException(Reason.MALFORMED, "a node of " + bytes.length + " bytes: must be " + BYTES);
        }
        return new Node(bytes.clone());
    }

    /**
     * Reads 64 hexadecimal digits, the inverse of {@link #toString}.
     *
     * @throws ProofException (MALFORMED) when the text is anything else
     */
    public static Node parse(String hex) {
        try {
            return of(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new ProofException(Reason.MALFORMED, "not a node: '" + hex + "' is not 64 hexadecimal digits");
        }
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Node node && Arrays.equals(bytes, node.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 hexadecimal digits in the order of the bytes. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
