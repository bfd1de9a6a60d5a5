package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.libp2p.internal.kad.KadMessage.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of the DHT that knows nothing of streams. All methods are called on its thread.
 *
 * <p>Source: libp2p/specs, kad-dht. Values are neither stored nor given.
 */
final class KadNode {

    /** How often the table is looked after. */
    static final Duration REFRESH = Duration.ofMinutes(10);

    /** How often a content is told of again. */
    static final Duration REPUBLISH = Duration.ofHours(22);

    /** Contents this host tells of at most. */
    static final int MAX_PROVIDED = 100_000;

    /** Contents told of at once when their time has come. */
    private static final int AT_ONCE = 4;

    /** Farther buckets are looked after; in nearer ones a look for ourselves finds everybody. */
    private static final int REFRESHED_BUCKETS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(KadNode.class);

    /** How a node reaches others. */
    interface Caller {

        /** Asks one question. Completes in bounded time. */
        CompletionStage<KadMessage> ask(PeerAddresses peer, KadMessage question);

        /** Says what is not answered. Completes in bounded time. */
        CompletionStage<Void> tell(PeerAddresses peer, KadMessage message);

        /** Where this host can be reached. */
        List<Multiaddr> own();

        /** Where a peer is that was met elsewhere; empty when it was not. */
        List<Multiaddr> known(PeerId peer);
    }

    private final PeerId self;
    private final Time time;
    private final Executor thread;
    private final Random random;
    private final Caller caller;
    private final List<PeerAddresses> bootstrap;
    private final RoutingTable table;
    private final ProviderStore providers;
    private final KadAnswers answers;
    private final Map<Multihash, Instant> provided = new ConcurrentHashMap<>();
    private final Set<Multihash> telling = new HashSet<>();
    private Registration next = () -> {};
    private boolean refreshing;
    private boolean closed;

    KadNode(PeerId self, Time time, Executor thread, Random random, Caller caller, List<PeerAddresses> bootstrap) {
        this.self = self;
        this.time = time;
        this.thread = thread;
        this.random = random;
        this.caller = caller;
        this.bootstrap = bootstrap;
        this.table = new RoutingTable(self, time);
        this.providers = new ProviderStore(time, ProviderStore.MAX_RECORDS);
        this.answers = new KadAnswers(self, table, providers, caller, provided::containsKey);
    }

    // ---- peers

    /** A peer says it answers this protocol. */
    void met(PeerId peer, List<Multiaddr> addresses) {
        boolean first = table.size() == 0;
        if (table.heard(peer, addresses) && first) {
            start();
        }
    }

    /** A peer does not answer this protocol any more. */
    void lost(PeerId peer) {
        table.remove(peer);
    }

    RoutingTable table() {
        return table;
    }

    ProviderStore providers() {
        return providers;
    }

    /** The answer to what a peer asks; empty where none is due. */
    Optional<KadMessage> answer(PeerId from, KadMessage question) {
        return answers.answer(from, question);
    }

    // ---- asking

    private CompletionStage<List<PeerAddresses>> lookup(
            Type type, byte[] key, BiPredicate<PeerAddresses, KadMessage> enough) {
        KadKey target = KadKey.of(key);
        List<PeerAddresses> first = table.closest(target, RoutingTable.K);
        if (first.isEmpty()) {
            first = bootstrap;
        }
        if (closed || first.isEmpty()) {
            return CompletableFuture.failedFuture(new NetworkException(
                    closed ? Reason.BROKEN : Reason.UNKNOWN_PEER,
                    closed ? "this host is closed" : "no node of the DHT is known; set bootstrap addresses"));
        }
        KadMessage question = KadMessage.ask(type, key);
        return new Lookup(self, target, time, thread, peer -> asked(peer, question), enough).from(first);
    }

