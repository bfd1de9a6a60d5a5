package io.fondaco.chain.actors.init;

import io.fondaco.chain.actors.Codec;
import io.fondaco.model.Address;

/**
 * The new actor's addresses: {@code [id, robust]}.
 *
 * @param robust stays the same when a fork of the chain gives the actor another number
 */
public record ExecReturn(Address id, Address robust) {
    public static final Codec<ExecReturn> CODEC =
            new Codec<>((out, r) -> out.writeListHeader(2).writeAddress(r.id).writeAddress(r.robust), in -> {
                in.readListHeader(2);
                return new ExecReturn(in.readAddress(), in.readAddress());
            });
}
