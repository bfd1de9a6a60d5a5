package io.fondaco.ao.lua.internal;

import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Message;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** A process under test, and the messages it gets. */
final class Unit {
    static final String PROCESS = "process-id-0123456789012345678901234567890123";
    static final String OWNER = "owner-address-012345678901234567890123456789";
    static final String MESSENGER = "messenger-address-0123456789012345678901234";
    static final Limits LIMITS = new Limits(50_000_000, 64 << 20, 5_000);

    final Instance instance;
    private long nonce;
    private long slice = Long.MAX_VALUE;

    private Unit(Instance instance) {
        this.instance = instance;
    }

    static Unit sealed(String code) {
        return of(LuaRuntime.SEALED, code, LIMITS);
    }

    static Unit open(String code) {
        return of(LuaRuntime.OPEN, code, LIMITS);
    }

    static Unit of(String format, String code, Limits limits) {
        Environment environment = new Environment(
                PROCESS,
                OWNER,
                List.of(new Tag("Name", "test"), new Tag("Type", "Process")),
                "module-id",
                "module-owner",
                List.of(new Tag("Module-Format", format)),
                Set.of(MESSENGER));
        try {
            return new Unit(new LuaRuntime().begin(code.getBytes(StandardCharsets.UTF_8), environment, limits));
        } catch (ModuleException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Evaluates in slices of so many steps. */
    Unit inSlicesOf(long steps) {
        slice = steps;
        return this;
    }

    /** The process's own item. */
    Outcome boot(String... tags) {
        return run(message(OWNER, OWNER, "", tags), false);
    }

    /** A message the owner signed: data, and tags as name, value, ... */
    Outcome send(String data, String... tags) {
        return run(message(OWNER, OWNER, data, tags), false);
    }

    Outcome sendFrom(String from, String owner, String data, String... tags) {
        return run(message(from, owner, data, tags), false);
    }

    Outcome eval(String code) {
        return send(code, "Action", "Eval");
    }

    Outcome dryRun(String data, String... tags) {
        return run(message(OWNER, OWNER, data, tags), true);
    }

    Message message(String from, String owner, String data, String... tags) {
        List<Tag> list = new ArrayList<>();
        for (int i = 0; i < tags.length; i += 2) {
            list.add(new Tag(tags[i], tags[i + 1]));
        }
        return new Message(
                "message-" + nonce,
                "signature",
                owner,
                from,
                PROCESS,
                list,
                data.getBytes(StandardCharsets.UTF_8),
                "",
                0,
                nonce,
                1_700_000_000_000L + nonce * 1000,
                100 + nonce,
                "chain-" + nonce,
                false,
                false);
    }

    Outcome run(Message message, boolean dry) {
        Turn turn = dry ? instance.dryRun(message) : instance.evaluate(message);
        while (!turn.advance(slice)) {
            // the next slice
        }
        if (!dry) {
            nonce++;
        }
        return turn.outcome();
    }

    String hash() {
        return HexFormat.of().formatHex(instance.stateHash());
    }

    static String text(Outcome.Sent sent) {
        return new String(sent.data(), StandardCharsets.UTF_8);
    }

    static String tag(List<Tag> tags, String name) {
        return tags.stream()
                .filter(t -> t.name().equals(name))
                .map(Tag::value)
                .findFirst()
                .orElse(null);
    }
}
