package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Between the addresses of one peer: the next is begun when the one before has failed or has not answered within
 * {@link #STAGGER}, at most {@link #AT_ONCE} together. The first that leads to a connection wins, the others are given up.
 *
 * <p>Source: RFC 8305, of addresses of two families.
 *
 * @param <C> a connection
 */
final class Race<C> {

    /** After this long without an answer the next address is begun. */
    static final Duration STAGGER = Duration.ofMillis(250);

    /** Addresses under way together. */
    static final int AT_ONCE = 3;

    private final PeerId peer;
    private final EventExecutor loop;
    private final Duration most;
    private final Function<Multiaddr, CompletableFuture<C>> begin;
    private final Consumer<C> discard;
    private final CompletableFuture<C> result = new CompletableFuture<>();

    // What follows belongs to the loop.
    private final Deque<Multiaddr> waiting;
    private final Map<Multiaddr, CompletableFuture<C>> running = new LinkedHashMap<>();
    private final List<NetworkException> failures = new ArrayList<>();
    private Future<?> deadline;
    private Future<?> next;

    /**
     * @param most how long all may take together
     * @param begin fails with a sentence that names the address; giving up cancels
     * @param discard takes a connection that was too late
     */
    Race(
            PeerId peer,
            Collection<Multiaddr> addresses,
            EventExecutor loop,
            Duration most,
            Function<Multiaddr, CompletableFuture<C>> begin,
            Consumer<C> discard) {
        this.peer = peer;
        this.waiting = addresses.stream()
                .map(Multiaddr::withoutPeer)
                .collect(Collectors.collectingAndThen(Collectors.toCollection(LinkedHashSet::new), ArrayDeque::new));
        this.loop = loop;
        this.most = most;
        this.begin = begin;
        this.discard = discard;
    }

    /** Once; exceptionally a {@link NetworkException} that says of each address why not. */
    CompletionStage<C> run() {
        onLoop(() -> {
            deadline = loop.schedule(this::outOfTime, most.toNanos(), TimeUnit.NANOSECONDS);
            next();
        });
        return result;
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new NetworkException(Reason.BROKEN, "this host is closed"));
        }
    }

    private void next() {
        if (next != null) {
            next.cancel(false);
        }
        if (result.isDone() || waiting.isEmpty() || running.size() == AT_ONCE) {
            return;
        }
        Multiaddr address = waiting.poll();
        CompletableFuture<C> attempt = begin.apply(address);
        running.put(address, attempt);
        attempt.whenComplete((connection, failure) -> onLoop(() -> ended(address, connection, failure)));
        next = loop.schedule(this::next, STAGGER.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ended(Multiaddr address, C connection, Throwable failure) {
        running.remove(address);
        if (result.isDone()) {
            if (connection != null) {
                discard.accept(connection);
            }
            return;
        }
        if (failure == null) {
            result.complete(connection);
            stop();
            return;
        }
        Throwable root =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        failures.add(
                root instanceof NetworkException known
                        ? known
                        : new NetworkException(Reason.BROKEN, address + ": " + root));
        if (waiting.isEmpty() && running.isEmpty()) {
            fail();
        } else {
            next();
        }
    }

    private void outOfTime() {
        String within = " within " + most.toSeconds() + " s";
        running.keySet()
                .forEach(address ->
                        failures.add(new NetworkException(Reason.OUT_OF_TIME, address + ": not ready" + within)));
        waiting.forEach(
                address -> failures.add(new NetworkException(Reason.OUT_OF_TIME, address + ": not tried" + within)));
        fail();
    }

    private void fail() {
        result.completeExceptionally(
                failures.size() == 1
                        ? failures.get(0)
                        : new NetworkException(
                                Reason.UNKNOWN_PEER,
                                peer + " cannot be reached: "
                                        + failures.stream()
                                                .map(Throwable::getMessage)
                                                .collect(Collectors.joining("; "))));
        stop();
    }

    private void stop() {
        deadline.cancel(false);
        if (next != null) {
            next.cancel(false);
        }
        List.copyOf(running.values()).forEach(attempt -> attempt.cancel(false));
    }
}
