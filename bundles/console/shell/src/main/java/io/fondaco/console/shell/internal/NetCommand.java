package io.fondaco.console.shell.internal;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.party.Party;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/**
 * What commands about the network share: each party has a host of its own, and people name peers in several ways.
 *
 * @param <T> the value
 */
abstract class NetCommand<T> extends HouseCommand<T> {

    private static final Duration KEEP = Duration.ofHours(1);

    @Option(name = "--party", description = "Whose host; the first by name when left out")
    @Completion(PartyCompleter.class)
    String party;

    @Reference
    Merchants merchants;

    /** The parties meant: the one named, or all. */
    final List<Party> parties() {
        return party == null ? merchants.all() : List.of(chosen());
    }

    /** The party named, or the first by name. */
    final Party chosen() {
        Optional<Party> found = party == null ? merchants.all().stream().findFirst() : merchants.named(party);
        return found.orElseThrow(() -> new IllegalArgumentException(
                party == null
                        ? "Nobody is in the house; a file etc/io.fondaco.party-NAME.cfg lets somebody in"
                        : "No " + party + " is in the house; party:list shows who is"));
    }

    /** The peer meant by an address with a peer id, by a peer id, or by a party of this house. */
    final PeerId peer(Host host, String target) {
        if (target.startsWith("/")) {
            Multiaddr address = Multiaddr.parse(target);
            PeerId peer = address.peer()
                    .orElseThrow(() -> new IllegalArgumentException(
                            target + " does not say whose address it is; add /p2p/ and the peer's id"));
            if (address.parts().size() > 1) {
                host.peers().learn(peer, List.of(address), KEEP);
            }
            return peer;
        }
        return merchants.named(target).map(known -> known.host().id()).orElseGet(() -> PeerId.parse(target));
    }

    static String seconds(Duration duration) {
        return String.format("%.2f ms", duration.toNanos() / 1e6);
    }
}
