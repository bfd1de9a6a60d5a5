package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.Routing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Routing of a host that has it switched off: says so. */
public final class NoRouting implements Routing {

    private static <T> CompletionStage<T> off() {
        return CompletableFuture.failedFuture(new NetworkException(
                Reason.REFUSED, "routing is off; set routing = client or server in io.fondaco.network.libp2p.cfg"));
    }

    @Override
    public CompletionStage<Integer> provide(Cid content) {
        return off();
    }

    @Override
    public boolean withdraw(Cid content) {
        return false;
    }

    @Override
    public CompletionStage<List<PeerAddresses>> findProviders(Cid content, int most) {
        return off();
    }

    @Override
    public CompletionStage<Optional<PeerAddresses>> findPeer(PeerId peer) {
        return off();
    }
}
