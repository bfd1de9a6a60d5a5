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
        long memory) {

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
            512L << 20);

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
                memory);
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
                memory);
    }
}
