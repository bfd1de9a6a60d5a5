package io.fondaco.chain.actors.account;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import java.util.Map;

/** The account of a key. Source: specs-actors v8, account. */
public final class AccountActor implements Actor {
    /** Any caller; returns the key's address. */
    public static final long PUBKEY_ADDRESS = 2;

    private final Map<Long, Method> methods = Map.of(
            CONSTRUCTOR, new Method("Constructor", this::construct),
            PUBKEY_ADDRESS, new Method("PubkeyAddress", this::pubkeyAddress));

    @Override
    public ActorCode code() {
        return ActorCode.ACCOUNT;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return AccountState.read(in);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        Address key = Codec.ADDRESS.params(params);
        Abort.unlessArgument(
                key.protocol() == Address.Protocol.SECP256K1 || key.protocol() == Address.Protocol.BLS,
                key + " is not a key's address");
        runtime.put(new AccountState(key));
        return Codec.NOTHING;
    }

    private byte[] pubkeyAddress(Runtime runtime, byte[] params) {
        Codec.noParams(params);
        return Codec.ADDRESS.encode(runtime.state(AccountState.class).address());
    }
}
