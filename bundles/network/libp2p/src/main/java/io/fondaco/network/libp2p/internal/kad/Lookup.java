package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.PeerAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Asks peers nearer and nearer to a key until the nearest have answered. Bounded in requests at once and in all, in peers
 * remembered and in time. On one thread.
 *
 * <p>Source: libp2p/specs, kad-dht, "Peer routing".
 */
final class Lookup {

    /** Requests under way at once. */
    static final int ALPHA = 10;

    /** Requests in all. */
    static final int MAX_REQUESTS = 120;

    /** Peers remembered. */
    static final int MAX_HEARD = 400;

    /** Peers taken from one answer: a liar shall not crowd out the others. */
    static final int MAX_FROM_ONE = 2 * RoutingTable.K;

    /** How long all may take. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private enum State {
        HEARD,
        ASKED,
        ANSWERED,
        FAILED
    }

    private static final class Candidate {
        private final PeerAddresses peer;
        private State state = State.HEARD;

        Candidate(PeerAddresses peer) {
            this.peer = peer;
        }
    }

    private final PeerId self;
    private final Executor thread;
    private final Function<PeerAddresses, CompletionStage<KadMessage>> ask;
    private final BiPredicate<PeerAddresses, KadMessage> enough;
    private final TreeMap<KadKey, Candidate> candidates;
    private final Set<PeerId> known = new HashSet<>();
    private final CompletableFuture<List<PeerAddresses>> result = new CompletableFuture<>();
    private final Registration limit;
    private int running;
    private int requests;

    /**
     * @param ask asks one peer; what it gives completes in bounded time
     * @param enough sees each answer; true ends the lookup
     */
    Lookup(
            PeerId self,
            KadKey target,
            Time time,
            Executor thread,
            Function<PeerAddresses, CompletionStage<KadMessage>> ask,
            BiPredicate<PeerAddresses, KadMessage> enough) {
        this.self = self;
        this.thread = thread;
        this.ask = ask;
        this.enough = enough;
        this.candidates = new TreeMap<>(target.nearest());
        this.limit = time.after(LIMIT, () -> thread.execute(this::finish));
    }

    /** The peers nearest to the key that have answered, the nearest first; at most k. */
    CompletionStage<List<PeerAddresses>> from(Collection<PeerAddresses> first) {
        first.forEach(this::add);
        step();
        return result;
    }

    private void add(PeerAddresses peer) {
        if (peer.peer().equals(self) || !known.add(peer.peer())) {
            return;
        }
        candidates.put(KadKey.of(peer.peer()), new Candidate(peer));
        if (candidates.size() > MAX_HEARD) {
            Map.Entry<KadKey, Candidate> farthest = candidates.lastEntry();
            if (farthest.getValue().state != State.ASKED) {
                candidates.remove(farthest.getKey());
            }
        }
    }

    private void step() {
        if (result.isDone()) {
            return;
        }
        List<Candidate> next = new ArrayList<>();
        int near = 0;
        boolean waiting = false;
        for (Candidate candidate : candidates.values()) {
            if (candidate.state == State.FAILED) {
                continue;
            }
            if (near++ == RoutingTable.K) {
                break;
            }
            waiting |= candidate.state == State.ASKED;
            if (candidate.state == State.HEARD) {
                next.add(candidate);
            }
        }
        if (!waiting && (next.isEmpty() || requests >= MAX_REQUESTS)) {
            finish();
            return;
        }
        for (Candidate candidate : next) {
            if (running >= ALPHA || requests >= MAX_REQUESTS) {
                return;
            }
            running++;
            requests++;
            candidate.state = State.ASKED;
            ask.apply(candidate.peer)
                    .whenCompleteAsync((answer, failure) -> answered(candidate, answer, failure), thread);
        }
    }

    private void answered(Candidate candidate, KadMessage answer, Throwable failure) {
        running--;
        candidate.state = failure == null ? State.ANSWERED : State.FAILED;
        if (result.isDone()) {
            return;
        }
        if (failure == null) {
            answer.closer().stream().limit(MAX_FROM_ONE).forEach(this::add);
            if (enough.test(candidate.peer, answer)) {
                finish();
                return;
            }
        }
        step();
    }

    private void finish() {
        limit.close();
        result.complete(candidates.values().stream()
                .filter(candidate -> candidate.state == State.ANSWERED)
                .limit(RoutingTable.K)
                .map(candidate -> candidate.peer)
                .toList());
    }

    int requests() {
        return requests;
    }
}
