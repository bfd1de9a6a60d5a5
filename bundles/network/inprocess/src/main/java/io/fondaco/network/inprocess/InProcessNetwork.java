package io.fondaco.network.inprocess;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.Network;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Peers;
import io.fondaco.network.Protocol;
import io.fondaco.network.PubSub;
import io.fondaco.network.Routing;
import io.fondaco.network.Stream;
import io.fondaco.network.StreamHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;

/** Hosts that reach each other through memory, under the same rules a real network keeps: limits, idle ends, resets. */
public final class InProcessNetwork implements Network, AutoCloseable {

    private final Map<PeerId, LocalHost> hosts = new ConcurrentHashMap<>();
    private final Time time;
    private final Executor threads;
    private final Runnable end;
    private volatile BiPredicate<PeerId, PeerId> links = (from, to) -> true;

    /** @param time ends streams that are idle */
    public InProcessNetwork(Time time) {
        this.time = time;
        ExecutorService own = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "fondaco-network-inprocess");
            thread.setDaemon(true);
            return thread;
        });
        this.threads = own;
        this.end = own::shutdownNow;
    }

    /** @param threads runs what arrives, each host's in order */
    public InProcessNetwork(Time time, Executor threads) {
        this.time = time;
        this.threads = threads;
        this.end = () -> {};
    }

    /** Says who reaches whom from now on; streams that are open stay so. */
    public void links(BiPredicate<PeerId, PeerId> reaches) {
        links = reaches;
    }

    private boolean reaches(PeerId from, PeerId to) {
        return hosts.containsKey(to) && (from.equals(to) || links.test(from, to));
    }

    @Override
    public CompletionStage<Host> open(Identity identity, List<Multiaddr> listen) {
        LocalHost host = new LocalHost(identity.peerId());
        if (hosts.putIfAbsent(identity.peerId(), host) != null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("peer " + identity.peerId() + " is in this process already"));
        }
        return CompletableFuture.completedFuture(host);
    }

    @Override
    public void close() {
        List.copyOf(hosts.values()).forEach(LocalHost::close);
        end.run();
    }

    private final class LocalHost implements Host {
        private final PeerId id;
        private final Map<String, Answer> answers = new ConcurrentHashMap<>();

        private record Answer(Protocol protocol, StreamHandler handler) {}

        private final Peers peers;
        private final LocalTopics topics;
        private final LocalRouting routing;

        private LocalHost(PeerId id) {
            this.id = id;
            this.peers = new LocalPeers(peer -> reaches(id, peer), () -> hosts.keySet().stream()
                    .filter(peer -> reaches(id, peer))
                    .toList());
            this.topics = new LocalTopics(id, threads, this::others);
            this.routing = new LocalRouting(
                    id, () -> hosts.values().stream().map(host -> host.routing).toList());
        }

        private List<LocalTopics> others() {
            return hosts.values().stream()
                    .filter(host -> host != this && reaches(id, host.id))
                    .map(host -> host.topics)
                    .toList();
        }

        @Override
        public PeerId id() {
            return id;
        }

        /** None: memory has no address that means anything to others. */
        @Override
        public List<Multiaddr> addresses() {
            return List.of();
        }

        @Override
        public Peers peers() {
            return peers;
        }

        @Override
        public PubSub pubSub() {
            return topics;
        }

        @Override
        public Routing routing() {
            return routing;
        }

        @Override
        public CompletionStage<Stream> dial(PeerId peer, List<String> protocols) {
            LocalHost other = hosts.get(peer);
            if (other == null || hosts.get(id) != this || !reaches(id, peer)) {
                return fail(NetworkException.Reason.UNKNOWN_PEER, "peer " + peer + " is not in this process");
            }
            for (String protocol : protocols) {
                Answer answer = other.answers.get(protocol);
                if (answer != null) {
                    return connect(other, answer);
                }
            }
            return fail(NetworkException.Reason.NO_COMMON_PROTOCOL, "peer " + peer + " speaks none of " + protocols);
        }

        private CompletionStage<Stream> connect(LocalHost other, Answer answer) {
            LocalStream[] ends = LocalStream.pair(answer.protocol(), id, other.id, time, threads);
            try {
                threads.execute(() -> answer.handler().opened(ends[1]));
            } catch (RejectedExecutionException closing) {
                return fail(NetworkException.Reason.BROKEN, "the network is closing");
            }
            return CompletableFuture.completedFuture(ends[0]);
        }

        private CompletionStage<Stream> fail(NetworkException.Reason reason, String message) {
            return CompletableFuture.failedFuture(new NetworkException(reason, message));
        }

        @Override
        public Registration answer(Protocol protocol, StreamHandler handler) {
            Answer answer = new Answer(protocol, handler);
            if (answers.putIfAbsent(protocol.id(), answer) != null) {
                throw new IllegalStateException(protocol.id() + " is answered already by " + id);
            }
            return () -> answers.remove(protocol.id(), answer);
        }

        @Override
        public void close() {
            hosts.remove(id, this);
            answers.clear();
        }
    }
}
