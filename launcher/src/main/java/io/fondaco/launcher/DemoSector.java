package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the demo tells of the sector that the data went into. */
final class DemoSector {
    private static final int PACE_MILLIS = 1000;

    private final Api api;
    private final Story story;
    private final long patienceNanos;

    DemoSector(Api api, Story story, long patienceNanos) {
        this.api = api;
        this.story = story;
        this.patienceNanos = patienceNanos;
    }

    /** @param shown whether to wait until it is shown in a window, see {@link DemoVerb} */
    Map<String, Object> tell(JsonNode stored, boolean shown) throws IOException {
        String miner = api.get(
                        "/deals/" + stored.path("deals").path(0).path("id").asText())
                .path("provider")
                .asText();
        JsonNode sector = sector(miner);
        JsonNode backends = api.run("proof:backends");
        story.step("its sector is sealed, and proven to the chain");
        story.detail(
                "sector",
                sector.path("number").asText() + " of " + miner + ", "
                        + Story.bytes(sector.path("size").asLong()));
        story.detail("proof", sector.path("proof").asText() + ", computed by " + chosen(backends));
        story.detail(
                "shown again",
                "in deadline " + sector.path("deadline").asText() + " of each proving period, next from epoch "
                        + sector.path("window").asText());
        if (shown) {
            sector = untilShown(miner, sector);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        for (String field : new String[] {"miner", "number", "proof", "state", "health", "deadline", "window"}) {
            told.put(field, sector.path(field));
        }
        return told;
    }

    /** The sector with the deal in it: of those on the chain, the one with a piece. */
    private JsonNode sector(String miner) throws IOException {
        for (JsonNode each : api.run("sector:list " + miner)) {
            if (!each.path("pieces").isEmpty()) {
                return each;
            }
        }
        throw new Failure(
                "No sector of " + miner + " holds the deal", "This must not happen; please report it with the log.");
    }

    private JsonNode untilShown(String miner, JsonNode first) throws IOException {
        JsonNode sector = first;
        long end = System.nanoTime() + patienceNanos;
        while (!sector.path("health").asText().equals("PROVEN")) {
            if (System.nanoTime() > end) {
                throw new Failure(
                        "The sector is not shown yet: " + sector.path("health").asText() + ", "
                                + sector.path("trouble").asText(),
                        "Give it more time with --wait.");
            }
            story.progress(
                    "waiting for its window, from epoch "
                            + sector.path("window").asText(),
                    0,
                    0);
            try {
                Thread.sleep(PACE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            sector = sector(miner);
        }
        story.step("it was shown in its window, and has power");
        return sector;
    }

    /** What computes labels and trees. */
    private static String chosen(JsonNode backends) {
        String labels = "";
        String trees = "";
        for (JsonNode each : backends.path("measurements")) {
            if (each.path("chosen").asBoolean()
                    && each.path("operation").asText().equals("LABELS")) {
                labels = each.path("backend").asText();
            }
            if (each.path("chosen").asBoolean()
                    && each.path("operation").asText().equals("TREES")) {
                trees = each.path("backend").asText();
            }
        }
        return labels.equals(trees) ? labels : labels + " (labels) and " + trees + " (trees)";
    }
}
