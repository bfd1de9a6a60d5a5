package io.fondaco.console.shell.internal;

import io.fondaco.model.Address;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Who is in the house. Commands ask here, because a command that names parties itself would be gone with the last. */
@Component(service = Merchants.class)
public final class Merchants {

    private final List<Party> parties = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(Party party) {
        parties.add(party);
    }

    public void leave(Party party) {
        parties.remove(party);
    }

    List<Party> all() {
        return parties.stream().sorted(Comparator.comparing(Party::name)).toList();
    }

    Optional<Party> named(String name) {
        return parties.stream().filter(party -> party.name().equals(name)).findFirst();
    }

    /** The wallet of the party of that name, or the address it is. */
    Address wallet(String who) {
        Optional<Party> party = named(who);
        if (party.isPresent()) {
            return party.get().wallet();
        }
        try {
            return Address.parse(who);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + who + "' is neither a party of this house, which party:list shows, nor an address: "
                            + e.getMessage(),
                    e);
        }
    }

    /** The party of that name, or the only one with the role when there is no name. */
    Party choose(String name, Role role) {
        List<Party> fit = all().stream()
                .filter(party -> name == null || party.name().equals(name))
                .filter(party -> party.roles().contains(role))
                .toList();
        if (fit.size() == 1) {
            return fit.get(0);
        }
        String kind = role.name().toLowerCase(Locale.ROOT);
        if (name != null) {
            throw new IllegalArgumentException("No " + kind + " " + name + " is in the house; party:list shows who is");
        }
        throw new IllegalArgumentException(
                fit.isEmpty()
                        ? "No " + kind + " is in the house; party:list shows who is"
                        : "Several could be the " + kind + ": "
                                + fit.stream().map(Party::name).collect(Collectors.joining(", ")) + "; name one");
    }
}
