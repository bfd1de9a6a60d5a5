package io.fondaco.transfer.http.internal;

import io.fondaco.transfer.spi.TransportException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The headers an order brings, which a stranger wrote. */
public final class RequestHeaders {

    static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    private static final int MOST_BYTES = 8 * 1024;

    /** They shape the exchange itself, which is ours. */
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "range",
            "if-range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "accept-encoding",
            "keep-alive",
            "via",
            "forwarded",
            "http2-settings");

    private RequestHeaders() {}

    /** @throws TransportException lasting, naming the header but never its value */
    public static Map<String, String> check(Map<String, String> headers) {
        int length = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey();
            String lower = name.toLowerCase(Locale.ROOT);
            if (!TOKEN.matcher(name).matches()) {
                throw refused("a header name has characters that none may have");
            }
            if (OURS.contains(lower) || lower.startsWith("proxy-") || lower.startsWith("x-forwarded-")) {
                throw refused("header " + name + " may not be set");
            }
            if (!VALUE.matcher(header.getValue()).matches()) {
                throw refused("the value of header " + name + " has characters that none may have");
            }
            length += name.length() + header.getValue().length() + 4;
        }
        if (length > MOST_BYTES) {
            throw refused("the headers have " + length + " bytes, " + MOST_BYTES + " are allowed");
        }
        return headers;
    }

    private static TransportException refused(String why) {
        return TransportException.lasting("the order's headers are refused: " + why, null);
    }
}
