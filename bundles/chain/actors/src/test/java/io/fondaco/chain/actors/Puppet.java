package io.fondaco.chain.actors;

import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An actor that does what a test tells it to, under any code; it remembers what it was called with. */
public final class Puppet implements Actor {
    /** Sends what its parameters say, and returns what came back; ends with the code that came back. */
    public static final long RELAY = 100;
    /** What a test wants. */
    public static final long DO = 101;

    /** One call: method and parameters. */
    public record Call(Address receiver, long method, byte[] params, TokenAmount value) {}

    /** What to relay: {@code [to, method, params, value]}. */
    public record Relay(Address to, long method, byte[] params, TokenAmount value) {
        public static final Codec<Relay> CODEC = new Codec<>(
                (out, r) -> out.writeListHeader(4)
                        .writeAddress(r.to)
                        .writeUnsignedLong(r.method)
                        .writeBytes(r.params)
                        .writeTokenAmount(r.value),
                in -> {
                    in.readListHeader(4);
                    return new Relay(in.readAddress(), in.readUnsignedLong(), in.readBytes(), in.readTokenAmount());
                });
    }

    /** Its state: a number. */
    public record Count(long number) implements State {
        @Override
        public void write(CborWriter out) {
            out.writeListHeader(1).writeLong(number);
        }
    }

    /** Calls so far, but for relays. */
    public final List<Call> calls = new ArrayList<>();

    private final ActorCode code;
    private final Map<Long, Method> methods = new HashMap<>();
    private Body act = (runtime, params) -> Codec.NOTHING;

    /** @param taken methods that are just remembered */
    public Puppet(ActorCode code, long... taken) {
        this.code = code;
        methods.put(CONSTRUCTOR, new Method("Constructor", (runtime, params) -> {
            runtime.put(new Count(0));
            return remember(runtime, CONSTRUCTOR, params);
        }));
        methods.put(RELAY, new Method("Relay", Puppet::relay));
        methods.put(DO, new Method("Do", (runtime, params) -> act.run(runtime, params)));
        for (long method : taken) {
            methods.put(method, new Method("Take" + method, (runtime, params) -> remember(runtime, method, params)));
        }
    }

    private byte[] remember(Runtime runtime, long method, byte[] params) {
        calls.add(new Call(runtime.receiver(), method, params, runtime.valueReceived()));
        return Codec.NOTHING;
    }

    private static byte[] relay(Runtime runtime, byte[] params) {
        Relay relay = Relay.CODEC.params(params);
        return runtime.send(relay.to(), relay.method(), relay.params(), relay.value())
                .require("relayed");
    }

    /** Says what method {@link #DO} does. */
    public void act(Body body) {
        act = body;
    }

    /** Lets a method do something else. */
    public void on(long method, Body body) {
        methods.put(method, new Method("On" + method, body));
    }

    @Override
    public ActorCode code() {
        return code;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        in.readListHeader(1);
        return new Count(in.readLong());
    }
}
