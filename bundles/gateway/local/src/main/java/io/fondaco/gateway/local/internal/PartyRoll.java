package io.fondaco.gateway.local.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.model.Address;
import io.fondaco.network.Multiaddr;
import io.fondaco.party.Newcomer;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Who is in the house, and whom a request means that names nobody. */
@Component(service = PartyRoll.class)
public final class PartyRoll {

    private final List<Party> parties = new CopyOnWriteArrayList<>();
    private final List<Newcomer> newcomers = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(Party party) {
        parties.add(party);
    }

    public void leave(Party party) {
        parties.remove(party);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "forget")
    public void expect(Newcomer newcomer) {
        newcomers.add(newcomer);
    }

    public void forget(Newcomer newcomer) {
        newcomers.remove(newcomer);
    }

    /** A party that is not in yet. @param waitsFor what keeps it, one sentence */
    record Awaited(String name, String waitsFor) {}

    /** Those who are not in yet, by name. */
    List<Awaited> awaited() {
        return newcomers.stream()
                .sorted(Comparator.comparing(Newcomer::name))
                .flatMap(newcomer -> newcomer.waitsFor().stream().map(what -> new Awaited(newcomer.name(), what)))
                .toList();
    }

    /** By name. */
    List<Party> all() {
        return parties.stream().sorted(Comparator.comparing(Party::name)).toList();
    }

    List<Party> with(Role role) {
        return all().stream().filter(party -> party.roles().contains(role)).toList();
    }

    Optional<Party> named(String name) {
        return parties.stream().filter(party -> party.name().equals(name)).findFirst();
    }

    /** The party of that name, or the only one with the role when no name is given. */
    Party choose(String name, Role role) {
        String kind = role.name().toLowerCase(Locale.ROOT);
        if (!name.isEmpty()) {
            Party party = named(name)
                    .orElseThrow(() -> new Problem(
                            404, "No party " + name + " is in the house", "There are: " + names(all()) + "."));
            if (!party.roles().contains(role)) {
                throw new Problem(
                        422,
                        "Party " + name + " is no " + kind,
                        "Give it the role in etc/io.fondaco.party-" + name + ".cfg, or name another one.");
            }
            return party;
        }
        List<Party> fit = with(role);
        if (fit.isEmpty()) {
            throw new Problem(
                    422, "No " + kind + " is in the house", "Add one: a file etc/io.fondaco.party-NAME.cfg makes it.");
        }
        if (fit.size() > 1) {
            throw new Problem(422, "Several could be the " + kind + ": " + names(fit), "Name one of them.");
        }
        return fit.get(0);
    }

    static String names(List<Party> parties) {
        return parties.isEmpty() ? "none" : parties.stream().map(Party::name).collect(Collectors.joining(", "));
    }

    /** What {@code /status} and {@code start --json} tell of a party. */
    static Map<String, Object> card(Party party) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("name", party.name());
        card.put("address", party.wallet().toString());
        card.put("peerId", party.host().id().toString());
        card.put(
                "listen",
                party.host().addresses().stream().map(Multiaddr::toString).toList());
        card.put(
                "roles",
                party.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
        card.put("miner", party.miner().map(Address::toString).orElse(null));
        return card;
    }

    /** The card with the money beside it. */
    static Map<String, Object> account(Party party, Chain chain, StorageMarketActor actor) {
        Map<String, Object> card = card(party);
        card.put("balance", chain.balance(party.wallet()).toString());
        // A provider's collateral stands in the market under its miner's address, a client's money under its wallet.
        EscrowBalance escrow = actor.escrow(party.miner().orElse(party.wallet()));
        Map<String, Object> money = new LinkedHashMap<>();
        money.put("total", escrow.escrow().toString());
        money.put("locked", escrow.locked().toString());
        money.put("reserved", escrow.reserved().toString());
        card.put("escrow", money);
        return card;
    }
}
