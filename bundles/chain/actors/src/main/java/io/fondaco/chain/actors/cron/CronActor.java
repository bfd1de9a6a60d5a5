package io.fondaco.chain.actors.cron;

import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Reply;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Map;

/** Calls others once each epoch. One that fails does not keep the next from being called. Source: specs-actors v8, cron. */
public final class CronActor implements Actor {
    public static final long EPOCH_TICK = 2;

    private static final Codec<List<CronState.Entry>> CONSTRUCT = new Codec<>(
            (out, entries) -> {
                out.writeListHeader(1);
                CronState.ENTRIES.writer().accept(out, entries);
            },
            in -> {
                in.readListHeader(1);
                return CronState.ENTRIES.reader().apply(in);
            });

    private final Map<Long, Method> methods = Map.of(
            CONSTRUCTOR, new Method("Constructor", this::construct),
            EPOCH_TICK, new Method("EpochTick", this::epochTick));

    @Override
    public ActorCode code() {
        return ActorCode.CRON;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return CronState.read(in);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        runtime.put(new CronState(CONSTRUCT.params(params)));
        return Codec.NOTHING;
    }

    private byte[] epochTick(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        Codec.noParams(params);
        for (CronState.Entry entry : runtime.state(CronState.class).entries()) {
            Reply reply = runtime.send(entry.receiver(), entry.method(), Codec.NOTHING, TokenAmount.ZERO);
            if (!reply.ok()) {
                runtime.note("method " + entry.method() + " of " + entry.receiver() + " ended with "
                        + ExitCode.name(reply.exitCode()) + ": " + reply.failure());
            }
        }
        return Codec.NOTHING;
    }
}
