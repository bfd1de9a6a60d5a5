package io.fondaco.network.libp2p.internal.host;

import io.fondaco.network.AddressProtocol;
import io.fondaco.network.Multiaddr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Between multiaddrs and sockets. */
final class Addresses {

    private Addresses() {}

    /** A host, by number or by name, and a port. */
    record Place(String host, boolean byName, Optional<Integer> ipVersion, int port) {

        /** Asks a name server where the host is given by name: may take long. */
        InetSocketAddress resolve() throws UnknownHostException {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                int version = address instanceof Inet4Address ? 4 : 6;
                if (ipVersion.isEmpty() || ipVersion.get() == version) {
                    return new InetSocketAddress(address, port);
                }
            }
            throw new UnknownHostException(host + " has no IPv" + ipVersion.orElse(0) + " address");
        }
    }

    /** Where a plain TCP address leads; empty for addresses of other transports. */
    static Optional<Place> tcp(Multiaddr address) {
        List<Multiaddr.Part> parts = address.parts();
        boolean plain =
                (parts.size() == 2 || parts.size() == 3 && address.peer().isPresent())
                        && parts.get(1).protocol() == AddressProtocol.TCP;
        if (!plain) {
            return Optional.empty();
        }
        String host = parts.get(0).text();
        int port = Integer.parseInt(parts.get(1).text());
        return switch (parts.get(0).protocol()) {
            case IP4, IP6 -> Optional.of(new Place(host, false, Optional.empty(), port));
            case DNS -> Optional.of(new Place(host, true, Optional.empty(), port));
            case DNS4 -> Optional.of(new Place(host, true, Optional.of(4), port));
            case DNS6 -> Optional.of(new Place(host, true, Optional.of(6), port));
            default -> Optional.empty();
        };
    }

    /** Where others reach a listener: itself, or every address of this machine when it listens at all of them. */
    static List<Multiaddr> reachable(InetSocketAddress socket) {
        if (!socket.getAddress().isAnyLocalAddress()) {
            return List.of(Multiaddr.tcp(socket));
        }
        List<Multiaddr> all = new ArrayList<>();
        boolean ip4Only = socket.getAddress() instanceof Inet4Address;
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !ip4Only || address instanceof Inet4Address)
                    .filter(address -> !address.isLinkLocalAddress())
                    .forEach(address -> all.add(Multiaddr.tcp(new InetSocketAddress(address, socket.getPort()))));
        } catch (SocketException e) {
            throw new NoSuchElementException("this machine does not name its network addresses", e);
        }
        return all;
    }
}
