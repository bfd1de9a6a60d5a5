package io.fondaco.chain.actors.paych;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;

/**
 * State of a payment channel: {@code [from, to, to send, settling at, min settle height, lanes]}.
 *
 * @param from who pays, an ID address
 * @param to who is paid, an ID address
 * @param toSend what {@code to} gets when the channel is collected, attoFIL
 * @param settlingAt from when on it can be collected; 0 while nobody asked to settle
 * @param minSettleHeight before which it does not settle; 0 for no such epoch
 * @param lanes by number
 */
public record PaychState(
        Address from, Address to, TokenAmount toSend, Epoch settlingAt, Epoch minSettleHeight, StateArray<Lane> lanes)
        implements State {

    /** One lane: {@code [redeemed, nonce]}. @param redeemed all it paid, attoFIL; {@code nonce} unsigned */
    public record Lane(TokenAmount redeemed, long nonce) {
        static final Lane NEW = new Lane(TokenAmount.ZERO, 0);

        static final Codec<Lane> CODEC = new Codec<>(
                (out, l) -> out.writeListHeader(2).writeTokenAmount(l.redeemed).writeUnsignedLong(l.nonce), in -> {
                    in.readListHeader(2);
                    return new Lane(in.readTokenAmount(), in.readUnsignedLong());
                });
    }

    private static final int LANES_BIT_WIDTH = 3;

    static PaychState first(BlockStore store, Address from, Address to) {
        return new PaychState(
                from,
                to,
                TokenAmount.ZERO,
                Epoch.of(0),
                Epoch.of(0),
                StateArray.empty(store, LANES_BIT_WIDTH, Lane.CODEC));
    }

    boolean settling() {
        return settlingAt.number() != 0;
    }

    PaychState with(Epoch settling) {
        return new PaychState(from, to, toSend, settling, minSettleHeight, lanes);
    }

    PaychState with(TokenAmount sum, StateArray<Lane> changed) {
        return new PaychState(from, to, sum, settlingAt, minSettleHeight, changed);
    }

    /** The state with a voucher's wish not to settle before {@code height}. */
    PaychState notBefore(Epoch height) {
        if (height.number() == 0) {
            return this;
        }
        Epoch later = settling() && settlingAt.isBefore(height) ? height : settlingAt;
        Epoch min = minSettleHeight.isBefore(height) ? height : minSettleHeight;
        return new PaychState(from, to, toSend, later, min, lanes);
    }

    static PaychState read(CborReader in, BlockStore store) {
        in.readListHeader(6);
        return new PaychState(
                in.readAddress(),
                in.readAddress(),
                in.readTokenAmount(),
                Epoch.of(in.readLong()),
                Epoch.of(in.readLong()),
                StateArray.load(store, in.readCid(), LANES_BIT_WIDTH, Lane.CODEC));
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(6)
                .writeAddress(from)
                .writeAddress(to)
                .writeTokenAmount(toSend)
                .writeLong(settlingAt.number())
                .writeLong(minSettleHeight.number())
                .writeCid(lanes.flush());
    }
}
