package io.fondaco.chain.actors.init;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import java.util.Map;

/** Makes actors and gives them numbers. Source: specs-actors v8, init. */
public final class InitActor implements Actor {
    /** {@code [code, constructor params] -> [id address, robust address]}; the value goes to the new actor. */
    public static final long EXEC = 2;

    private final Map<Long, Method> methods = Map.of(
            CONSTRUCTOR, new Method("Constructor", this::construct),
            EXEC, new Method("Exec", this::exec));

    @Override
    public ActorCode code() {
        return ActorCode.INIT;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return InitState.read(in, store);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        String network = CONSTRUCT.params(params);
        runtime.put(InitState.first(runtime.store(), Singletons.FIRST_FREE, network));
        return Codec.NOTHING;
    }

    private static final Codec<String> CONSTRUCT =
            new Codec<>((out, name) -> out.writeListHeader(1).writeText(name), in -> {
                in.readListHeader(1);
                return in.readText();
            });

    private byte[] exec(Runtime runtime, byte[] params) {
        ExecParams exec = ExecParams.CODEC.params(params);
        ActorCode caller = runtime.codeOf(runtime.caller()).orElse(null);
        ActorCode kind = ActorCode.of(exec.code()).orElse(null);
        Abort.unless(
                mayMake(caller, kind),
                ExitCode.USR_FORBIDDEN,
                runtime.caller() + " of kind " + caller + " may not make an actor of kind " + kind);
        Address robust = runtime.newActorAddress();
        InitState state = runtime.state(InitState.class);
        Address id = Address.id(state.nextId());
        runtime.put(state.with(robust));
        runtime.createActor(kind, id);
        runtime.send(id, CONSTRUCTOR, exec.constructorParams(), runtime.valueReceived())
                .require("the constructor of " + kind);
        return ExecReturn.CODEC.encode(new ExecReturn(id, robust));
    }

    /** Anybody makes channels and multisigs; only the power actor makes miners. */
    private static boolean mayMake(ActorCode caller, ActorCode kind) {
        return kind == ActorCode.PAYMENT_CHANNEL
                || kind == ActorCode.MULTISIG
                || kind == ActorCode.STORAGE_MINER && caller == ActorCode.STORAGE_POWER;
    }
}