    private CompletionStage<KadMessage> asked(PeerAddresses peer, KadMessage question) {
        return caller.ask(peer, question)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (failure == null) {
                                table.heard(peer.peer(), peer.addresses());
                            } else {
                                LOG.debug("{} does not answer: {}", peer.peer(), failure.toString());
                                table.remove(peer.peer());
                            }
                        },
                        thread);
    }

    CompletionStage<List<PeerAddresses>> findProviders(Multihash content, int most) {
        Map<PeerId, PeerAddresses> found = new LinkedHashMap<>();
        collect(found, providers.find(content), most);
        if (found.size() >= most) {
            return CompletableFuture.completedFuture(List.copyOf(found.values()));
        }
        return lookup(Type.GET_PROVIDERS, content.toBytes(), (peer, answer) -> {
                    collect(found, answer.providers(), most);
                    return found.size() >= most;
                })
                .handleAsync(
                        (nearest, failure) -> {
                            if (failure != null && found.isEmpty()) {
                                throw unwrapped(failure);
                            }
                            return found.values().stream()
                                    .map(answers::withAddresses)
                                    .toList();
                        },
                        thread);
    }

    private static RuntimeException unwrapped(Throwable failure) {
        return failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
    }

    private void collect(Map<PeerId, PeerAddresses> found, List<PeerAddresses> more, int most) {
        for (PeerAddresses one : more) {
            if (!one.peer().equals(self) && (found.size() < most || found.containsKey(one.peer()))) {
                found.merge(one.peer(), one, (old, fresh) -> old.addresses().isEmpty() ? fresh : old);
            }
        }
    }

    CompletionStage<Optional<PeerAddresses>> findPeer(PeerId peer) {
        List<Multiaddr> known = caller.known(peer);
        if (!known.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of(new PeerAddresses(peer, known)));
        }
        List<PeerAddresses> found = new ArrayList<>();
        return lookup(Type.FIND_NODE, peer.toBytes(), (asked, answer) -> {
                    answer.closer().stream()
                            .filter(one ->
                                    one.peer().equals(peer) && !one.addresses().isEmpty())
                            .findFirst()
                            .ifPresent(found::add);
                    return !found.isEmpty();
                })
                .thenApplyAsync(nearest -> found.stream().findFirst(), thread);
    }

    // ---- providing

    /** How many peers were told. */
    CompletionStage<Integer> provide(Multihash content) {
        if (provided.size() >= MAX_PROVIDED && !provided.containsKey(content)) {
            return CompletableFuture.failedFuture(
                    new NetworkException(Reason.REFUSED, "a host provides at most " + MAX_PROVIDED + " contents"));
        }
        // Until it has been told of it is due.
        provided.put(content, time.now());
        return announce(content);
    }

    /** May be called on any thread. */
    boolean withdraw(Multihash content) {
        return provided.remove(content) != null;
    }

    private CompletionStage<Integer> announce(Multihash content) {
        KadMessage record = new KadMessage(
                Type.ADD_PROVIDER, content.toBytes(), List.of(), List.of(new PeerAddresses(self, caller.own())));
        telling.add(content);
        return lookup(Type.FIND_NODE, content.toBytes(), (peer, answer) -> false)
                .thenComposeAsync(nearest -> tell(nearest, record), thread)
                .whenCompleteAsync((told, failure) -> telling.remove(content), thread)
                .thenApplyAsync(
                        told -> {
                            if (told == 0) {
                                throw new NetworkException(
                                        Reason.UNKNOWN_PEER, "no node of the DHT could be told of the content");
                            }
                            provided.computeIfPresent(
                                    content, (c, due) -> time.now().plus(REPUBLISH));
                            return told;
                        },
                        thread);
    }

    private CompletionStage<Integer> tell(List<PeerAddresses> peers, KadMessage record) {
        CompletionStage<Integer> told = CompletableFuture.completedFuture(0);
        for (PeerAddresses peer : peers) {
            CompletionStage<Integer> one = caller.tell(peer, record).handle((done, failure) -> failure == null ? 1 : 0);
            told = told.thenCombine(one, Integer::sum);
        }
        return told;
    }

    // ---- looking after

    /** Begins: finds out who is near, and again from time to time. */
    void start() {
        if (!closed && !refreshing) {
            refreshing = true;
            next.close();
            refresh()
                    .whenCompleteAsync(
                            (done, failure) -> {
                                if (failure != null) {
                                    LOG.debug("the routing table could not be refreshed: {}", failure.toString());
                                }
                                refreshing = false;
                                republish();
                                if (!closed) {
                                    next = time.after(REFRESH, () -> thread.execute(this::start));
                                }
                            },
                            thread);
        }
    }

    private CompletionStage<?> refresh() {
        CompletionStage<?> all = lookup(Type.FIND_NODE, self.toBytes(), (peer, answer) -> false);
        for (int bucket : table.used()) {
            if (bucket < REFRESHED_BUCKETS) {
                byte[] key = keyIn(bucket);
                all = all.thenComposeAsync(done -> lookup(Type.FIND_NODE, key, (peer, answer) -> false), thread);
            }
        }
        return all;
    }

    /** Some key whose hash shares so many bits with ours; found by trying, which is quick for the far buckets. */
    private byte[] keyIn(int bucket) {
        KadKey own = KadKey.of(self);
        byte[] key = new byte[32];
        do {
            random.nextBytes(key);
        } while (own.common(KadKey.of(key)) != bucket);
        return key;
    }

    private void republish() {
        Instant now = time.now();
        Deque<Multihash> due = new ArrayDeque<>();
        provided.forEach((content, when) -> {
            if (!when.isAfter(now) && !telling.contains(content)) {
                due.add(content);
            }
        });
        for (int i = 0; i < AT_ONCE; i++) {
            announceNext(due);
        }
    }

    private void announceNext(Deque<Multihash> due) {
        Multihash content = due.poll();
        while (content != null && !provided.containsKey(content)) {
            content = due.poll();
        }
        if (content != null && !closed) {
            Multihash mine = content;
            announce(mine)
                    .whenCompleteAsync(
                            (told, failure) -> {
                                if (failure != null) {
                                    LOG.debug("{} could not be told of: {}", mine, failure.toString());
                                }
                                announceNext(due);
                            },
                            thread);
        }
    }

    void close() {
        closed = true;
        next.close();
    }
}
