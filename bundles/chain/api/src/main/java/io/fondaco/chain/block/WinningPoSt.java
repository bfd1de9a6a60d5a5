package io.fondaco.chain.block;

import java.util.Arrays;

/**
 * The proof of an elected miner that it still has its sectors. Source: specs.filecoin.io, Winning PoSt.
 *
 * @param type registered number of the kind of proof
 */
public record WinningPoSt(long type, byte[] proof) {

    public WinningPoSt {
        proof = proof.clone();
    }

    @Override
    public byte[] proof() {
        return proof.clone();
    }

    /** Bytes of the proof. */
    public int length() {
        return proof.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof WinningPoSt that && type == that.type && Arrays.equals(proof, that.proof);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(type) + Arrays.hashCode(proof);
    }
}
