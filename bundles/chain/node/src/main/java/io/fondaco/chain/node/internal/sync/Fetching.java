package io.fondaco.chain.node.internal.sync;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.ChainEngine;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.codec.DecodeException;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes after a tipset that a peer has: headers back to what is here, then blocks with their messages forward, each checked
 * as if it had come alone. One tipset at a time; another one asked for meanwhile has its turn after it. On the thread of
 * the chain.
 */
final class Fetching {
    private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);
    /** Headers asked for at once. */
    private static final int BACK = 500;
    /** Tipsets with messages asked for at once. */
    private static final int FORWARD = 50;
    /** Peers whose targets wait. */
    private static final int WAITING = 16;
    /** How long one answer may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** How long a peer that did not answer is asked nothing. */
    private static final Duration PENALTY = Duration.ofMinutes(1);
    /** Bytes of an answer, about; the rest is asked for again. */
    private static final long MOST_BYTES = 8 << 20;

    private final Host host;
    private final ChainEngine engine;
    private final ChainStore store;
    private final Executor chain;
    private final BiConsumer<PeerId, String> disgrace;
    private final Time time;
    /** One a peer, so that none can crowd out the others. */
    private final Map<PeerId, Target> waiting = new LinkedHashMap<>();

    private final Map<PeerId, Instant> slow = new HashMap<>();
    private volatile Target under;
    private volatile String refused = "";
    private Registration deadline = () -> {};

    private record Target(PeerId peer, TipsetKey key, Epoch height) {}

    Fetching(
            Host host,
            ChainEngine engine,
            ChainStore store,
            Executor chain,
            Time time,
            BiConsumer<PeerId, String> disgrace) {
        this.time = time;
        this.host = host;
        this.engine = engine;
        this.store = store;
        this.chain = chain;
        this.disgrace = disgrace;
    }

    Optional<Epoch> target() {
        return Optional.ofNullable(under).map(Target::height);
    }

    /** Wants a tipset. @param height that the peer says it has */
    void after(PeerId peer, TipsetKey key, Epoch height) {
        Target target = new Target(peer, key, height);
        Instant until = slow.get(peer);
        if (target.equals(under) || until != null && time.now().isBefore(until)) {
            return;
        }
        slow.remove(peer);
        if (waiting.size() >= WAITING && !waiting.containsKey(peer)) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        waiting.put(peer, target);
        next();
    }

    private void next() {
        while (under == null && !waiting.isEmpty()) {
            Target target = waiting.remove(waiting.keySet().iterator().next());
            if (target.key().cids().stream().allMatch(engine::has)) {
                weigh(target);
            } else {
                under = target;
                back(target, target.key(), Long.MAX_VALUE, new ArrayList<>());
            }
        }
    }

    /** Why the last heavier chain was not followed; empty after one that was. */
    String refused() {
        return refused;
    }

    private void done(Target target, String why) {
        if (under != target) {
            // It took too long and was given up; this is its answer after all.
            return;
        }
        deadline.close();
        if (!why.isEmpty() && !why.equals(refused)) {
            LOG.info("gave up {} of {}: {}", target.key(), target.peer(), why);
        }
        refused = why;
        under = null;
        next();
    }

    private void bad(Target target, String why) {
        disgrace.accept(target.peer(), why);
        done(target, why);
    }

    /**
     * Headers from {@code from} down until one whose parents are here.
     *
     * @param height that {@code from} has to be below
     * @param path keys of what is missing, the highest first
     */
    private void back(Target target, TipsetKey from, long height, List<TipsetKey> path) {
        ask(target, new Exchange.Request(from, BACK, Exchange.HEADERS), response -> {
            TipsetKey due = from;
            long above = height;
            for (Exchange.Part part : response.chain()) {
                Tipset tipset = tipset(part, due);
                if (tipset.height().number() >= above) {
                    throw InvalidBlockException.bad("heights that do not fall along its chain");
                }
                above = tipset.height().number();
                reachable(tipset);
                if (above <= 0) {
                    throw InvalidBlockException.bad("a chain that ends in another genesis");
                }
                path.add(tipset.key());
                due = tipset.parents();
                if (due.cids().stream().allMatch(engine::has)) {
                    Collections.reverse(path);
                    forward(target, path, 0, FORWARD);
                    return;
                }
            }
            back(target, due, above, path);
        });
    }

    /** A chain that nobody can have made yet, or that we could not follow anyway, is not fetched to its end. */
    private void reachable(Tipset tipset) throws InvalidBlockException {
        for (BlockHeader block : tipset.blocks()) {
            engine.syntax().checkTime(block);
        }
        long finality = engine.execution().policy().rounds().finality();
        if (tipset.height().number() < engine.head().height().number() - finality) {
            throw new InvalidBlockException(
                    InvalidBlockException.Kind.NOT_NOW,
                    "it forks off more than " + finality + " epochs, which is finality, below our head");
        }
    }

    private static Tipset tipset(Exchange.Part part, TipsetKey due) throws InvalidBlockException {
        Tipset tipset;
        try {
            tipset = new Tipset(part.blocks());
        } catch (IllegalArgumentException none) {
            throw InvalidBlockException.bad("blocks that are no tipset: " + none.getMessage());
        }
        if (!tipset.key().equals(due)) {
            throw InvalidBlockException.bad("tipset " + tipset.key() + " where " + due + " was asked for");
        }
        return tipset;
    }

    /**
     * Takes the missing tipsets in, the lowest first.
     *
     * @param step how many are asked for at once, 1 or more
     */
    private void forward(Target target, List<TipsetKey> path, int from, int step) {
        if (from == path.size()) {
            done(target, "");
            return;
        }
        int to = Math.min(path.size(), from + step);
        Exchange.Request request =
                new Exchange.Request(path.get(to - 1), to - from, Exchange.HEADERS | Exchange.MESSAGES);
        ask(target, request, response -> {
            List<Exchange.Part> parts = new ArrayList<>(response.chain());
            Collections.reverse(parts);
            if (parts.size() < to - from) {
                // So many do not fit an answer, which has the highest of them.
                forward(target, path, from, parts.size());
                return;
            }
            for (int i = 0; i < parts.size(); i++) {
                Exchange.Part part = parts.get(i);
                tipset(part, path.get(from + i));
                if (part.contents() == null) {
                    throw InvalidBlockException.bad("tipset " + path.get(from + i) + " without the messages asked for");
                }
                engine.take(blocks(part));
            }
            forward(target, path, to, step);
        });
    }

    private static List<FullBlock> blocks(Exchange.Part part) {
        List<FullBlock> blocks = new ArrayList<>();
        for (int i = 0; i < part.blocks().size(); i++) {
            blocks.add(new FullBlock(part.blocks().get(i), part.contents().get(i)));
        }
        return blocks;
    }

    /** A tipset all of whose blocks came one by one. */
    private void weigh(Target target) {
        try {
            Tipset tipset = store.tipset(target.key()).orElse(null);
            if (tipset != null) {
                engine.consider(tipset);
            }
        } catch (InvalidBlockException | IllegalArgumentException e) {
            refused = e.getMessage();
            LOG.info("tipset {}: {}", target.key(), e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Then {
        void on(Exchange.Response response) throws InvalidBlockException;
    }

    private void late(Target target) {
        if (under == target) {
            slow.put(target.peer(), time.now().plus(PENALTY));
            done(target, "it did not answer within " + PATIENCE.toSeconds() + " s");
        }
    }

    private void ask(Target target, Exchange.Request request, Then then) {
        deadline.close();
        deadline = time.after(PATIENCE, () -> chain.execute(() -> late(target)));
        Talk.ask(host, target.peer(), Exchange.PROTOCOL, request.encode())
                .whenComplete((bytes, failure) -> chain.execute(() -> {
                    if (under != target) {
                        return;
                    }
                    if (failure != null) {
                        done(target, failure.toString());
                        return;
                    }
                    try {
                        Exchange.Response response = Exchange.Response.decode(bytes);
                        boolean some = response.status() == Exchange.OK || response.status() == Exchange.PARTIAL;
                        if (!some || response.chain().isEmpty()) {
                            done(target, "it answered " + response.status() + " " + response.error());
                        } else {
                            then.on(response);
                        }
                    } catch (DecodeException malformed) {
                        bad(target, malformed.getMessage());
                    } catch (RuntimeException ours) {
                        // Not the peer's doing, and the next target must not wait for it.
                        LOG.error("tipset {} of {} could not be taken in", target.key(), target.peer(), ours);
                        done(target, ours.toString());
                    } catch (InvalidBlockException e) {
                        if (e.kind() == InvalidBlockException.Kind.BAD) {
                            bad(target, e.getMessage());
                        } else {
                            done(target, e.getMessage());
                        }
                    }
                }));
    }

    /** What another node gets for a request. */
    Exchange.Response answer(byte[] bytes) {
        Exchange.Request request;
        try {
            request = Exchange.Request.decode(bytes);
        } catch (DecodeException malformed) {
            return new Exchange.Response(Exchange.BAD_REQUEST, malformed.getMessage(), List.of());
        }
        if (request.length() < 1
                || request.length() > Exchange.MOST_TIPSETS
                || (request.options() & Exchange.HEADERS) == 0
                || request.head().isEmpty()) {
            return new Exchange.Response(
                    Exchange.BAD_REQUEST,
                    request.length() + " tipsets with options " + request.options() + ": 1 to " + Exchange.MOST_TIPSETS
                            + ", headers at least",
                    List.of());
        }
        return collect(request);
    }

    private Exchange.Response collect(Exchange.Request request) {
        boolean messages = (request.options() & Exchange.MESSAGES) != 0;
        List<Exchange.Part> parts = new ArrayList<>();
        TipsetKey at = request.head();
        long bytes = 0;
        while (parts.size() < request.length() && !at.isEmpty() && bytes < MOST_BYTES) {
            Tipset tipset;
            try {
                tipset = store.tipset(at).orElse(null);
            } catch (IllegalArgumentException notOne) {
                return new Exchange.Response(Exchange.BAD_REQUEST, notOne.getMessage(), List.of());
            }
            List<BlockContents> contents = tipset == null || !messages ? null : contents(tipset);
            if (tipset == null || messages && contents == null) {
                break;
            }
            parts.add(new Exchange.Part(tipset.blocks(), contents));
            bytes += tipset.blocks().stream().mapToLong(ChainStore::bytes).sum();
            bytes += contents == null
                    ? 0
                    : contents.stream().mapToLong(Fetching::bytes).sum();
            at = tipset.parents();
        }
        if (parts.isEmpty()) {
            return new Exchange.Response(Exchange.NOT_FOUND, "tipset " + request.head() + " is not here", List.of());
        }
        return new Exchange.Response(parts.size() < request.length() ? Exchange.PARTIAL : Exchange.OK, "", parts);
    }

    private List<BlockContents> contents(Tipset tipset) {
        List<BlockContents> all = new ArrayList<>();
        for (BlockHeader block : tipset.blocks()) {
            Optional<BlockContents> contents =
                    store.contents(block, engine.execution().policy().blocks().messages());
            if (contents.isEmpty()) {
                return null;
            }
            all.add(contents.get());
        }
        return all;
    }

    private static long bytes(BlockContents contents) {
        long bytes = 0;
        for (Message message : contents.bls()) {
            bytes += 200 + message.params().length;
        }
        for (SignedMessage message : contents.secp()) {
            bytes += 300 + message.message().params().length;
        }
        return bytes;
    }
}
