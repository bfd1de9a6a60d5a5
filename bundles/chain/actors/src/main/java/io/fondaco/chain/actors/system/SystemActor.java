package io.fondaco.chain.actors.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Sends for the chain itself; keeps what code each kind of actor has. Source: builtin-actors v8, system. */
public final class SystemActor implements Actor {
    private final Map<Long, Method> methods = Map.of(CONSTRUCTOR, new Method("Constructor", this::construct));

    @Override
    public ActorCode code() {
        return ActorCode.SYSTEM;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return SystemState.read(in);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        Codec.noParams(params);
        runtime.put(new SystemState(writeRegistry(runtime.store())));
        return Codec.NOTHING;
    }

    /** Writes which code each kind of actor has. @return the CID of the list */
    public static Cid writeRegistry(BlockStore store) {
        CborWriter out = new CborWriter(512).writeListHeader(ActorCode.values().length);
        for (ActorCode code : ActorCode.values()) {
            out.writeListHeader(2)
                    .writeText(new String(code.cid().multihash().digest(), UTF_8))
                    .writeCid(code.cid());
        }
        byte[] registry = out.toBytes();
        Cid cid = DagCbor.chainCid(registry);
        try {
            store.put(cid, ByteBuffer.wrap(registry));
        } catch (IOException e) {
            throw new StateException("cannot write the registry of codes: " + e.getMessage(), e);
        }
        return cid;
    }
}
