package io.fondaco.network.libp2p.internal.kad;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.pb.ProtoReader;
import io.fondaco.codec.pb.ProtoWriter;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request, or the answer to one.
 *
 * <p>Source: libp2p/specs, kad-dht, "RPC messages". Values are not stored here, so their field is passed over.
 *
 * @param key a peer id or a multihash; empty where there is none
 * @param closer peers nearer to the key
 * @param providers peers that have the content
 */
record KadMessage(Type type, byte[] key, List<PeerAddresses> closer, List<PeerAddresses> providers) {

    /** Bytes of a message at most. */
    static final int MAX_BYTES = 1 << 20;

    /** Bytes of a key at most. */
    static final int MAX_KEY = 256;

    /** Peers in one list at most. */
    static final int MAX_PEERS = 1_000;

    /** Addresses of a peer that are read; more are passed over. */
    static final int MAX_ADDRESSES = 32;

    /** What is asked. The order is that of the numbers on the wire. */
    enum Type {
        PUT_VALUE,
        GET_VALUE,
        ADD_PROVIDER,
        GET_PROVIDERS,
        FIND_NODE,
        PING
    }

    static KadMessage ask(Type type, byte[] key) {
        return new KadMessage(type, key, List.of(), List.of());
    }

    byte[] toBytes() {
        ProtoWriter out = new ProtoWriter(1024);
        out.writeVarintField(1, type.ordinal());
        if (key.length > 0) {
            out.writeBytesField(2, key);
        }
        closer.forEach(peer -> out.writeBytesField(8, peer(peer)));
        providers.forEach(peer -> out.writeBytesField(9, peer(peer)));
        return out.toBytes();
    }

    private static byte[] peer(PeerAddresses peer) {
        ProtoWriter out = new ProtoWriter(256);
        out.writeBytesField(1, peer.peer().toBytes());
        peer.addresses().forEach(address -> out.writeBytesField(2, address.toBytes()));
        return out.toBytes();
    }

    /**
     * Reads a message. Addresses and peer ids of kinds nobody here knows are left out.
     *
     * @throws DecodeException when it is malformed or has more than the limits of this class
     */
    static KadMessage fromBytes(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw DecodeException.limit(0, "a message has at most " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        ProtoReader in = new ProtoReader(bytes, 0, bytes.length);
        Type type = Type.PUT_VALUE;
        byte[] key = {};
        List<PeerAddresses> closer = new ArrayList<>();
        List<PeerAddresses> providers = new ArrayList<>();
        while (in.hasMore()) {
            switch (in.readField()) {
                case 1 -> type = type(in);
                case 2 -> {
                    in.expect(ProtoReader.BYTES);
                    int from = in.offset();
                    key = in.readBytes();
                    if (key.length > MAX_KEY) {
                        throw DecodeException.limit(from, "a key has at most " + MAX_KEY + " bytes");
                    }
                }
                case 8 -> read(in).ifPresent(closer::add);
                case 9 -> read(in).ifPresent(providers::add);
                default -> in.skip();
            }
            if (closer.size() > MAX_PEERS || providers.size() > MAX_PEERS) {
                throw DecodeException.limit(in.offset(), "a message has at most " + MAX_PEERS + " peers of a kind");
            }
        }
        return new KadMessage(type, key, List.copyOf(closer), List.copyOf(providers));
    }

    private static Type type(ProtoReader in) {
        in.expect(ProtoReader.VARINT);
        int from = in.offset();
        long number = in.readVarint();
        if (number >= Type.values().length) {
            throw DecodeException.malformed(from, "message type " + number);
        }
        return Type.values()[(int) number];
    }

    private static Optional<PeerAddresses> read(ProtoReader outer) {
        outer.expect(ProtoReader.BYTES);
        ProtoReader in = outer.readMessage();
        Optional<PeerId> id = Optional.empty();
        List<Multiaddr> addresses = new ArrayList<>();
        while (in.hasMore()) {
            int field = in.readField();
            if (field != 1 && field != 2 || field == 2 && addresses.size() == MAX_ADDRESSES) {
                in.skip();
                continue;
            }
            in.expect(ProtoReader.BYTES);
            byte[] value = in.readBytes();
            if (field == 1) {
                id = peer(value);
            } else {
                address(value).ifPresent(addresses::add);
            }
        }
        Optional<PeerId> peer = id;
        return peer.map(who -> new PeerAddresses(
                who,
                addresses.stream()
                        .filter(address -> address.peer()
                                .filter(other -> !other.equals(who))
                                .isEmpty())
                        .map(Multiaddr::withoutPeer)
                        .distinct()
                        .toList()));
    }

    private static Optional<PeerId> peer(byte[] bytes) {
        try {
            return Optional.of(PeerId.fromBytes(bytes));
        } catch (InvalidValueException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<Multiaddr> address(byte[] bytes) {
        try {
            return Optional.of(Multiaddr.fromBytes(bytes));
        } catch (InvalidValueException unknown) {
            return Optional.empty();
        }
    }
}
