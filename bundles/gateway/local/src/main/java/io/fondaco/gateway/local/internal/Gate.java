package io.fondaco.gateway.local.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides who may call. A browser page must not reach the API even when it knows the port: a name that was rebound to
 * 127.0.0.1 shows in {@code Host}, a page of another site shows in {@code Origin}.
 */
final class Gate {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]", Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private final ApiToken token;

    Gate(ApiToken token) {
        this.token = token;
    }

    /** What is wrong with a request that carries these headers; empty when it may pass. */
    Optional<Problem> refuse(String host, String origin, String authorization) {
        if (host == null
                || !LOOPBACK.matcher(PORT.matcher(host).replaceFirst("")).matches()) {
            return Optional.of(new Problem(
                    403,
                    "The Host header does not name this machine's loopback address",
                    "Call http://127.0.0.1:PORT as written in api.json."));
        }
        if (origin != null && !isLoopbackOrigin(origin)) {
            return Optional.of(new Problem(
                    403,
                    "Pages of other sites may not call this API",
                    "Call it from a script, without an Origin header."));
        }
        if (!token.opens(authorization)) {
            return Optional.of(new Problem(
                    401,
                    authorization == null ? "No token was sent" : "The token does not fit",
                    "Send 'Authorization: Bearer TOKEN' with the text of api-token in the node's data folder."));
        }
        return Optional.empty();
    }

    private static boolean isLoopbackOrigin(String origin) {
        try {
            URI uri = new URI(origin);
            return uri.getHost() != null && LOOPBACK.matcher(uri.getHost()).matches();
        } catch (URISyntaxException e) {
            return false; // "null" and rubbish alike: not one of ours
        }
    }
}
