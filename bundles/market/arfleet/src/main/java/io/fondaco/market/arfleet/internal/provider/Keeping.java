package io.fondaco.market.arfleet.internal.provider;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A replica a provider of this house keeps, or is to keep. Amounts are base units of the token, times milliseconds.
 *
 * @param id the placement's name, the client's
 * @param party of this house that provides
 * @param client its address
 * @param bytes of the data, and {@code leaves} packed chunks they make
 * @param least what it has to bring at least, for the whole deal
 * @param collateral the most that is put up
 * @param duration of the deal
 * @param reservedUntil when the place is given to others unless a deal has come
 * @param root of the tree over the chunks, hexadecimal; empty before the deal has come
 * @param process of the deal; empty before it has come
 * @param activateBy when both sides have to have paid
 * @param endsBy when the deal is over at the latest, renewals counted in
 * @param ended how the deal ended; empty while it has not
 * @param why it failed; empty while it did not
 */
public record Keeping(
        String id,
        String party,
        String client,
        long bytes,
        long leaves,
        BigInteger least,
        BigInteger collateral,
        long duration,
        long reservedUntil,
        String root,
        String process,
        long activateBy,
        long endsBy,
        String ended,
        String why) {
    private static final int MOST = 400;

    Keeping accepted(String newRoot, String newProcess, long newActivateBy, long newEndsBy) {
        return new Keeping(
                id,
                party,
                client,
                bytes,
                leaves,
                least,
                collateral,
                duration,
                reservedUntil,
                newRoot,
                newProcess,
                newActivateBy,
                newEndsBy,
                ended,
                why);
    }

    Keeping over(String newEnded, String newWhy) {
        return new Keeping(
                id,
                party,
                client,
                bytes,
                leaves,
                least,
                collateral,
                duration,
                reservedUntil,
                root,
                process,
                activateBy,
                endsBy,
                newEnded,
                newWhy);
    }

    /** What lists show. */
    Map<String, String> facets() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("client", client);
        all.put("provider", party);
        all.put("price", least.toString());
        all.put("chunks", Long.toString(leaves));
        if (!process.isEmpty()) {
            all.put("process", process);
            all.put("root", root);
        }
        if (!ended.isEmpty()) {
            all.put("ended", ended);
        }
        if (!why.isEmpty()) {
            all.put("message", why.substring(0, Math.min(MOST, why.length())));
        }
        return all;
    }
}
