package io.fondaco.gateway.local.internal;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the bytes of a deal get to its provider. What cannot work is refused before a file is read and money is set aside.
 *
 * @param transfer a transport's name, or {@value #MANUAL}
 * @param location where a provider pulls from
 */
record Delivery(String transfer, Optional<URI> location) {

    /** Data that is brought by hand. */
    static final String MANUAL = "manual";

    /** The one that pulls from an address. */
    private static final String HTTP = "http";

    /** The one that parties anywhere have. */
    private static final String GRAPHSYNC = "graphsync";

    /** @param here the transports of this house */
    static Delivery of(Optional<String> transfer, Optional<URI> location, Set<String> here) {
        String way = transfer.orElse(location.isPresent() ? HTTP : GRAPHSYNC);
        TreeSet<String> ways = new TreeSet<>(here);
        ways.add(MANUAL);
        if (!ways.contains(way)) {
            throw new IllegalArgumentException(
                    "No way to move data is called '" + way + "'; there are " + String.join(", ", ways));
        }
        if (way.equals(HTTP) && location.isEmpty()) {
            throw new IllegalArgumentException("'transfer' is http, and 'location' does not say where to pull from");
        }
        location.ifPresent(address -> {
            if (!way.equals(HTTP)) {
                throw new IllegalArgumentException(
                        "'location' is for 'transfer' http, which pulls from it, not for " + way);
            }
            if (!isHttp(address)) {
                throw new IllegalArgumentException("'location' must be an http or https address, not " + address);
            }
        });
        return new Delivery(way, location);
    }

    private static boolean isHttp(URI address) {
        String scheme = address.getScheme();
        return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) && address.getHost() != null;
    }
}
