package io.fondaco.chain.consensus;

import io.fondaco.chain.block.Ticket;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Randomness out of beacon entries and tickets. Source: specs.filecoin.io, Randomness. */
public final class Randomness {
    private Randomness() {}

    /**
     * BLAKE2b-256 of tag, BLAKE2b-256 of base, epoch and entropy.
     *
     * @param base data of the latest beacon entry, or the VRF of a tipset's smallest ticket
     * @param entropy of the one who draws; may be empty
     * @return 32 bytes
     */
    public static byte[] draw(byte[] base, RandomnessTag tag, Epoch epoch, byte[] entropy) {
        byte[] digest = Multihash.blake2b256(base).digest();
        return Multihash.blake2b256(ByteBuffer.allocate(2 * Long.BYTES + digest.length + entropy.length)
                        .putLong(tag.number())
                        .put(digest)
                        .putLong(epoch.number())
                        .put(entropy)
                        .array())
                .digest();
    }

    /** The entropy of a miner: CBOR of its address. */
    public static byte[] entropy(Address miner) {
        return new CborWriter().writeAddress(miner).toBytes();
    }

    /** What the VRF of a miner's election proof is over. @param beacon data of the latest entry at {@code height} */
    public static byte[] election(byte[] beacon, Epoch height, Address miner) {
        return draw(beacon, RandomnessTag.ELECTION, height, entropy(miner));
    }

    /**
     * What the VRF of a block's ticket is over.
     *
     * @param beacon data of the latest entry at {@code height}
     * @param height of the block
     * @param parent the smallest ticket of the parents
     */
    public static byte[] ticket(byte[] beacon, Epoch height, Address miner, Ticket parent) {
        byte[] own = entropy(miner);
        byte[] before = parent.vrf();
        byte[] entropy = Arrays.copyOf(own, own.length + before.length);
        System.arraycopy(before, 0, entropy, own.length, before.length);
        return draw(beacon, RandomnessTag.TICKET, height.minus(1), entropy);
    }
}
