package io.fondaco.market.arfleet.internal.client;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Data a client wants stored so many times over. Amounts are base units of the token, times milliseconds.
 *
 * @param id its local name
 * @param party of this house whose it is
 * @param redundancy replicas that are wanted
 * @param until when it ends, milliseconds since 1970
 * @param ceiling the most that is paid for one replica of the whole duration
 * @param placements all there ever were, the oldest first
 * @param achieved replicas there were when that was last looked at
 */
public record Assignment(
        String id,
        String party,
        Placement.Data data,
        int redundancy,
        long duration,
        long until,
        BigInteger ceiling,
        BigInteger collateral,
        long every,
        long response,
        int leaves,
        int forfeitAfter,
        List<Chosen> placements,
        int achieved) {

    public Assignment {
        placements = List.copyOf(placements);
    }

    /**
     * A provider that was chosen.
     *
     * @param placement the local name of its placement
     */
    public record Chosen(String placement, String provider, List<String> urls, Placement.Bargain bargain) {
        public Chosen {
            urls = List.copyOf(urls);
        }
    }

    Assignment chose(List<Chosen> more) {
        List<Chosen> all = new ArrayList<>(placements);
        all.addAll(more);
        return with(all, achieved);
    }

    Assignment has(int replicas) {
        return with(placements, replicas);
    }

    private Assignment with(List<Chosen> newPlacements, int newAchieved) {
        return new Assignment(
                id,
                party,
                data,
                redundancy,
                duration,
                until,
                ceiling,
                collateral,
                every,
                response,
                leaves,
                forfeitAfter,
                newPlacements,
                newAchieved);
    }

    /** What lists show. */
    Map<String, String> facets() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("client", party);
        all.put("file", data.file().substring(Math.max(0, data.file().length() - 400)));
        all.put("replicas", achieved + " of " + redundancy);
        all.put("price", ceiling.toString());
        return all;
    }
}
