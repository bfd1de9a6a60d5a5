package io.fondaco.transfer.http.internal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses of the internet a stranger may have us ask. Everything the registries of special-purpose addresses
 * (RFC 6890, IANA) keep from global reach is refused, and every IPv6 form that hides an IPv4 address: those could lead
 * into the house through a translator.
 */
public final class AddressRules {

    private enum Kind {
        PRIVATE,
        NEVER
    }

    private record Block(byte[] prefix, int bits, Kind kind, String what) {

        private boolean holds(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((address[i / 8] & mask) != (prefix[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Block> BLOCKS = List.of(
            v4(0, 0, 0, 8, Kind.NEVER, "this network"),
            v4(10, 0, 0, 8, Kind.PRIVATE, "private"),
            v4(100, 64, 0, 10, Kind.PRIVATE, "carrier-grade NAT"),
            v4(127, 0, 0, 8, Kind.PRIVATE, "loopback"),
            v4(169, 254, 0, 16, Kind.NEVER, "link-local"),
            v4(172, 16, 0, 12, Kind.PRIVATE, "private"),
            v4(192, 0, 0, 24, Kind.NEVER, "protocol assignments"),
            v4(192, 0, 2, 24, Kind.NEVER, "documentation"),
            v4(192, 88, 99, 24, Kind.NEVER, "6to4 relay"),
            v4(192, 168, 0, 16, Kind.PRIVATE, "private"),
            v4(198, 18, 0, 15, Kind.NEVER, "benchmarking"),
            v4(198, 51, 100, 24, Kind.NEVER, "documentation"),
            v4(203, 0, 113, 24, Kind.NEVER, "documentation"),
            v4(224, 0, 0, 4, Kind.NEVER, "multicast"),
            v4(240, 0, 0, 4, Kind.NEVER, "reserved"),
            v6(96, Kind.NEVER, "any-local or IPv4-compatible"),
            v6(96, Kind.NEVER, "IPv4-mapped", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
            v6(96, Kind.NEVER, "IPv4-translated", 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
            v6(96, Kind.NEVER, "NAT64", 0x00, 0x64, 0xff, 0x9b),
            v6(48, Kind.NEVER, "NAT64", 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01),
            v6(64, Kind.NEVER, "discard", 0x01, 0x00),
            v6(23, Kind.NEVER, "protocol assignments, Teredo", 0x20, 0x01),
            v6(32, Kind.NEVER, "documentation", 0x20, 0x01, 0x0d, 0xb8),
            v6(16, Kind.NEVER, "6to4", 0x20, 0x02),
            v6(20, Kind.NEVER, "documentation", 0x3f, 0xff),
            v6(16, Kind.NEVER, "segment routing", 0x5f, 0x00),
            v6(7, Kind.PRIVATE, "unique local", 0xfc),
            v6(10, Kind.NEVER, "link-local", 0xfe, 0x80),
            v6(10, Kind.NEVER, "site-local", 0xfe, 0xc0),
            v6(8, Kind.NEVER, "multicast", 0xff));

    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private AddressRules() {}

    private static Block v4(int a, int b, int c, int bits, Kind kind, String what) {
        return new Block(new byte[] {(byte) a, (byte) b, (byte) c, 0}, bits, kind, what);
    }

    private static Block v6(int bits, Kind kind, String what, int... prefix) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < prefix.length; i++) {
            bytes[i] = (byte) prefix[i];
        }
        return new Block(bytes, bits, kind, what);
    }

    /** Why an address may not be asked; null when it may. */
    public static String objection(InetAddress address, boolean allowPrivate) {
        byte[] bytes = address.getAddress();
        if (java.util.Arrays.equals(bytes, LOOPBACK_6)) {
            return allowPrivate ? null : "loopback";
        }
        for (Block block : BLOCKS) {
            if (block.holds(bytes)) {
                return allowPrivate && block.kind == Kind.PRIVATE ? null : block.what;
            }
        }
        boolean global = address instanceof Inet4Address || (bytes[0] & 0xe0) == 0x20;
        return global ? null : "not global unicast";
    }
}
