package io.fondaco.network.libp2p.internal.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The addresses that are one party's as far as can be told from outside: one of IPv4, a /64 of IPv6, of which every
 * customer has at least one.
 *
 * @param first the lowest address of the block
 */
public record AddressBlock(InetAddress first) {

    private static final int PREFIX_BYTES = 8;

    /** The block of an address. */
    public static AddressBlock of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return new AddressBlock(address);
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
        try {
            return new AddressBlock(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are no IPv6 address", e);
        }
    }

    @Override
    public String toString() {
        return first.getHostAddress() + (first instanceof Inet6Address ? "/64" : "");
    }
}
