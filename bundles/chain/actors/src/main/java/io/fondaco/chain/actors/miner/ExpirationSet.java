package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Codec;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.TokenAmount;

/**
 * Sectors that end at an epoch: {@code [on time, early, pledge, active power, faulty power]}.
 *
 * @param onTime sectors whose time is over then
 * @param early sectors that are faulty and will have been for too long
 * @param pledge of those on time, attoFIL
 */
public record ExpirationSet(BitField onTime, BitField early, TokenAmount pledge, PowerPair active, PowerPair faulty) {
    static final ExpirationSet NONE =
            new ExpirationSet(BitField.EMPTY, BitField.EMPTY, TokenAmount.ZERO, PowerPair.ZERO, PowerPair.ZERO);

    static final Codec<ExpirationSet> CODEC = new Codec<>(
            (out, s) -> {
                out.writeListHeader(5);
                s.onTime.write(out);
                s.early.write(out);
                out.writeTokenAmount(s.pledge);
                PowerPair.CODEC.writer().accept(out, s.active);
                PowerPair.CODEC.writer().accept(out, s.faulty);
            },
            in -> {
                in.readListHeader(5);
                return new ExpirationSet(
                        BitField.read(in),
                        BitField.read(in),
                        in.readTokenAmount(),
                        PowerPair.CODEC.reader().apply(in),
                        PowerPair.CODEC.reader().apply(in));
            });

    ExpirationSet plus(ExpirationSet other) {
        return new ExpirationSet(
                onTime.union(other.onTime),
                early.union(other.early),
                pledge.plus(other.pledge),
                active.plus(other.active),
                faulty.plus(other.faulty));
    }

    ExpirationSet minus(ExpirationSet other) {
        return new ExpirationSet(
                onTime.minus(other.onTime),
                early.minus(other.early),
                pledge.minus(other.pledge),
                active.minus(other.active),
                faulty.minus(other.faulty));
    }

    BitField all() {
        return onTime.union(early);
    }

    boolean isEmpty() {
        return onTime.isEmpty() && early.isEmpty();
    }
}
