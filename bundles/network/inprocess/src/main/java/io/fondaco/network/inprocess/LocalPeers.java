package io.fondaco.network.inprocess;

import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.PeerView;
import io.fondaco.network.Peers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** In one process everybody is there, at once and without connections. */
final class LocalPeers implements Peers {

    private final Predicate<PeerId> here;
    private final Supplier<List<PeerId>> everybody;

    LocalPeers(Predicate<PeerId> here, Supplier<List<PeerId>> everybody) {
        this.here = here;
        this.everybody = everybody;
    }

    /** Nothing to remember: addresses are not needed. */
    @Override
    public void learn(PeerId peer, Collection<Multiaddr> addresses, Duration keep) {}

    @Override
    public Optional<PeerView> find(PeerId peer) {
        return here.test(peer) ? Optional.of(view(peer)) : Optional.empty();
    }

    private static PeerView view(PeerId peer) {
        return new PeerView(peer, List.of(), List.of(), "", List.of());
    }

    @Override
    public List<PeerView> list() {
        return everybody.get().stream().map(LocalPeers::view).toList();
    }

    @Override
    public CompletionStage<PeerView> connect(PeerId peer) {
        return here.test(peer)
                ? CompletableFuture.completedFuture(view(peer))
                : CompletableFuture.failedFuture(
                        new NetworkException(Reason.UNKNOWN_PEER, "peer " + peer + " is not in this process"));
    }

    @Override
    public boolean disconnect(PeerId peer) {
        return false;
    }

    @Override
    public CompletionStage<Duration> ping(PeerId peer) {
        return connect(peer).thenApply(view -> Duration.ZERO);
    }

    /** Memory is not a wire: there is nothing to measure. */
    @Override
    public CompletionStage<Speed> measure(PeerId peer, long up, long down) {
        return connect(peer).thenApply(view -> new Speed(Duration.ZERO, Duration.ZERO));
    }

    @Override
    public List<Limit> limits() {
        return List.of();
    }
}
