package io.fondaco.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may call where nobody needs a token, because what matters is signed. What is there to read is not for every web page
 * all the same: a name that was turned to this machine shows in {@code Host}, a page of another site in {@code Origin}.
 *
 * @param hosts names this node is called by, beside those of loopback, without a port
 * @param origins web pages that may call, beside those of loopback, such as {@code https://example.org}; {@code *} for all
 */
public record Callers(List<String> hosts, List<String> origins) {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]", Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    public Callers {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        origins = List.copyOf(origins);
    }

    /** As configurations have it: both are lists whose parts are separated by commas. */
    public static Callers of(String hosts, String origins) {
        return new Callers(parts(hosts), parts(origins));
    }

    private static List<String> parts(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /**
     * What is wrong with a request, in a sentence for whoever sent it, printable; to be answered with 403.
     *
     * @param host its header, or null
     * @param origin its header, or null when no page sent it
     * @return empty when it may pass
     */
    public Optional<String> refuse(String host, String origin) {
        if (host == null || !known(PORT.matcher(host).replaceFirst(""))) {
            return Optional.of("nothing here is called by the name in the Host header");
        }
        if (origin != null && !welcome(origin)) {
            return Optional.of("pages of " + printable(origin) + " may not call here");
        }
        return Optional.empty();
    }

    private boolean known(String host) {
        return LOOPBACK.matcher(host).matches() || hosts.contains(host.toLowerCase(Locale.ROOT));
    }

    private boolean welcome(String origin) {
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
