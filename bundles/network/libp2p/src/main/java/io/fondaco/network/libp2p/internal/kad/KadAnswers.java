package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.libp2p.internal.kad.KadMessage.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node tells others. On its thread.
 *
 * <p>Source: libp2p/specs, kad-dht, "RPC messages". Values are neither stored nor given.
 */
final class KadAnswers {

    private static final int ADDRESSES_PER_PEER = 8;

    private static final Logger LOG = LoggerFactory.getLogger(KadAnswers.class);

    private final PeerId self;
    private final RoutingTable table;
    private final ProviderStore providers;
    private final KadNode.Caller caller;
    private final Predicate<Multihash> provides;

    /** @param provides whether this host has a content itself */
    KadAnswers(
            PeerId self,
            RoutingTable table,
            ProviderStore providers,
            KadNode.Caller caller,
            Predicate<Multihash> provides) {
        this.self = self;
        this.table = table;
        this.providers = providers;
        this.caller = caller;
        this.provides = provides;
    }

    /** The answer to what a peer asks; empty where none is due. */
    Optional<KadMessage> answer(PeerId from, KadMessage question) {
        return switch (question.type()) {
            case PING -> Optional.of(question);
            case FIND_NODE -> Optional.of(closer(Type.FIND_NODE, from, question.key(), List.of()));
            case GET_PROVIDERS ->
                Optional.of(closer(Type.GET_PROVIDERS, from, question.key(), providersOf(question.key())));
            // No record: that is how a node says that it has no value, or has not kept the one it was given.
            case GET_VALUE -> Optional.of(closer(Type.GET_VALUE, from, question.key(), List.of()));
            case PUT_VALUE -> Optional.of(KadMessage.ask(Type.PUT_VALUE, question.key()));
            case ADD_PROVIDER -> {
                add(from, question);
                yield Optional.empty();
            }
        };
    }

    private KadMessage closer(Type type, PeerId from, byte[] key, List<PeerAddresses> found) {
        List<PeerAddresses> near = new ArrayList<>();
        wanted(key).filter(peer -> !peer.equals(from)).ifPresent(peer -> {
            List<Multiaddr> addresses = peer.equals(self) ? caller.own() : caller.known(peer);
            if (!addresses.isEmpty()) {
                near.add(new PeerAddresses(peer, addresses));
            }
        });
        for (PeerAddresses peer : table.closest(KadKey.of(key), RoutingTable.K + 1)) {
            boolean there = near.stream().anyMatch(other -> other.peer().equals(peer.peer()));
            if (!there && near.size() < RoutingTable.K && !peer.peer().equals(from)) {
                PeerAddresses told = withAddresses(peer);
                if (!told.addresses().isEmpty()) {
                    near.add(told);
                }
            }
        }
        return new KadMessage(type, key, near, found);
    }

    private static Optional<PeerId> wanted(byte[] key) {
        try {
            return Optional.of(PeerId.fromBytes(key));
        } catch (InvalidValueException notAPeer) {
            return Optional.empty();
        }
    }

    private static Optional<Multihash> content(byte[] key) {
        try {
            return Optional.of(Multihash.fromBytes(key));
        } catch (InvalidValueException notAMultihash) {
            return Optional.empty();
        }
    }

    /** The peer with the addresses that are told of it. */
    PeerAddresses withAddresses(PeerAddresses peer) {
        List<Multiaddr> addresses = peer.addresses().isEmpty() ? caller.known(peer.peer()) : peer.addresses();
        return new PeerAddresses(
                peer.peer(), addresses.stream().limit(ADDRESSES_PER_PEER).toList());
    }

    private List<PeerAddresses> providersOf(byte[] key) {
        Optional<Multihash> content = content(key);
        if (content.isEmpty()) {
            return List.of();
        }
        List<PeerAddresses> found = new ArrayList<>();
        if (provides.test(content.get())) {
            found.add(new PeerAddresses(self, caller.own()));
        }
        providers.find(content.get()).forEach(provider -> found.add(withAddresses(provider)));
        return found;
    }

    /** Nobody can speak for another: a record is taken from the provider itself, of others none. */
    private void add(PeerId from, KadMessage message) {
        Optional<Multihash> content = content(message.key());
        if (content.isEmpty()) {
            LOG.debug("{} provides what is no multihash", from);
            return;
        }
        message.providers().stream()
                .filter(provider -> provider.peer().equals(from))
                .findFirst()
                .ifPresent(provider -> providers.add(
                        content.get(),
                        from,
                        provider.addresses().stream().limit(ADDRESSES_PER_PEER).toList()));
    }
}
