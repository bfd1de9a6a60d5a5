package io.fondaco.console.shell.internal;

import io.fondaco.model.Address;
import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code party:list}. */
@Service
@Command(scope = "party", name = "list", description = "List the parties of this house. Example: party:list")
public final class PartyList extends HouseCommand<List<PartyList.Card>> {

    /**
     * A party.
     *
     * @param address its wallet
     * @param miner its miner actor, empty for mere clients
     */
    public record Card(
            String name,
            List<String> roles,
            Address address,
            Optional<Address> miner,
            PeerId peerId,
            List<Multiaddr> listen) {}

    @Reference
    Merchants merchants;

    @Override
    List<Card> ask() {
        return merchants.all().stream()
                .map(party -> new Card(
                        party.name(),
                        party.roles().stream()
                                .map(role -> role.name().toLowerCase(Locale.ROOT))
                                .sorted()
                                .toList(),
                        party.wallet(),
                        party.miner(),
                        party.host().id(),
                        party.host().addresses()))
                .toList();
    }

    @Override
    void show(List<Card> cards, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (Card card : cards) {
            rows.add(List.of(
                    card.name(),
                    String.join(", ", card.roles()),
                    card.miner().map(Address::toString).orElse(""),
                    brief(card.address()),
                    brief(card.peerId())));
        }
        table(
                out,
                "Nobody; a file etc/io.fondaco.party-NAME.cfg lets somebody in",
                List.of("Name", "Roles", "Miner", "Wallet", "Peer"),
                rows);
    }
}
