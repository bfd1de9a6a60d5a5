package io.fondaco.chain.block;

import java.util.Arrays;

/**
 * What the randomness beacon said. Source: specs.filecoin.io, Drand.
 *
 * @param round unsigned
 * @param data bytes of the beacon that nobody knew before
 */
public record BeaconEntry(long round, byte[] data) {

    public BeaconEntry {
        data = data.clone();
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof BeaconEntry that && round == that.round && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(round) + Arrays.hashCode(data);
    }
}
