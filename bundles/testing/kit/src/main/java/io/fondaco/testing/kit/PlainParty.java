package io.fondaco.testing.kit;

import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.Address;
import io.fondaco.model.PeerId;
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
        return network.open(
                        new Identity() {
                            @Override
                            public PeerId peerId() {
                                return pair.peerId();
                            }

                            @Override
                            public byte[] publicKey() {
                                return pair.publicKey().toBytes();
                            }

                            @Override
                            public byte[] sign(byte[] message) {
                                return pair.sign(message);
                            }
                        },
                        List.of())
                .toCompletableFuture()
                .join();
    }
}
