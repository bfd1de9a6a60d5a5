package io.fondaco.network;

import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PeerId;
import io.fondaco.model.Varint;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A self-describing network address such as {@code /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo...}: a row of parts, each a
 * protocol and, for most, a value. Text and bytes are two spellings of the same value; the text is always normal.
 *
 * <p>Source: multiformats/multiaddr and its protocol table.
 */
public final class Multiaddr implements Comparable<Multiaddr> {

    /** Longest binary form accepted, in bytes. */
    public static final int MAX_BYTES = 1024;

    /** A protocol and its value in binary, empty for protocols without one. */
    public record Part(AddressProtocol protocol, byte[] value) {

        /** The value as text, empty for protocols without one. */
        public String text() {
            return protocol.toText(value);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Part that && protocol == that.protocol && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return 31 * protocol.hashCode() + Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "/" + protocol.text() + (protocol.hasValue() ? "/" + text() : "");
        }
    }

    private final List<Part> parts;

    private Multiaddr(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** @throws InvalidValueException naming the offset in characters */
    public static Multiaddr parse(String text) {
        if (!text.startsWith("/") || text.length() == 1) {
            throw invalid(0, "starts with / and names a protocol");
        }
        if (text.length() > 4 * MAX_BYTES) {
            throw invalid(0, "longer than " + 4 * MAX_BYTES + " characters");
        }
        List<Part> parts = new ArrayList<>();
        int at = 1;
        int end = text.endsWith("/") ? text.length() - 1 : text.length();
        while (at < end) {
            int stop = next(text, at, end);
            String name = text.substring(at, stop);
            int start = at;
            AddressProtocol protocol = AddressProtocol.named(name)
                    .orElseThrow(() -> invalid(start, "no protocol is called '" + name + "'"));
            at = stop + 1;
            byte[] value = {};
            if (protocol.hasValue()) {
                if (at >= end) {
                    throw invalid(stop, name + " needs a value");
                }
                stop = protocol.takesTheRest() ? end : next(text, at, end);
                value = valueOf(protocol, text.substring(at, stop), at);
                at = stop + 1;
            }
            parts.add(new Part(protocol, value));
        }
        return checked(parts);
    }

    private static byte[] valueOf(AddressProtocol protocol, String text, int at) {
        try {
            return protocol.fromText(text);
        } catch (IllegalArgumentException e) {
            throw invalid(at, "'" + text + "' is no value for " + protocol.text() + ": " + e.getMessage());
        }
    }

    private static int next(String text, int from, int end) {
        int slash = text.indexOf('/', from);
        return slash < 0 || slash > end ? end : slash;
    }

    /** Reads the binary form, which must fill the array. @throws InvalidValueException naming the offset in bytes */
    public static Multiaddr fromBytes(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw invalid(0, bytes.length + " bytes, not 1 to " + MAX_BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Part> parts = new ArrayList<>();
        while (in.hasRemaining()) {
            int at = in.position();
            long code = Varint.read(in);
            AddressProtocol protocol =
                    AddressProtocol.coded(code).orElseThrow(() -> invalid(at, "no protocol has code " + code));
            long length = protocol.size() == AddressProtocol.VARIABLE ? Varint.read(in) : protocol.size();
            if (length > in.remaining()) {
                throw invalid(at, protocol.text() + " has " + length + " bytes, " + in.remaining() + " are there");
            }
            byte[] value = new byte[(int) length];
            in.get(value);
            try {
                protocol.check(value);
            } catch (IllegalArgumentException e) {
                throw invalid(at, "bad " + protocol.text() + ": " + e.getMessage());
            }
            parts.add(new Part(protocol, value));
        }
        return checked(parts);
    }

    private static Multiaddr checked(List<Part> parts) {
        Multiaddr address = new Multiaddr(parts);
        if (address.toBytes().length > MAX_BYTES) {
            throw invalid(0, "longer than " + MAX_BYTES + " bytes");
        }
        return address;
    }

    /** The address of a TCP socket, from the numeric form of its host. */
    public static Multiaddr tcp(InetSocketAddress socket) {
        byte[] host = socket.getAddress().getAddress();
        int port = socket.getPort();
        return new Multiaddr(List.of(
                new Part(host.length == 4 ? AddressProtocol.IP4 : AddressProtocol.IP6, host),
                new Part(AddressProtocol.TCP, new byte[] {(byte) (port >>> 8), (byte) port})));
    }

    public List<Part> parts() {
        return parts;
    }

    /** The first part of a protocol. */
    public Optional<Part> part(AddressProtocol protocol) {
        return parts.stream().filter(part -> part.protocol() == protocol).findFirst();
    }

    /** Whose address it is, when it ends with {@code /p2p/...}. */
    public Optional<PeerId> peer() {
        Part last = parts.get(parts.size() - 1);
        return last.protocol() == AddressProtocol.P2P ? Optional.of(PeerId.fromBytes(last.value())) : Optional.empty();
    }

    /** The same address without the peer at its end. @throws InvalidValueException when nothing else is there */
    public Multiaddr withoutPeer() {
        if (peer().isEmpty()) {
            return this;
        }
        if (parts.size() == 1) {
            throw invalid(0, "only a peer, no address");
        }
        return new Multiaddr(parts.subList(0, parts.size() - 1));
    }

    /** The same address with this peer at its end. */
    public Multiaddr withPeer(PeerId peer) {
        List<Part> all = new ArrayList<>(peer().isPresent() ? parts.subList(0, parts.size() - 1) : parts);
        all.add(new Part(AddressProtocol.P2P, peer.toBytes()));
        return new Multiaddr(all);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Part part : parts) {
            out.writeBytes(Varint.encode(part.protocol().code()));
            if (part.protocol().size() == AddressProtocol.VARIABLE) {
                out.writeBytes(Varint.encode(part.value().length));
            }
            out.writeBytes(part.value());
        }
        return out.toByteArray();
    }

    @Override
    public int compareTo(Multiaddr other) {
        return Arrays.compareUnsigned(toBytes(), other.toBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multiaddr that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        parts.forEach(text::append);
        return text.toString();
    }

    private static InvalidValueException invalid(int offset, String reason) {
        return new InvalidValueException("multiaddr", offset, reason);
    }
}
