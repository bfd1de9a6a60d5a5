package io.fondaco.market.storage.internal.wire;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.codec.json.DagJson;
import io.fondaco.codec.json.JsonLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.TreeMap;

/** What a Boost transfer of type {@code http} carries as its parameters: JSON with URL and Headers. */
public record HttpParams(URI url, Map<String, String> headers) {

    /** Longest address taken, in characters. */
    private static final int MAX_URL = 2048;

    public HttpParams {
        headers = Map.copyOf(headers);
    }

    /** @throws DecodeException when it is not that JSON, or the URL is none */
    public static HttpParams parse(byte[] json) {
        if (!(DagJson.decode(json, JsonLimits.DEFAULT) instanceof MapNode map)) {
            throw DecodeException.malformed(0, "transfer parameters are no JSON object");
        }
        Map<String, String> headers = new TreeMap<>();
        if (map.get("Headers").orElse(null) instanceof MapNode given) {
            given.entries().forEach((k, v) -> headers.put(k, text(v)));
        }
        String url = map.get("URL").map(HttpParams::text).orElse("");
        if (url.isEmpty() || url.length() > MAX_URL) {
            throw DecodeException.malformed(0, "transfer parameters have no URL of 1 to " + MAX_URL + " characters");
        }
        try {
            return new HttpParams(new URI(url), headers);
        } catch (URISyntaxException e) {
            throw DecodeException.malformed(0, "transfer parameters have a URL that is none");
        }
    }

    private static String text(Node node) {
        if (node instanceof StringNode s) {
            return s.text();
        }
        throw DecodeException.malformed(0, "transfer parameters have something else where text belongs");
    }

    /** The JSON of an address without headers. */
    public static byte[] of(URI url) {
        return DagJson.encode(
                new MapNode(Map.of("Headers", new MapNode(Map.of()), "URL", StringNode.of(url.toString()))));
    }

    @Override
    public String toString() {
        return "HttpParams[" + headers.size() + " headers for " + url.getHost() + "]";
    }
}
