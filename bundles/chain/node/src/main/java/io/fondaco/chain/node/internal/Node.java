package io.fondaco.chain.node.internal;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.HeadChange;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.SyncStatus;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.chain.node.internal.consensus.Beacon;
import io.fondaco.chain.node.internal.consensus.Clock;
import io.fondaco.chain.node.internal.genesis.GenesisBlock;
import io.fondaco.chain.node.internal.pool.Announcer;
import io.fondaco.chain.node.internal.pool.Limits;
import io.fondaco.chain.node.internal.pool.Pool;
import io.fondaco.chain.node.internal.pool.PoolService;
import io.fondaco.chain.node.internal.pool.Signatures;
import io.fondaco.chain.node.internal.pool.VaultOutbox;
import io.fondaco.chain.node.internal.produce.Rounds;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.chain.node.internal.state.GoodProofs;
import io.fondaco.chain.node.internal.state.HeadState;
import io.fondaco.chain.node.internal.store.ChainIndex;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.chain.node.internal.store.Collector;
import io.fondaco.chain.node.internal.store.Snapshots;
import io.fondaco.chain.node.internal.sync.Bootstrap;
import io.fondaco.chain.node.internal.sync.ChainSync;
import io.fondaco.chain.node.internal.sync.MessageGossip;
import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import io.fondaco.network.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the parts of a node: what moves the chain, what feeds it, and what follows it. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Epochs in a row in which nobody may have won. */
    private static final long FEW = 3;

    /** Proofs that are not checked again: of blocks and messages of the last hours. */
    private static final int PROOFS = 20_000;

    /** How long peers have to tell what they have. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ChainNode.Parts parts;
    private final ChainNode.Settings settings;
    private final ChainStore store;
    private final ChainEngine engine;
    private final Clock clock;
    private final Execution readers;
    private final Reading reading;
    private final Pool pool;
    private final Contents contents;
    private final Rounds rounds;
    private final Snapshots snapshots;
    private final Optional<ChainSync> sync;
    private final List<AutoCloseable> closing = new ArrayList<>();
    private final List<Consumer<HeadChange>> followers = new CopyOnWriteArrayList<>();
    private volatile HeadState state;
    private volatile Instant started;
    /** Whether this node, which others join, has yet to make the first blocks of its network. */
    private volatile boolean begins;

    /** @throws ChainException (REFUSED) if the vault holds another chain */
    public Node(ChainNode.Parts parts, ChainNode.Settings settings) {
        this.parts = parts;
        this.settings = settings;
        Policy policy = parts.genesis().policy();
        Beacon beacon = new Beacon(parts.beaconSeed());
        store = new ChainStore(parts.vault());
        clock = new Clock(parts.genesis().timestamp(), policy.rounds().epochMillis(), parts.time());
        ChainIndex index = new ChainIndex(store);
        Tipset genesis = begin(index, beacon);
        GoodProofs proofs = new GoodProofs(parts.verifying(), PROOFS);
        readers = Execution.forReaders(store, index, policy, beacon, proofs);
        try {
            engine =
                    new ChainEngine(store, Execution.forTheChain(store, index, policy, beacon, proofs), clock, genesis);
            state = new HeadState(readers, engine.head(), engine.execution().outcome(engine.head()));
        } catch (InvalidBlockException missing) {
            throw new ChainException(
                    ChainException.Reason.UNAVAILABLE, "the stored chain is not whole: " + missing.getMessage());
        }
        begins = settings.produce()
                && settings.peers().isEmpty()
                && engine.head().equals(engine.genesis());
        reading = new Reading(engine::head, store, readers);
        Optional<MessageGossip> gossip = parts.host()
                .map(host -> new MessageGossip(
                        host, network(), policy.blocks().messageBytes(), parts.workers(), bytes -> pool().receive(
                                        bytes)));
        Announcer announcer = gossip.<Announcer>map(g -> g).orElse(message -> {});
        Semaphore sweeping = new Semaphore(1);
        pool = new Pool(
                policy,
                Limits.DEFAULT,
                state,
                new Signatures(engine.execution()::signed, Limits.DEFAULT.signatures()),
                parts.keys()::sign,
                new VaultOutbox(parts.vault()),
                announcer);
        contents = new Contents(store, pool::find);
        sync = parts.host()
                .map(host -> new ChainSync(host, network(), engine, store, parts.chain(), parts.time(), contents));
        rounds = new Rounds(
                engine,
                store,
                clock,
                parts.keys(),
                parts.chain(),
                parts.workers(),
                (on, quality) -> pool.select(stateOn(on), quality),
                pool::send,
                block -> sync.ifPresent(s -> s.announce(block)),
                parts.winning(),
                this::mayMakeUp,
                this::mayBuild);
        snapshots = new Snapshots(engine, store, parts.vault(), parts.chain(), sweeping);
        gossip.ifPresent(closing::add);
        sync.ifPresent(closing::add);
        closing.add(rounds);
        if (settings.collectEvery() > 0) {
            long states = Math.max(settings.states(), 4 * policy.rounds().finality());
            Housekeeping housekeeping = new Housekeeping(
                    engine, new Collector(store, index, parts.vault()), sweeping, states, settings.collectEvery());
            followers.add(housekeeping::moved);
            closing.add(housekeeping);
        }
        parts.host().map(this::bootstrap).ifPresent(closing::add);
        engine.follow(this::moved);
    }

    private Tipset begin(ChainIndex index, Beacon beacon) {
        Tipset genesis = GenesisBlock.write(store, parts.genesis(), beacon);
        Optional<TipsetKey> there = index.at(0);
        if (there.isPresent() && !there.get().equals(genesis.key())) {
            store.discard();
            throw new ChainException(
                    ChainException.Reason.REFUSED,
                    "the store holds the chain that began with " + there.get() + ", the genesis file is of "
                            + genesis.key() + ": give the node its old genesis file, or another store");
        }
        store.commit(true);
        return genesis;
    }

    private Bootstrap bootstrap(Host host) {
        return new Bootstrap(host, parts.time(), settings.peers());
    }

    /** Whether nobody can have anything newer. */
    private boolean alone() {
        return settings.makeUp()
                && settings.peers().isEmpty()
                && !readers.index().metOthers();
    }

    /** Whoever is not alone waits for what others have, and makes up for what none of them can have made either. */
    private boolean mayMakeUp() {
        if (begins && !alone()) {
            // A miner that was not there for the first epochs of its network would never have any power.
            begins = clock.now().since(engine.head().height()) > FEW;
            return begins && told();
        }
        if (!settings.makeUp() || alone()) {
            return settings.makeUp();
        }
        return told() && clock.now().since(engine.head().height()) > oldest();
    }

    /** Whether others had time to say what they have, and it is here. */
    private boolean told() {
        return started != null
                && !parts.time().now().isBefore(started.plus(PATIENCE))
                && sync.flatMap(ChainSync::target).isEmpty();
    }

    /** A block on an old head forks off that far below: with as much again until it is heard of it must not pass finality. */
    private long oldest() {
        return policy().rounds().finality() / 2;
    }

    private boolean mayBuild(long without) {
        return alone() || without <= FEW || told() && without <= oldest();
    }

    /** Makes blocks and talks to others from now on. */
    public void start() {
        started = parts.time().now();
        parts.chain().execute(() -> pool.headChanged(state, List.of(), List.of()));
        for (AutoCloseable part : closing) {
            if (part instanceof MessageGossip gossip) {
                gossip.start();
            } else if (part instanceof ChainSync chain) {
                chain.start();
            } else if (part instanceof Bootstrap bootstrap) {
                bootstrap.start();
            }
        }
        if (settings.produce()) {
            rounds.start();
        }
    }

    private HeadState stateOn(Tipset tipset) {
        HeadState at = state;
        if (tipset.equals(at.tipset())) {
            return at;
        }
        try {
            return new HeadState(readers, tipset, engine.execution().outcome(tipset));
        } catch (InvalidBlockException missing) {
            throw new IllegalStateException("tipset " + tipset.key() + " is not whole", missing);
        }
    }

    /** On the thread of the chain. First the pool, so that whatever the others send comes upon the new head. */
    private void moved(HeadChange change) {
        state = stateOn(change.head());
        guarded("the pool", () -> pool.headChanged(state, contents(change.reverted()), contents(change.applied())));
        if (settings.produce()) {
            guarded("the keeping of miners", () -> rounds.after(change.head()));
        }
        for (Consumer<HeadChange> follower : followers) {
            guarded("a follower of the chain", () -> follower.accept(change));
        }
    }

    /** Whoever follows the chain must not keep it from moving. */
    private static void guarded(String who, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError failed) {
            LOG.error("{} failed on a new head", who, failed);
        }
    }

    private List<BlockContents> contents(List<Tipset> tipsets) {
        return tipsets.stream()
                .flatMap(tipset -> tipset.blocks().stream())
                .map(block -> store.contents(block, policy().blocks().messages())
                        .orElseThrow(() -> new IllegalStateException("messages of " + block.cid() + " are gone")))
                .toList();
    }

    /** As {@link io.fondaco.chain.FullNode#submitBlock}. */
    public CompletionStage<Cid> submit(byte[] bytes) {
        CompletableFuture<Cid> taken = new CompletableFuture<>();
        parts.chain().execute(() -> {
            try {
                BlockMessage block = BlockCodec.decodeBlock(bytes);
                engine.syntax().check(block);
                FullBlock full = new FullBlock(
                        block.header(),
                        contents.of(block)
                                .orElseThrow(() -> new ChainException(
                                        ChainException.Reason.REFUSED,
                                        "messages of the block are not here: push them to the pool first")));
                engine.take(full);
                sync.ifPresent(s -> s.announce(full));
                taken.complete(block.header().cid());
            } catch (DecodeException | InvalidBlockException bad) {
                taken.completeExceptionally(new ChainException(ChainException.Reason.REFUSED, bad.getMessage()));
            } catch (RuntimeException failed) {
                taken.completeExceptionally(failed);
            }
        });
        return taken;
    }

    public SyncStatus status() {
        Epoch head = engine.head().height();
        Epoch now = clock.now();
        Optional<Epoch> target = sync.flatMap(ChainSync::target).filter(t -> t.isAfter(head));
        String doing;
        if (target.isPresent()) {
            doing = "fetching the chain up to " + target.get();
        } else if (sync.map(ChainSync::refused)
                .filter(why -> why.contains("finality"))
                .isPresent()) {
            doing = "apart from other nodes: " + sync.get().refused();
        } else if (!rounds.standing().isEmpty()) {
            doing = rounds.standing();
        } else if (now.since(head) > Math.max(5, policy().rounds().finality() / 2)) {
            doing = "no block came for " + now.since(head) + " epochs";
        } else {
            doing = settings.produce() ? rounds.doing() : "following";
        }
        return new SyncStatus(
                head, now, target.orElse(head), sync.map(ChainSync::peers).orElse(0), doing);
    }

    /** Epochs by which the head is too old for anything to be sent on it; 0 if it is not. */
    private long behind() {
        Epoch now = clock.now();
        Epoch head = engine.head().height();
        return policy().rounds().past(head, now) && !alone() ? now.since(head) : 0;
    }

    public Registration follow(Consumer<HeadChange> then) {
        followers.add(then);
        return () -> followers.remove(then);
    }

    public String network() {
        return parts.genesis().networkName();
    }

    public List<String> addresses() {
        return parts.host()
                .map(host -> host.addresses().stream()
                        .map(address -> address + "/p2p/" + host.id())
                        .toList())
                .orElse(List.of());
    }

    public Policy policy() {
        return parts.genesis().policy();
    }

    public ChainEngine engine() {
        return engine;
    }

    public Clock clock() {
        return clock;
    }

    public Reading reading() {
        return reading;
    }

    public Pool pool() {
        return pool;
    }

    public MessagePool messages() {
        return new PoolService(pool, parts.workers(), this::behind);
    }

    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public void close() {
        for (AutoCloseable part : closing) {
            try {
                part.close();
            } catch (Exception failed) {
                LOG.warn("{} did not close", part, failed);
            }
        }
    }
}
