package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.ItemId;
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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The process of a deal by itself: no unit, no signatures, no store. */
public final class BenchDeal {
    private static final String MESSENGER = address("messenger");
    private static final String CLIENT = address("client");
    private static final String PROVIDER = address("provider");
    private static final String TOKEN = address("token");
    private static final String ID = address("deal");
    private static final long START = 1_700_000_000_000L;
    private static final Tag TICK = new Tag("Action", "Tick");

    /** Of what a period takes: the message that begins it, with a stir; another; the leaves; a look at the state. */
    public enum Kind {
        STIR,
        TICK,
        PROVE,
        LOOK
    }

    /** Seconds of a core for one message of each kind, and the steps of the last one; by ordinal. */
    public record Cost(double[] seconds, long[] steps) {}

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final BenchReplica replica;
    private final SecretChain stirs = new SecretChain(new byte[] {1}, BenchReplica.PERIODS);
    private final SecretChain secrets = new SecretChain(new byte[] {2}, DealTerms.secrets(BenchReplica.PERIODS));
    private final DealTerms terms;
    private final Instance instance;
    private long nonce;
    private long period;

    public BenchDeal(int leaves, int draws) throws ModuleException {
        replica = new BenchReplica(leaves);
        terms = replica.terms(CLIENT, PROVIDER, TOKEN, draws, START + BenchReplica.EVERY, stirs);
        instance = new LuaRuntime()
                .begin(
                        Programs.DEAL.code(),
                        new Environment(
                                ID,
                                CLIENT,
                                terms.tags(),
                                address("module"),
                                CLIENT,
                                List.of(new Tag("Module-Format", Programs.FORMAT)),
                                Set.of(MESSENGER)),
                        Limits.USUAL);
        run(message(CLIENT, CLIENT, START, new byte[0], terms.tags()), false);
        credit(CLIENT, terms.reward().toString());
        run(
                message(
                        PROVIDER,
                        PROVIDER,
                        START,
                        new byte[0],
                        List.of(
                                new Tag("Action", "Accept"),
                                new Tag("Commitment", HexFormat.of().formatHex(secrets.commitment())))),
                false);
        credit(PROVIDER, terms.collateral().toString());
    }

    private static String address(String name) {
        return ItemId.hashing(name.getBytes(StandardCharsets.UTF_8));
    }

    private void credit(String from, String amount) {
        run(
                message(
                        MESSENGER,
                        TOKEN,
                        START,
                        new byte[0],
                        List.of(
                                new Tag("Action", "Credit-Notice"),
                                new Tag("Sender", from),
                                new Tag("Quantity", amount))),
                false);
    }

    private static String chain(long nonce) {
        return address("chain " + nonce);
    }

    private Message message(String owner, String from, long at, byte[] data, List<Tag> tags) {
        return new Message(
                address("message " + nonce),
                "",
                owner,
                from,
                ID,
                tags,
                data,
                "",
                0,
                nonce,
                at,
                1,
                chain(nonce),
                false,
                false);
    }

    private Outcome run(Message message, boolean dry) {
        Turn turn = dry ? instance.dryRun(message) : instance.evaluate(message);
        while (!turn.advance(10_000_000)) {
            continue;
        }
        Outcome outcome = turn.outcome();
        outcome.error().ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        if (!dry) {
            nonce++;
        }
        return outcome;
    }

    /** Runs so many periods, in each a message of every kind. */
    public Cost periods(int count) throws IOException {
        double[] seconds = new double[Kind.values().length];
        long[] steps = new long[seconds.length];
        for (int i = 0; i < count; i++, period++) {
            long at = START + (period + 1) * BenchReplica.EVERY;
            String stir = HexFormat.of().formatHex(stirs.secret(period));
            Challenge challenge = new Challenge(ID, period, chain(nonce + 1), stir);
            byte[] answer = Answer.of(replica.tree, replica::chunk, challenge.leaves(secrets.secret(period), terms));
            List<Message> messages = new ArrayList<>();
            messages.add(message(CLIENT, CLIENT, at, new byte[0], List.of(TICK, new Tag("Stir", stir))));
            nonce++;
            messages.add(message(PROVIDER, PROVIDER, at, new byte[0], List.of(TICK)));
            nonce++;
            messages.add(message(
                    PROVIDER,
                    PROVIDER,
                    at,
                    answer,
                    List.of(
                            new Tag("Action", "Prove"),
                            new Tag("Period", Long.toString(period)),
                            new Tag("Secret", HexFormat.of().formatHex(secrets.secret(period))))));
            nonce++;
            messages.add(message(CLIENT, CLIENT, at, new byte[0], List.of(new Tag("Action", "GetState"))));
            nonce -= 3;
            for (Kind kind : Kind.values()) {
                long before = threads.getCurrentThreadCpuTime();
                Outcome outcome = run(messages.get(kind.ordinal()), kind == Kind.LOOK);
                seconds[kind.ordinal()] += (threads.getCurrentThreadCpuTime() - before) / 1e9 / count;
                steps[kind.ordinal()] = outcome.gasUsed();
                if (kind == Kind.PROVE && !outcome.messages().get(0).tags().contains(new Tag("Action", "Passed"))) {
                    throw new IllegalStateException(outcome.toString());
                }
            }
        }
        return new Cost(seconds, steps);
    }
}
