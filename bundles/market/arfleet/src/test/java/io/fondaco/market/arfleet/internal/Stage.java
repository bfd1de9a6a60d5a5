package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.Tag;
import io.fondaco.ao.lua.internal.LuaRuntime;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Message;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Processes and who writes to them, on a clock that is turned by hand; what processes send is delivered at once. */
final class Stage {
    static final String MESSENGER = address("messenger");
    static final String CLIENT = address("client");
    static final String PROVIDER = address("provider");
    static final String STRANGER = address("stranger");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Limits LIMITS = new Limits(1_000_000_000L, 1L << 28, 200);

    /** A process and its schedule. */
    private static final class Process {
        Instance instance;
        long nonce;
        String chain;
    }

    private final Map<String, Process> processes = new LinkedHashMap<>();
    /** What wallets got. */
    final Map<String, List<Outcome.Sent>> mail = new HashMap<>();

    long now = 1_700_000_000_000L;
    private long ids;

    static String address(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(name.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Tag> tags(String... pairs) {
        List<Tag> all = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.add(new Tag(pairs[i], pairs[i + 1]));
        }
        return all;
    }

    String spawn(Programs program, String owner, List<Tag> tags) {
        String id = address("process " + ids++);
        Process process = new Process();
        Environment environment = new Environment(
                id,
                owner,
                tags,
                address(program.name()),
                STRANGER,
                tags("Module-Format", "fondaco-lua-5.3"),
                Set.of(MESSENGER));
        try {
            process.instance = new LuaRuntime().begin(program.code(), environment, LIMITS);
        } catch (ModuleException e) {
            throw new IllegalStateException(e);
        }
        process.chain = address(id);
        processes.put(id, process);
        Outcome outcome = deliver(id, owner, owner, tags, new byte[0]);
        outcome.error().ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        return id;
    }

    /** A message that somebody signed; what comes of it is delivered too. */
    Outcome send(String from, String to, byte[] data, String... tags) {
        return push(to, deliver(to, from, from, tags(tags), data));
    }

    Outcome send(String from, String to, String... tags) {
        return send(from, to, new byte[0], tags);
    }

    /** The hash chain that the next message to a process will have. */
    String nextChain(String process) {
        return processes.get(process).chain;
    }

    /** A message to one process that somebody puts into the schedule of another. */
    Outcome assign(String from, String target, String to, String... tags) {
        Process process = processes.get(to);
        Message message = message(target, MESSENGER, from, tags(tags), new byte[0], process, false);
        process.nonce++;
        process.chain = address(process.chain + message.id());
        return push(to, run(process.instance.evaluate(message)));
    }

    private Outcome deliver(String to, String owner, String from, List<Tag> tags, byte[] data) {
        Process process = processes.get(to);
        Message message = message(to, owner, from, tags, data, process, false);
        process.nonce++;
        process.chain = address(process.chain + message.id());
        return run(process.instance.evaluate(message));
    }

    private Message message(
            String to, String owner, String from, List<Tag> tags, byte[] data, Process process, boolean dry) {
        return new Message(
                address("message " + ids++),
                "",
                owner,
                from,
                to,
                tags,
                data,
                "",
                0,
                process.nonce,
                now,
                1,
                process.chain,
                false,
                dry);
    }

    private static Outcome run(Turn turn) {
        while (!turn.advance(10_000_000)) {
            continue;
        }
        return turn.outcome();
    }

    private Outcome push(String process, Outcome outcome) {
        Deque<Map.Entry<String, Outcome.Sent>> left = new ArrayDeque<>();
        outcome.messages().forEach(sent -> left.add(Map.entry(process, sent)));
        while (!left.isEmpty()) {
            Map.Entry<String, Outcome.Sent> next = left.poll();
            String to = next.getValue().target();
            if (processes.containsKey(to)) {
                Outcome more = deliver(
                        to,
                        MESSENGER,
                        next.getKey(),
                        next.getValue().tags(),
                        next.getValue().data());
                more.error().ifPresent(why -> {
                    throw new IllegalStateException(why);
                });
                more.messages().forEach(sent -> left.add(Map.entry(to, sent)));
            } else {
                mail.computeIfAbsent(to, x -> new ArrayList<>()).add(next.getValue());
            }
        }
        return outcome;
    }

    /** Asks without changing anything. */
    JsonNode ask(String process, String... tags) {
        Process asked = processes.get(process);
        Message message = message(process, STRANGER, STRANGER, tags(tags), new byte[0], asked, true);
        Outcome outcome = run(asked.instance.dryRun(message));
        if (outcome.error().isPresent() || outcome.messages().size() != 1) {
            throw new IllegalStateException(outcome.toString());
        }
        return json(outcome.messages().get(0).data());
    }

    static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BigInteger balance(String token, String account) {
        return new BigInteger(
                ask(token, "Action", "Balance", "Recipient", account).asText());
    }

    byte[] stateHash(String process) {
        return processes.get(process).instance.stateHash();
    }

    static String value(Outcome.Sent sent, String name) {
        return sent.tags().stream()
                .filter(tag -> tag.name().equals(name))
                .map(Tag::value)
                .findFirst()
                .orElse("");
    }

    /** What a process said to somebody last, by name of a tag. */
    String last(String account, String name) {
        List<Outcome.Sent> all = mail.getOrDefault(account, List.of());
        return all.isEmpty() ? "" : value(all.get(all.size() - 1), name);
    }
}
