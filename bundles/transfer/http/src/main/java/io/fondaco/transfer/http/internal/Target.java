package io.fondaco.transfer.http.internal;

import io.fondaco.transfer.spi.TransportException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An address whose form was checked: scheme, port, and a host that is a name or an IP address in its one proper spelling.
 *
 * @param host without brackets
 * @param path with query, never empty
 */
public record Target(boolean tls, String host, int port, String path) {

    private static final Pattern OCTET_QUAD =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");

    /** What an address parser somewhere below might read as a number: no top-level domain looks like this. */
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)\\.?");

    private static final Pattern NAME = Pattern.compile("(?!-)[a-z0-9-]{1,63}(?<!-)(?:\\.(?!-)[a-z0-9-]{1,63}(?<!-))*");

    /** @throws TransportException lasting, when it may not be asked whatever it resolves to */
    public static Target of(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (!tls && !scheme.equals("http")) {
            throw refused("its scheme is neither http nor https");
        }
        if (uri.getRawUserInfo() != null
                || String.valueOf(uri.getRawAuthority()).contains("@")) {
            throw refused("it carries a user name");
        }
        if (uri.getHost() == null) {
            throw refused("its host cannot be read");
        }
        String host = host(uri.getHost().toLowerCase(Locale.ROOT));
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        if (port != 80 && port != 443 && (port < 1024 || port > 65535)) {
            throw refused("port " + port + " is neither 80, 443 nor from 1024 to 65535");
        }
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return new Target(tls, host, port, ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery());
    }

    private static String host(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            if (host.contains("%")) {
                throw refused("its address has a zone");
            }
            return host.substring(1, host.length() - 1);
        }
        boolean numeric = NUMERIC.matcher(host).matches();
        if (numeric ? !OCTET_QUAD.matcher(host).matches() : !NAME.matcher(host).matches() || host.length() > 253) {
            throw refused("its host is neither a name nor a plain IP address");
        }
        return host;
    }

    /** Resolves once; every result is checked, and only these may be connected to. */
    public List<InetAddress> resolve(Names names, boolean allowPrivate) {
        List<InetAddress> all;
        try {
            all = names.resolve(host);
        } catch (UnknownHostException e) {
            throw TransportException.passing("the host " + host + " has no address", e);
        }
        for (InetAddress address : all) {
            String objection = AddressRules.objection(address, allowPrivate);
            if (objection != null) {
                throw refused("the host leads to an address that is " + objection);
            }
        }
        if (all.isEmpty()) {
            throw TransportException.passing("the host " + host + " has no address", null);
        }
        return all;
    }

    /** Whether credentials for the one may be sent to the other. */
    public boolean sameOrigin(Target other) {
        return tls == other.tls && port == other.port && host.equals(other.host);
    }

    public boolean literal() {
        return host.contains(":") || OCTET_QUAD.matcher(host).matches();
    }

    /** The host as the Host header has it. */
    public String hostHeader() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    static TransportException refused(String why) {
        return TransportException.lasting("the address is refused: " + why, null);
    }

    /** Without path and query, which may carry secrets. */
    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + hostHeader();
    }
}
