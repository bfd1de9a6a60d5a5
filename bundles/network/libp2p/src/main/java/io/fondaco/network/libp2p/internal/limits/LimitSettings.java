package io.fondaco.network.libp2p.internal.limits;

/**
 * Ceilings by kind of scope.
 *
 * @param system all of a host
 * @param unsecured all connections whose peer is not known yet
 * @param peer each peer
 * @param protocol each protocol
 * @param perAddress connections from one remote address
 * @param unsecuredPerAddress how many of those may be of peers that are not known yet
 */
public record LimitSettings(
        Ceiling system, Ceiling unsecured, Ceiling peer, Ceiling protocol, int perAddress, int unsecuredPerAddress) {

    private static final long MIB = 1 << 20;

    /** For a node of a few gigabytes: 2,000 peers, 256 MiB in windows. */
    public static final LimitSettings STANDARD = new LimitSettings(
            new Ceiling(2048, 2048, 16384, 16384, 512 * MIB),
            new Ceiling(256, 256, 0, 0, 32 * MIB),
            new Ceiling(8, 8, 512, 512, 96 * MIB),
            new Ceiling(Integer.MAX_VALUE, Integer.MAX_VALUE, 4096, 4096, 256 * MIB),
            256,
            16);
}
