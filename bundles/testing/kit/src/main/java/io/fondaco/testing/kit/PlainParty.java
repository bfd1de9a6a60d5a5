package io.fondaco.testing.kit;

import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.Address;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Network;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A party put together by hand. */
public record PlainParty(String name, Set<Role> roles, Address wallet, Optional<Address> miner, Host host)
        implements Party {

    /** Opens a host for a party of that name, with its seeded keys. */
    public static Host host(Network network, SeededKeys keys, String name) {
        PeerKeyPair pair = keys.peer(name);
        return network.open(Identity.of(pair.peerId(), pair.publicKey().toBytes(), pair::sign), List.of())
                .toCompletableFuture()
                .join();
    }
}
