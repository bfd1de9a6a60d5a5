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

    /** Long enough to be dialled now; who answers there is remembered by the connection. */
    private static final Duration KEEP = Duration.ofMinutes(1);

    @Option(
            name = "--party",
            description = "Whose host; left out, what is shown is all of them, what is done the first by name")
    @Completion(PartyCompleter.class)
    String party;

    @Reference
    Merchants merchants;

    /** The parties meant: the one named, or all. */
    final List<Party> parties() {
        return party == null && !merchants.all().isEmpty() ? merchants.all() : List.of(chosen());
    }

    /** The party named, or the first by name. */
    final Party chosen() {
        Optional<Party> found = party == null ? merchants.all().stream().findFirst() : merchants.named(party);
        return found.orElseThrow(() -> new IllegalArgumentException(
                party == null
                        ? "Nobody is in the house: a file etc/io.fondaco.party-NAME.cfg lets somebody in, and when there is"
                                + " one, fondaco status says what it waits for"
                        : "No party '" + party + "' is in the house; party:list shows who is"));
    }

    /** The peer meant by an address with a peer id, by a peer id, or by a party of this house. */
    final PeerId peer(Host host, String target) {
        if (target.startsWith("/")) {
            Multiaddr address = Multiaddr.parse(target);
            PeerId peer = address.peer()
                    .orElseThrow(() -> new IllegalArgumentException(
                            target + " does not say whose address it is; add /p2p/ and the peer's id"));
            // A peer that is connected is not dialled: the address would be kept without ever having been tried.
            if (address.parts().size() > 1 && !connected(host, peer)) {
                host.peers().learn(peer, List.of(address), KEEP);
            }
            return peer;
        }
        return merchants.named(target).map(known -> known.host().id()).orElseGet(() -> id(target));
    }

    private static PeerId id(String target) {
        try {
            return PeerId.parse(target);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "'" + target + "' is no party of this house, no peer id and no address such as"
                            + " /ip4/192.0.2.7/tcp/4001/p2p/12D3Koo...",
                    none);
        }
    }

    static boolean connected(Host host, PeerId peer) {
        return host.peers()
                .find(peer)
                .filter(view -> !view.connections().isEmpty())
                .isPresent();
    }

    static String seconds(Duration duration) {
        return String.format("%.2f ms", duration.toNanos() / 1e6);
    }
}
