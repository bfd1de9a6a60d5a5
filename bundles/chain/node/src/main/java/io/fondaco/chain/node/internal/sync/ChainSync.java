package io.fondaco.chain.node.internal.sync;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.node.internal.ChainEngine;
import io.fondaco.chain.node.internal.Contents;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.network.PeerView;
import io.fondaco.network.Stream;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener.Verdict;
import io.fondaco.network.TopicMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node together with others: says hello, hands out the chain, takes blocks from gossip, and fetches what it lacks
 * from whoever told of it. All that touches the chain runs on the thread of the chain.
 */
public final class ChainSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainSync.class);
    /** Between two looks at who is connected. */
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** What bad blocks cost a peer in gossip's opinion; below the threshold from which on it is not heard. */
    private static final double DISGRACE = -10_000;
    /** What gossip carries at most, bytes. */
    private static final int MOST_GOSSIP = BlockCodec.MAX_BLOCK;
    /** Blocks of gossip that wait for the thread of the chain. */
    private static final int MOST_WAITING = 128;

    private final Host host;
    private final ChainEngine engine;
    private final ChainStore store;
    private final Executor chain;
    private final Time time;
    private final String topic;
    private final Contents contents;
    private final Fetching fetching;
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final List<Registration> registrations = new ArrayList<>();
    private final Set<PeerId> greeted = new HashSet<>();
    private final Map<PeerId, Double> disgraced = new HashMap<>();
    private Registration alarm = () -> {};
    private boolean closed;

    /**
     * @param chain runs what touches the chain, one at a time
     */
    public ChainSync(
            Host host,
            String network,
            ChainEngine engine,
            ChainStore store,
            Executor chain,
            Time time,
            Contents contents) {
        this.host = host;
        this.engine = engine;
        this.store = store;
        this.chain = chain;
        this.time = time;
        this.contents = contents;
        this.topic = "/fil/blocks/" + network;
        this.fetching = new Fetching(host, engine, store, chain, time, this::disgrace);
    }

    /** Why the last heavier chain of others was not followed; empty if it was. */
    public String refused() {
        return fetching.refused();
    }

    /** Peers that are connected and of this network. */
    public synchronized int peers() {
        return greeted.size();
    }

    public synchronized void start() {
        registrations.add(host.answer(Hello.PROTOCOL, this::greetedBy));
        registrations.add(host.answer(Exchange.PROTOCOL, this::asked));
        registrations.add(host.pubSub()
                .subscribe(
                        new Topic(topic, MOST_GOSSIP, message -> Multihash.blake2b256(message.data())
                                .digest()),
                        this::gossip));
        registrations.add(host.pubSub().judge(this::opinion));
        look();
    }

    private synchronized double opinion(PeerId peer) {
        return disgraced.getOrDefault(peer, 0.0);
    }

    private void disgrace(PeerId peer, String why) {
        LOG.warn("{} sent what no honest node sends: {}", peer, why);
        synchronized (this) {
            disgraced.put(peer, DISGRACE);
        }
        host.peers().disconnect(peer);
    }

    /** Says hello to whoever is newly connected. */
    private void look() {
        List<PeerId> fresh = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            Set<PeerId> connected = new HashSet<>();
            for (PeerView peer : host.peers().list()) {
                if (peer.connected()) {
                    connected.add(peer.id());
                    if (greeted.add(peer.id())) {
                        fresh.add(peer.id());
                    }
                }
            }
            greeted.retainAll(connected);
            alarm = time.after(LOOK, this::look);
        }
        fresh.forEach(this::greet);
    }

    /** Tells a peer where we stand. It asks us, or we it, for what the other has. */
    public void greet(PeerId peer) {
        chain.execute(() -> {
            Tipset head = engine.head();
            Hello hello = new Hello(
                    head.key(),
                    head.height(),
                    engine.rules().weight(head),
                    engine.genesis().key().cids().get(0));
            Talk.ask(host, peer, Hello.PROTOCOL, hello.encode()).whenComplete((answer, failure) -> {
                if (failure != null) {
                    LOG.debug("{} did not answer our hello: {}", peer, failure.toString());
                }
            });
        });
    }

    private void greetedBy(Stream stream) {
        long arrival = System.nanoTime();
        Talk.read(stream, Hello.PROTOCOL.maxMessage()).whenComplete((bytes, failure) -> {
            if (failure != null) {
                stream.reset();
                return;
            }
            Hello hello;
            try {
                hello = Hello.decode(bytes);
            } catch (DecodeException malformed) {
                stream.reset();
                disgrace(stream.remote(), "a hello that is none: " + malformed.getMessage());
                return;
            }
            Talk.finish(stream, Hello.answer(arrival, System.nanoTime()));
            Cid genesis = engine.genesis().key().cids().get(0);
            if (!hello.genesis().equals(genesis)) {
                LOG.info(
                        "{} is of another network: its genesis is {}, ours {}",
                        stream.remote(),
                        hello.genesis(),
                        genesis);
                host.peers().disconnect(stream.remote());
                return;
            }
            chain.execute(() -> {
                if (!engine.execution().index().metOthers()) {
                    engine.execution().index().meetOthers();
                    store.commit(false);
                }
                if (hello.weight().compareTo(engine.rules().weight(engine.head())) > 0) {
                    fetching.after(stream.remote(), hello.head(), hello.height());
                } else if (!hello.head().equals(engine.head().key())) {
                    back(stream.remote());
                }
            });
        });
    }

    /** Greets back once, so that a peer that is behind learns of it. */
    private void back(PeerId peer) {
        boolean first;
        synchronized (this) {
            first = greeted.add(peer);
        }
        if (first) {
            greet(peer);
        }
    }

    private void asked(Stream stream) {
        Talk.read(stream, Hello.PROTOCOL.maxMessage()).whenComplete((bytes, failure) -> {
            if (failure != null) {
                stream.reset();
                return;
            }
            chain.execute(() -> {
                try {
                    Talk.finish(stream, fetching.answer(bytes).encode());
                } catch (RuntimeException ours) {
                    LOG.error("{} asked for a part of the chain that could not be read", stream.remote(), ours);
                    Talk.finish(
                            stream,
                            new Exchange.Response(Exchange.INTERNAL_ERROR, "it could not be read", List.of()).encode());
                }
            });
        });
    }

    /** Sends a block of ours to everybody. */
    public void announce(FullBlock block) {
        host.pubSub().publish(topic, BlockCodec.encode(block.gossiped())).whenComplete((peers, failure) -> {
            if (failure != null) {
                LOG.warn("block {} could not be announced", block.header().cid(), failure);
            }
        });
    }

    private CompletionStage<Verdict> gossip(TopicMessage gossiped) {
        BlockMessage block;
        try {
            block = BlockCodec.decodeBlock(gossiped.data());
        } catch (DecodeException malformed) {
            LOG.info("{} passed on what is no block: {}", gossiped.from(), malformed.getMessage());
            return CompletableFuture.completedFuture(Verdict.REJECT);
        }
        if (!room.tryAcquire()) {
            // It comes again with the chain it is on; memory does not.
            return CompletableFuture.completedFuture(Verdict.IGNORE);
        }
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        chain.execute(() -> {
            room.release();
            try {
                verdict.complete(take(block, gossiped.from()));
            } catch (RuntimeException | Error broken) {
                verdict.completeExceptionally(broken);
                throw broken;
            }
        });
        return verdict;
    }

    private Verdict take(BlockMessage block, PeerId from) {
        Cid cid = block.header().cid();
        try {
            engine.syntax().check(block);
            Optional<String> unwanted = unwanted(engine, block.header());
            if (unwanted.isPresent()) {
                LOG.debug("block {} of {}: {}", cid, block.header().miner(), unwanted.get());
                return Verdict.IGNORE;
            }
            Optional<BlockContents> found = contents.of(block);
            if (found.isEmpty() || !block.header().parents().cids().stream().allMatch(engine::has)) {
                fetching.after(from, TipsetKey.of(cid), block.header().height());
                return Verdict.IGNORE;
            }
            engine.take(new FullBlock(block.header(), found.get()));
            return Verdict.ACCEPT;
        } catch (InvalidBlockException e) {
            LOG.info(
                    "block {} of {} at {}: {}",
                    cid,
                    block.header().miner(),
                    block.header().height(),
                    e.getMessage());
            return e.kind() == InvalidBlockException.Kind.BAD ? Verdict.REJECT : Verdict.IGNORE;
        }
    }

    /**
     * Why a block of gossip is not looked at, although it may be good: nobody can follow it any more, or its miner, who broke
     * consensus as two blocks show, could go on making them. Whoever has a chain with it is asked for that chain.
     */
    static Optional<String> unwanted(ChainEngine engine, BlockHeader block) {
        long below = engine.head().height().since(block.height());
        if (below > engine.execution().policy().rounds().finality()) {
            return Optional.of("it is " + below + " epochs below the head, which is below finality");
        }
        Cid cid = block.cid();
        long others = engine.ofSameMiner(block).stream()
                .filter(other ->
                        other.height().equals(block.height()) && !other.cid().equals(cid))
                .count();
        return others < 2 ? Optional.empty() : Optional.of("its miner made " + others + " others at its height");
    }

    /** Height of the tipset of others that it is after, as they say. */
    public Optional<Epoch> target() {
        return fetching.target();
    }

    @Override
    public synchronized void close() {
        closed = true;
        alarm.close();
        registrations.forEach(Registration::close);
        registrations.clear();
    }
}
