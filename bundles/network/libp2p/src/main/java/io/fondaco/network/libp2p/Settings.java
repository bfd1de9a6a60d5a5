package io.fondaco.network.libp2p;

import io.fondaco.network.Multiaddr;
import java.time.Duration;
import java.util.List;

/**
 * How the network behaves.
 *
 * @param listen where hosts listen that are not told otherwise; TCP addresses, port 0 for any
 * @param security protocols in the order they are proposed: {@code noise}, {@code tls}
 * @param upgrade how long a new connection may take until it can carry streams
 * @param connect how long one address may take to answer
 * @param negotiate how long agreeing on a stream's protocol may take
 * @param idle how long a stream this side opened may be silent
 * @param maxWindow bytes a stream's receive window may grow to
 * @param peers connections at most, as many streams times eight; also sets the memory for windows
 * @param perAddress connections from one remote address
 * @param perPeerStreams streams with one peer, in each direction
 * @param memory bytes that peers may make this host hold for them
 * @param gossip how messages of topics spread
 * @param routing how content and unknown peers are found
 */
public record Settings(
        List<Multiaddr> listen,
        List<String> security,
        Duration upgrade,
        Duration connect,
        Duration negotiate,
        Duration idle,
        int maxWindow,
        int peers,
        int perAddress,
        int perPeerStreams,
        long memory,
        Gossip gossip,
        Routing routing) {

    /** Parameters of pub/sub; those who share topics use the same. */
    public enum Gossip {
        /** The gossipsub specification's defaults. */
        STANDARD,
        /** The Filecoin network's: a wider mesh, and its scores for blocks and messages. */
        FILECOIN
    }

    /**
     * Finding content and peers by the Kademlia DHT.
     *
     * @param protocol its id, e.g. {@code /ipfs/kad/1.0.0} or {@code /fil/kad/testnetnet/kad/1.0.0}
     * @param bootstrap peers to begin with, their addresses ending in {@code /p2p/...}
     */
    public record Routing(Mode mode, String protocol, List<Multiaddr> bootstrap) {

        /** What part a host takes. */
        public enum Mode {
            /** None: only peers of the house and those it is told of are found. */
            OFF,
            /** Asks others. For hosts that others can not reach. */
            CLIENT,
            /** Asks, and answers others. */
            SERVER
        }

        /** None. */
        public static final Routing OFF = new Routing(Mode.OFF, "/ipfs/kad/1.0.0", List.of());

        public Routing {
            bootstrap = List.copyOf(bootstrap);
            if (!protocol.startsWith("/")) {
                throw new IllegalArgumentException("a protocol id begins with /, unlike '" + protocol + "'");
            }
            for (Multiaddr address : bootstrap) {
                if (address.peer().isEmpty()) {
                    throw new IllegalArgumentException(address + " does not say which peer it is of; add /p2p/<id>");
                }
            }
        }
    }

    /** Loopback only; for a node of a few gigabytes. */
    public static final Settings STANDARD = new Settings(
            List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")),
            List.of("noise", "tls"),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            16 << 20,
            2048,
            256,
            512,
            512L << 20,
            Gossip.STANDARD,
            Routing.OFF);

    public Settings {
        listen = List.copyOf(listen);
        security = List.copyOf(security);
        if (security.isEmpty() || !List.of("noise", "tls").containsAll(security)) {
            throw new IllegalArgumentException("security is noise, tls or both, not " + security);
        }
        if (peers < 1 || perAddress < 1 || perPeerStreams < 1 || memory < 1 << 20 || maxWindow < 256 << 10) {
            throw new IllegalArgumentException("limits are positive, memory is 1 MiB and a window 256 KiB at least");
        }
    }

    /** The same with windows that grow to so many bytes at the most. */
    public Settings windowsUpTo(int bytes) {
        return new Settings(
                listen,
                security,
                upgrade,
                connect,
                negotiate,
                idle,
                bytes,
                peers,
                perAddress,
                perPeerStreams,
                memory,
                gossip,
                routing);
    }

    public Settings listeningAt(List<Multiaddr> addresses) {
        return new Settings(
                addresses,
                security,
                upgrade,
                connect,
                negotiate,
                idle,
                maxWindow,
                peers,
                perAddress,
                perPeerStreams,
                memory,
                gossip,
                routing);
    }

    public Settings securedBy(List<String> protocols) {
        return new Settings(
                listen,
                protocols,
                upgrade,
                connect,
                negotiate,
                idle,
                maxWindow,
                peers,
                perAddress,
                perPeerStreams,
                memory,
                gossip,
                routing);
    }

    public Settings gossiping(Gossip by) {
        return new Settings(
                listen,
                security,
                upgrade,
                connect,
                negotiate,
                idle,
                maxWindow,
                peers,
                perAddress,
                perPeerStreams,
                memory,
                by,
                routing);
    }

    public Settings routedBy(Routing by) {
        return new Settings(
                listen,
                security,
                upgrade,
                connect,
                negotiate,
                idle,
                maxWindow,
                peers,
                perAddress,
                perPeerStreams,
                memory,
                gossip,
                by);
    }
}
