package io.fondaco.console.shell.internal;

import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code net:id}. */
@Service
@Command(
        scope = "net",
        name = "id",
        description = "Show who this house's parties are on the network and where others reach them. Example: net:id")
public final class NetId extends NetCommand<List<NetId.Card>> {

    /** A party on the network; addresses end with the peer id, as {@code net:connect} takes them. */
    public record Card(String party, PeerId peerId, List<Multiaddr> addresses) {}

    @Override
    List<Card> ask() {
        return parties().stream()
                .map(one -> new Card(
                        one.name(),
                        one.host().id(),
                        one.host().addresses().stream()
                                .map(address -> address.withPeer(one.host().id()))
                                .toList()))
                .toList();
    }

    @Override
    void show(List<Card> cards, PrintStream out) {
        for (Card card : cards) {
            out.println(card.party() + "  " + card.peerId());
            card.addresses().forEach(address -> out.println("  " + address));
        }
    }
}
