package io.fondaco.chain.actors.init;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.model.Cid;

/** What to make: {@code [code, constructor params]}. */
public record ExecParams(Cid code, byte[] constructorParams) {
    public static final Codec<ExecParams> CODEC =
            new Codec<>((out, p) -> out.writeListHeader(2).writeCid(p.code).writeBytes(p.constructorParams), in -> {
                in.readListHeader(2);
                return new ExecParams(in.readCid(), in.readBytes());
            });

    public static ExecParams of(ActorCode kind, byte[] constructorParams) {
        return new ExecParams(kind.cid(), constructorParams);
    }
}
