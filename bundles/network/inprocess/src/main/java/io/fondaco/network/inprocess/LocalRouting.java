package io.fondaco.network.inprocess;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.Routing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** In one process everybody can be asked what it has. Nobody has an address, and nobody needs one. */
final class LocalRouting implements Routing {

    private final PeerId self;
    private final Supplier<List<LocalRouting>> everybody;
    private final Set<Multihash> provided = ConcurrentHashMap.newKeySet();

    LocalRouting(PeerId self, Supplier<List<LocalRouting>> everybody) {
        this.self = self;
        this.everybody = everybody;
    }

    @Override
    public CompletionStage<Integer> provide(Cid content) {
        provided.add(content.multihash());
        return CompletableFuture.completedFuture(everybody.get().size() - 1);
    }

    @Override
    public boolean withdraw(Cid content) {
        return provided.remove(content.multihash());
    }

    @Override
    public CompletionStage<List<PeerAddresses>> findProviders(Cid content, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one provider is looked for, not " + most);
        }
        return CompletableFuture.completedFuture(everybody.get().stream()
                .filter(other -> other != this && other.provided.contains(content.multihash()))
                .limit(most)
                .map(other -> new PeerAddresses(other.self, List.of()))
                .toList());
    }

    @Override
    public CompletionStage<Optional<PeerAddresses>> findPeer(PeerId peer) {
        return CompletableFuture.completedFuture(everybody.get().stream()
                .filter(other -> other.self.equals(peer))
                .findFirst()
                .map(other -> new PeerAddresses(other.self, List.of())));
    }
}
