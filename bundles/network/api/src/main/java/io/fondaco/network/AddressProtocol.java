package io.fondaco.network;

import io.fondaco.model.Multibase;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What a part of a {@link Multiaddr} says. Source: multiformats/multiaddr, protocols.csv. */
public enum AddressProtocol {
    IP4("ip4", 0x04, 4),
    TCP("tcp", 0x06, 2),
    IP6("ip6", 0x29, 16),
    DNS("dns", 0x35, -1),
    DNS4("dns4", 0x36, -1),
    DNS6("dns6", 0x37, -1),
    DNSADDR("dnsaddr", 0x38, -1),
    UDP("udp", 0x0111, 2),
    P2P_CIRCUIT("p2p-circuit", 0x0122, 0),
    UNIX("unix", 0x0190, -1),
    P2P("p2p", 0x01a5, -1),
    HTTPS("https", 0x01bb, 0),
    TLS("tls", 0x01c0, 0),
    QUIC_V1("quic-v1", 0x01cd, 0),
    CERTHASH("certhash", 0x01d2, -1),
    WS("ws", 0x01dd, 0),
    WSS("wss", 0x01de, 0),
    HTTP("http", 0x01e0, 0),
    HTTP_PATH("http-path", 0x01e1, -1);

    /** The {@link #size} of a value that carries its own length. */
    public static final int VARIABLE = -1;

    private static final int MAX_NAME = 255;

    private final String text;
    private final int code;
    private final int size;

    AddressProtocol(String text, int code, int size) {
        this.text = text;
        this.code = code;
        this.size = size;
    }

    /** The protocol with a name; {@code ipfs} is an old name of {@code p2p}. */
    public static Optional<AddressProtocol> named(String text) {
        String name = text.equals("ipfs") ? "p2p" : text;
        return Arrays.stream(values()).filter(p -> p.text.equals(name)).findFirst();
    }

    public static Optional<AddressProtocol> coded(long code) {
        return Arrays.stream(values()).filter(p -> p.code == code).findFirst();
    }

    /** Its name in addresses. */
    public String text() {
        return text;
    }

    public int code() {
        return code;
    }

    /** Bytes of a value, 0 for none, {@link #VARIABLE} when the value carries its own length. */
    public int size() {
        return size;
    }

    boolean hasValue() {
        return size != 0;
    }

    boolean takesTheRest() {
        return this == UNIX;
    }

    byte[] fromText(String value) {
        byte[] bytes =
                switch (this) {
                    case IP4, IP6 -> ip(value);
                    case TCP, UDP -> port(value);
                    case P2P -> PeerId.parse(value).toBytes();
                    case CERTHASH -> Multibase.decode(value);
                    case HTTP_PATH ->
                        URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8)
                                .getBytes(StandardCharsets.UTF_8);
                    default -> value.getBytes(StandardCharsets.UTF_8);
                };
        check(bytes);
        return bytes;
    }

    String toText(byte[] value) {
        return switch (this) {
            case IP4, IP6 -> ipText(value);
            case TCP, UDP -> Integer.toString((value[0] & 0xff) << 8 | value[1] & 0xff);
            case P2P -> PeerId.fromBytes(value).toString();
            case CERTHASH -> Multibase.BASE64URL.encode(value);
            case HTTP_PATH ->
                URLEncoder.encode(new String(value, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                        .replace("+", "%20");
            default -> new String(value, StandardCharsets.UTF_8);
        };
    }

    /** Throws {@link IllegalArgumentException} when the bytes are no value of this protocol. */
    void check(byte[] value) {
        if (size != VARIABLE) {
            if (value.length != size) {
                throw new IllegalArgumentException(value.length + " bytes, not " + size);
            }
            return;
        }
        switch (this) {
            case P2P -> PeerId.fromBytes(value);
            case CERTHASH -> Multihash.fromBytes(value);
            default -> checkName(value);
        }
    }

    private void checkName(byte[] value) {
        if (value.length == 0 || value.length > MAX_NAME) {
            throw new IllegalArgumentException(value.length + " bytes, not 1 to " + MAX_NAME);
        }
        String name;
        try {
            name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
        boolean slash = name.indexOf('/') >= 0 && this != UNIX && this != HTTP_PATH;
        if (slash || name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException("a name has neither slashes nor control characters");
        }
    }

    private byte[] ip(String value) {
        boolean numeric =
                this == IP4 ? value.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") : value.matches("[0-9a-fA-F:.]{2,45}");
        if (!numeric || this == IP6 && value.indexOf(':') < 0) {
            throw new IllegalArgumentException("not a numeric address");
        }
        try {
            // Numeric text only, so this never asks a name server.
            byte[] bytes = InetAddress.getByName(value).getAddress();
            return this == IP6 && bytes.length == 4 ? mapped(bytes) : bytes;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a numeric address", e);
        }
    }

    private static byte[] mapped(byte[] ip4) {
        return ByteBuffer.allocate(16)
                .putLong(0)
                .putShort((short) 0)
                .putShort((short) 0xffff)
                .put(ip4)
                .array();
    }

    private static byte[] port(String value) {
        int port = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : -1;
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
        return new byte[] {(byte) (port >>> 8), (byte) port};
    }

    /** Numeric; IPv6 as RFC 5952 has it: small letters, the longest run of zero groups left out. */
    private static String ipText(byte[] value) {
        if (value.length == 4) {
            return (value[0] & 0xff) + "." + (value[1] & 0xff) + "." + (value[2] & 0xff) + "." + (value[3] & 0xff);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (value[2 * i] & 0xff) << 8 | value[2 * i + 1] & 0xff;
        }
        int best = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                best = i;
                longest = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
