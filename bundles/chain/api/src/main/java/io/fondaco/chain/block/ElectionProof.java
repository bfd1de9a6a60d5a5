package io.fondaco.chain.block;

import java.util.Arrays;

/**
 * What a miner shows to have been elected. Source: specs.filecoin.io, Expected Consensus.
 *
 * @param winCount how many times, 1 to 15 in a block that counts
 * @param vrf BLS signature, 96 bytes, over the randomness of the election
 */
public record ElectionProof(long winCount, byte[] vrf) {

    public ElectionProof {
        vrf = vrf.clone();
    }

    @Override
    public byte[] vrf() {
        return vrf.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ElectionProof that && winCount == that.winCount && Arrays.equals(vrf, that.vrf);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(winCount) + Arrays.hashCode(vrf);
    }
}
