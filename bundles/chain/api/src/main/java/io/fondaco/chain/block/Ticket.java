package io.fondaco.chain.block;

import io.fondaco.model.Multihash;
import java.util.Arrays;

/**
 * The ticket of a block: the chain's own randomness, and the order of blocks in a tipset.
 *
 * <p>Tickets compare by the BLAKE2b-256 of their bytes. Source: specs.filecoin.io, Expected Consensus, Tickets.
 *
 * @param vrf BLS signature, 96 bytes
 */
public record Ticket(byte[] vrf) implements Comparable<Ticket> {

    public Ticket {
        vrf = vrf.clone();
    }

    /** BLAKE2b-256 of the bytes. */
    public byte[] digest() {
        return Multihash.blake2b256(vrf).digest();
    }

    @Override
    public byte[] vrf() {
        return vrf.clone();
    }

    @Override
    public int compareTo(Ticket other) {
        return Arrays.compareUnsigned(digest(), other.digest());
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Ticket that && Arrays.equals(vrf, that.vrf);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(vrf);
    }
}
