package io.fondaco.chain.actors.init;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;

/**
 * State of init: {@code [addresses, next id, network name]}.
 *
 * @param addresses actor numbers by address of any protocol but 0
 * @param nextId the number the next actor gets
 */
public record InitState(StateMap<Long> addresses, long nextId, String networkName) implements State {

    /** The state of a network without actors of its own. */
    public static InitState first(BlockStore store, long nextId, String networkName) {
        return new InitState(StateMap.empty(store, Hamt.DEFAULT_BIT_WIDTH, Codec.UNSIGNED), nextId, networkName);
    }

    /** The state after {@code address} got the next number. */
    public InitState with(Address address) {
        return new InitState(addresses.with(address, nextId), nextId + 1, networkName);
    }

    static InitState read(CborReader in, BlockStore store) {
        in.readListHeader(3);
        return new InitState(
                StateMap.load(store, in.readCid(), Hamt.DEFAULT_BIT_WIDTH, Codec.UNSIGNED),
                in.readUnsignedLong(),
                in.readText());
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(3)
                .writeCid(addresses.flush())
                .writeUnsignedLong(nextId)
                .writeText(networkName);
    }
}
