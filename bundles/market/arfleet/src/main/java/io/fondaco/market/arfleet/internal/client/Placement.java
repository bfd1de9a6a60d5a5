package io.fondaco.market.arfleet.internal.client;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One replica of an assignment's data with one provider.
 *
 * @param id its local name
 * @param assignment it is for
 * @param party of this house whose it is
 * @param provider its address
 * @param urls where the provider says it is reached; only the one that answered once it did
 * @param data what is to be stored
 * @param bargain what was agreed
 * @param replica what was made of the data; nothing before it is packed
 * @param process the deal's, once it is spawned
 * @param funding message that brought the reward, once it is sent
 * @param sent chunks the provider has
 * @param latency of the provider's answer, milliseconds
 * @param why it failed; empty while it did not
 */
public record Placement(
        String id,
        String assignment,
        String party,
        String provider,
        List<String> urls,
        Data data,
        Bargain bargain,
        Replica replica,
        String process,
        String funding,
        long sent,
        long latency,
        String why) {
    private static final int MOST = 400;

    public Placement {
        urls = List.copyOf(urls);
    }

    /** @param sha256 of the file, hexadecimal */
    public record Data(String file, long bytes, String sha256) {}

    /**
     * Amounts are base units of the token, times milliseconds.
     *
     * @param reward for the whole deal, and {@code collateral} the provider puts up
     * @param periods of {@code every} each, in which {@code leaves} are shown within {@code response}
     */
    public record Bargain(
            BigInteger reward,
            BigInteger collateral,
            long periods,
            long every,
            long response,
            int leaves,
            int forfeitAfter) {

        /** So much that as many misses as forfeit everything take half of it. */
        public BigInteger slash() {
            BigInteger parts = BigInteger.valueOf(2L * forfeitAfter);
            return collateral.add(parts).subtract(BigInteger.ONE).divide(parts);
        }

        public long duration() {
            return periods * every;
        }
    }

    /**
     * @param root of the tree over its packed chunks, hexadecimal
     * @param leaves chunks of it
     * @param key SHA-256 of the public key that opens it, hexadecimal
     * @param activateBy when both sides have to have paid, milliseconds since 1970
     */
    public record Replica(String root, long leaves, String key, long activateBy) {
        public static final Replica NONE = new Replica("", 0, "", 0);
    }

    Placement initialized(String url, long answered) {
        return new Placement(
                id,
                assignment,
                party,
                provider,
                List.of(url),
                data,
                bargain,
                replica,
                process,
                funding,
                sent,
                answered,
                why);
    }

    Placement encrypted(Replica made) {
        return with(made, process, funding, sent, why);
    }

    Placement spawned(String id) {
        return with(replica, id, funding, sent, why);
    }

    Placement funding(String message) {
        return with(replica, process, message, sent, why);
    }

    Placement sent(long chunks) {
        return with(replica, process, funding, Math.max(sent, chunks), why);
    }

    Placement failed(String reason) {
        return with(replica, process, funding, sent, reason);
    }

    private Placement with(Replica newReplica, String newProcess, String newFunding, long newSent, String newWhy) {
        return new Placement(
                id,
                assignment,
                party,
                provider,
                urls,
                data,
                bargain,
                newReplica,
                newProcess,
                newFunding,
                newSent,
                latency,
                newWhy);
    }

    /** What lists show. */
    Map<String, String> facets() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("assignment", assignment);
        all.put("client", party);
        all.put("provider", provider);
        all.put("price", bargain.reward().toString());
        all.put("collateral", bargain.collateral().toString());
        if (!process.isEmpty()) {
            all.put("process", process);
        }
        if (replica.leaves() > 0) {
            all.put("sent", sent + " of " + replica.leaves() + " chunks");
        }
        if (!why.isEmpty()) {
            all.put("message", why.substring(0, Math.min(MOST, why.length())));
        }
        return all;
    }
}
