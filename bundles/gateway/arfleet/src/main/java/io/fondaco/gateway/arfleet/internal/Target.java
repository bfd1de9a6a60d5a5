package io.fondaco.gateway.arfleet.internal;

import java.util.regex.Pattern;

/**
 * Whom a request is for, and what it asks of it.
 *
 * <p>Read from the path as it was sent, because that is what the client signed. No path that a provider answers needs escapes
 * or dots that lead elsewhere, so none of them comes through: what is signed, what is checked here and what a provider looks
 * for are the same characters.
 *
 * @param path from the provider's own root, with the query
 */
record Target(String party, String path) {
    /** Where this servlet is. */
    static final String ROOT = "/arfleet";

    private static final Pattern PARTY = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    /** What RFC 3986 allows in a path without escapes, but for parameters after a semicolon. */
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,=:@/-]*+");

    private static final Pattern QUERY = Pattern.compile("[\\x21-\\x7e]*+");

    /**
     * @param uri path as it was sent
     * @param query as it was sent; null when there is none
     */
    static Target of(String uri, String query) {
        if (!uri.startsWith(ROOT + "/")) {
            throw new Refusal(404, "a provider's address is " + ROOT + "/ and its name");
        }
        int end = uri.indexOf('/', ROOT.length() + 1);
        String party = uri.substring(ROOT.length() + 1, end < 0 ? uri.length() : end);
        if (!PARTY.matcher(party).matches()) {
            throw new Refusal(404, "nobody of such a name provides anything here");
        }
        String path = end < 0 ? "/" : uri.substring(end);
        if (!PATH.matcher(path).matches() || path.contains("//")) {
            throw new Refusal(400, "a provider's paths have no escapes, parameters or empty parts");
        }
        for (String part : path.split("/")) {
            if (part.equals(".") || part.equals("..")) {
                throw new Refusal(400, "a provider's paths have no parts that lead elsewhere");
            }
        }
        if (query != null && !QUERY.matcher(query).matches()) {
            throw new Refusal(400, "the query is not encoded as URLs are");
        }
        return new Target(party, query == null ? path : path + "?" + query);
    }
}
