package io.fondaco.chain.actors.power;

import io.fondaco.chain.actors.Codec;
import io.fondaco.model.Address;

/** A call a miner asked for: {@code [miner, payload]}. */
public record CronEvent(Address miner, byte[] payload) {
    static final Codec<CronEvent> CODEC =
            new Codec<>((out, e) -> out.writeListHeader(2).writeAddress(e.miner).writeBytes(e.payload), in -> {
                in.readListHeader(2);
                return new CronEvent(in.readAddress(), in.readBytes());
            });
}
