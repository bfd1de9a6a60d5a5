package io.fondaco.chain.node.internal.consensus;

import io.fondaco.chain.block.BeaconEntry;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import java.nio.ByteBuffer;

/**
 * The beacon of a network without drand: one round each epoch, whose bytes follow from a seed in the genesis file. It is as
 * good as that seed is unknown to whoever chooses keys; after that anybody can compute all of it, so that only the keys of
 * producers keep elections secret. Formats are drand's, so that a real beacon can take its place at another genesis.
 */
public final class Beacon {
    private final byte[] seed;

    /** @param seed 16 bytes or more */
    public Beacon(byte[] seed) {
        if (seed.length < 16) {
            throw new IllegalArgumentException("a beacon's seed has 16 bytes or more, not " + seed.length);
        }
        this.seed = seed.clone();
    }

    /** The entry of an epoch; epochs below 0 have that of 0. */
    public BeaconEntry at(Epoch epoch) {
        long round = Math.max(0, epoch.number());
        byte[] input = ByteBuffer.allocate(seed.length + Long.BYTES)
                .put(seed)
                .putLong(round)
                .array();
        return new BeaconEntry(round, Multihash.blake2b256(input).digest());
    }
}
