package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.crypto.KeyStore;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The parties of this house that are in, with the keys they sign items with. */
final class Merchants {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KeyStore keys;
    private final AoUnit unit;
    private final Map<String, Merchant> present = new ConcurrentHashMap<>();

    /** A party as this market sees it. */
    record Merchant(Party party, ItemKeys keys, Account account) {
        String name() {
            return party.name();
        }

        String address() {
            return account.address();
        }

        boolean provides() {
            return party.roles().contains(Role.PROVIDER);
        }
    }

    Merchants(KeyStore keys, AoUnit unit) {
        this.keys = keys;
        this.unit = unit;
    }

    Merchant enter(Party party) {
        ItemKeys own = new ItemKeys(keys.items(party.name()));
        Merchant merchant = new Merchant(party, own, new Account(unit, own));
        synchronized (present) {
            present.put(party.name(), merchant);
            present.notifyAll();
        }
        return merchant;
    }

    /** @return whether it was in; another of the same name may have come since */
    boolean leave(Party party) {
        Merchant there = present.get(party.name());
        return there != null && there.party().equals(party) && present.remove(party.name(), there);
    }

    boolean present(Merchant merchant) {
        return merchant.equals(present.get(merchant.name()));
    }

    Collection<Merchant> all() {
        return List.copyOf(present.values());
    }

    Optional<Merchant> named(String name) {
        return Optional.ofNullable(present.get(name));
    }

    /**
     * Whether a party is in, waiting a few seconds for it: while a node starts, deals resume before all parties are in. For
     * steps only.
     */
    boolean awaited(String name) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        synchronized (present) {
            while (!present.containsKey(name)) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                present.wait(left);
            }
            return true;
        }
    }

    /** @throws ArFleetException when there is none */
    Merchant client(String name) {
        Merchant found = named(name)
                .orElseThrow(
                        () -> new ArFleetException("no party " + name + " in the house; `party:list` shows who is"));
        if (!found.party().roles().contains(Role.CLIENT)) {
            throw new ArFleetException("party " + name + " is no client; give it the role in its configuration");
        }
        return found;
    }

    /** @throws ArFleetException when there is none */
    Merchant provider(String name) {
        return named(name)
                .filter(Merchant::provides)
                .orElseThrow(
                        () -> new ArFleetException("no provider " + name + " in the house; `party:list` shows who is"));
    }
}
