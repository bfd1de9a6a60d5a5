package io.fondaco.gateway.arfleet.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may call. Requests are signed where it matters, so nobody needs a token; but what a provider keeps is not for every web
 * page: a name that was turned to this machine shows in {@code Host}, a page of another site in {@code Origin}.
 */
record Access(List<String> hosts, List<String> origins) {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]", Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    Access {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        origins = List.copyOf(origins);
    }

    /** The parts of a text that are separated by commas. */
    static List<String> list(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** What is wrong with a request that carries these headers; empty when it may pass. */
    Optional<Refusal> refuse(String host, String origin) {
        if (host == null || !known(PORT.matcher(host).replaceFirst(""))) {
            return Optional.of(new Refusal(403, "this house is not called by the name in the Host header"));
        }
        if (origin != null && !welcome(origin)) {
            return Optional.of(new Refusal(403, "pages of " + printable(origin) + " may not call here"));
        }
        return Optional.empty();
    }

    private boolean known(String host) {
        return LOOPBACK.matcher(host).matches() || hosts.contains(host.toLowerCase(Locale.ROOT));
    }

    /** Whether pages of an origin may read answers. */
    boolean welcome(String origin) {
        if (origins.contains("*") || origins.contains(origin)) {
            return true;
        }
        try {
            String host = new URI(origin).getHost();
            return host != null && LOOPBACK.matcher(host).matches();
        } catch (URISyntaxException e) {
            return false; // "null" and rubbish alike: not one of ours
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
