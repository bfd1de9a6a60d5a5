package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.Tag;
import io.fondaco.replica.ChunkTree.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a deal binds both sides to: the tags of its process, which nobody can change. Amounts are base units of the token,
 * times milliseconds.
 *
 * @param root of the tree over packed chunks, hexadecimal
 * @param chunkBytes of a packed chunk; {@code lastChunkBytes} of the last
 * @param replicaKey SHA-256 of the public key that opens the replica, hexadecimal
 * @param every how often leaves are asked for; {@code response} how long they may take
 * @param watcherShare millionths of what is slashed, for who told of it
 * @param activateBy when both sides have to have paid, milliseconds since 1970
 * @param clientCommitment what the client's stirs hash to, hexadecimal; empty for none
 */
public record DealTerms(
        String client,
        String provider,
        String token,
        String root,
        Kind tree,
        long leaves,
        int chunkBytes,
        int lastChunkBytes,
        String replicaKey,
        BigInteger reward,
        BigInteger collateral,
        long periods,
        long every,
        long response,
        int challengeLeaves,
        BigInteger slashPerMiss,
        int forfeitAfter,
        int watcherShare,
        long activateBy,
        String clientCommitment) {

    /** How often a provider may renew a deal at most, in lengths of the deal: it commits to so many secrets beforehand. */
    private static final long RENEWALS = 4;

    public List<Tag> tags() {
        List<Tag> all = new ArrayList<>();
        values().forEach((name, value) -> all.add(new Tag(name, value)));
        return all;
    }

    /** Secrets a side commits to. */
    int secrets() {
        return secrets(periods);
    }

    static int secrets(long periods) {
        return (int) Math.min(1 << 24, periods * RENEWALS + 64);
    }

    private Map<String, String> values() {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        all.put("Client", client);
        all.put("Provider", provider);
        all.put("Token", token);
        all.put("Merkle-Root", root);
        all.put("Tree", tree.name().toLowerCase(Locale.ROOT));
        all.put("Leaves", Long.toString(leaves));
        all.put("Chunk-Bytes", Integer.toString(chunkBytes));
        all.put("Last-Chunk-Bytes", Integer.toString(lastChunkBytes));
        all.put("Replica-Key", replicaKey);
        all.put("Reward", reward.toString());
        all.put("Collateral", collateral.toString());
        all.put("Periods", Long.toString(periods));
        all.put("Every", Long.toString(every));
        all.put("Response", Long.toString(response));
        all.put("Challenge-Leaves", Integer.toString(challengeLeaves));
        all.put("Slash-Per-Miss", slashPerMiss.toString());
        all.put("Forfeit-After", Integer.toString(forfeitAfter));
        all.put("Watcher-Share", Integer.toString(watcherShare));
        all.put("Activate-By", Long.toString(activateBy));
        all.put("Client-Commitment", clientCommitment);
        return all;
    }

    /** @throws IllegalArgumentException when one is missing, there twice, or no number; the process checks their ranges */
    public static DealTerms of(List<Tag> tags) {
        Map<String, String> given = new HashMap<>();
        for (Tag tag : tags) {
            if (given.put(tag.name(), tag.value()) != null && NAMES.contains(tag.name())) {
                throw new IllegalArgumentException("the deal has two tags " + tag.name());
            }
        }
        for (String name : NAMES) {
            if (!given.containsKey(name)) {
                throw new IllegalArgumentException("the deal has no tag " + name);
            }
        }
        Kind kind =
                switch (given.get("Tree")) {
                    case "separated" -> Kind.SEPARATED;
                    case "arfleet" -> Kind.ARFLEET;
                    default -> throw new IllegalArgumentException("no tree is called " + given.get("Tree"));
                };
        return new DealTerms(
                given.get("Client"),
                given.get("Provider"),
                given.get("Token"),
                given.get("Merkle-Root"),
                kind,
                Long.parseLong(given.get("Leaves")),
                Integer.parseInt(given.get("Chunk-Bytes")),
                Integer.parseInt(given.get("Last-Chunk-Bytes")),
                given.get("Replica-Key"),
                new BigInteger(given.get("Reward")),
                new BigInteger(given.get("Collateral")),
                Long.parseLong(given.get("Periods")),
                Long.parseLong(given.get("Every")),
                Long.parseLong(given.get("Response")),
                Integer.parseInt(given.get("Challenge-Leaves")),
                new BigInteger(given.get("Slash-Per-Miss")),
                Integer.parseInt(given.get("Forfeit-After")),
                Integer.parseInt(given.get("Watcher-Share")),
                Long.parseLong(given.get("Activate-By")),
                given.get("Client-Commitment"));
    }

    private static final List<String> NAMES = List.of(
            "Client",
            "Provider",
            "Token",
            "Merkle-Root",
            "Tree",
            "Leaves",
            "Chunk-Bytes",
            "Last-Chunk-Bytes",
            "Replica-Key",
            "Reward",
            "Collateral",
            "Periods",
            "Every",
            "Response",
            "Challenge-Leaves",
            "Slash-Per-Miss",
            "Forfeit-After",
            "Watcher-Share",
            "Activate-By",
            "Client-Commitment");
}
