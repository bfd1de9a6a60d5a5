package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The demo's other market: the same file as three replicas in ArFleet, one of which is damaged on purpose. */
final class DemoArFleet {
    /** Providers beside the one that both markets have: as many as replicas are wanted, and one to make up for the damage. */
    static final List<String> PROVIDERS = List.of("carol", "dave", "erin");

    private static final int REPLICAS = 3;
    private static final int CHUNK = 8192;
    private static final int ONE_IN = 4;
    private static final int PACE_MILLIS = 500;
    private static final String EVERY = "4s";
    private static final long CEILING = 1_000_000_000_000L;

    private final Api api;
    private final Story story;
    private final Path node;
    private final long patienceNanos;
    private String assignment = "";

    DemoArFleet(Api api, Story story, Path node, long patienceNanos) {
        this.api = api;
        this.story = story;
        this.node = node;
        this.patienceNanos = patienceNanos;
    }

    /** Has the file stored, and goes on when all replicas are there. */
    void store(Path file) throws IOException {
        until(
                "the providers' announcements",
                () -> api.run("arfleet:market"),
                market -> market.path("announcements").size() > PROVIDERS.size());
        JsonNode assigned =
                api.run("arfleet:assign --client alice --redundancy " + REPLICAS + " --duration 10m --every " + EVERY
                        + " --response 2s --leaves 20 --price " + CEILING + " " + quoted(file));
        assignment = assigned.path("id").asText();
        until("the replicas", () -> api.run("arfleet:assignments " + assignment).path(0), order -> order.path("state")
                .asText()
                .equals("Placed"));
        story.step("ArFleet: " + REPLICAS + " replicas, each packed with a key of its own");
        for (JsonNode placement : placements()) {
            story.detail(
                    name(placement),
                    "deal " + placement.path("process").asText().substring(0, 10) + "..., asked for 20 chunks every "
                            + EVERY);
        }
    }

    private static String quoted(Path file) {
        return "'" + file.toString().replace("'", "\\'") + "'";
    }

    /** Damages a replica, and waits until that is found out and made up for. @param out where to fetch the file to */
    Map<String, Object> tell(Path out) throws IOException {
        List<JsonNode> before = placements();
        story.step("ArFleet: meanwhile every provider has shown what it was asked for");
        for (JsonNode placement : before) {
            story.detail(
                    name(placement),
                    placement.path("deal").path("passes").asText() + " periods shown, "
                            + placement.path("deal").path("misses").asText() + " missed");
        }
        JsonNode victim = before.get(0);
        String loser = name(victim);
        damage(loser, victim.path("id").asText());
        story.step("ArFleet: " + loser + "'s replica is damaged on purpose, one chunk in " + ONE_IN);
        String id = victim.path("id").asText();
        JsonNode caught = until(
                "the next challenges",
                () -> placement(id),
                placement -> placement.path("deal").path("status").asText().equals("Forfeited"));
        story.step("ArFleet: " + loser + " is caught, slashed, and loses the deal");
        story.detail(
                "slashed",
                caught.path("deal").path("slashed").asText() + " of "
                        + caught.path("collateral").asText() + ", which are alice's now");
        until("the replacement", () -> api.run("arfleet:placements " + assignment), all -> fresh(all, before)
                .isPresent());
        JsonNode fresh =
                fresh(api.run("arfleet:placements " + assignment), before).orElseThrow();
        story.step("ArFleet: " + name(fresh) + " makes up for it: " + REPLICAS + " replicas again");
        JsonNode fetched = api.run("arfleet:fetch " + assignment + " " + quoted(out));
        story.step(
                "ArFleet: fetched back from " + party(fetched.path("provider").asText()) + ", every chunk checked");
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("assignment", assignment);
        told.put("slashed", caught.path("deal").path("slashed"));
        told.put("placements", placements());
        told.put("sha256", fetched.path("sha256").asText());
        return told;
    }

    /** A placement with an active deal that was not there before. */
    private static Optional<JsonNode> fresh(JsonNode all, List<JsonNode> before) {
        for (JsonNode placement : all) {
            boolean old = before.stream().anyMatch(known -> known.path("id")
                    .asText()
                    .equals(placement.path("id").asText()));
            if (!old && placement.path("deal").path("status").asText().equals("Activated")) {
                return Optional.of(placement);
            }
        }
        return Optional.empty();
    }

    private void damage(String party, String id) throws IOException {
        Path packed = node.resolve("arfleet/provider")
                .resolve(party)
                .resolve(id.substring(0, id.indexOf('@')))
                .resolve("packed");
        try (FileChannel file = FileChannel.open(packed, StandardOpenOption.WRITE)) {
            for (long at = 0; at < file.size(); at += (long) ONE_IN * CHUNK) {
                file.write(ByteBuffer.allocate(CHUNK), at);
            }
        }
    }

    private List<JsonNode> placements() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        api.run("arfleet:placements " + assignment).forEach(all::add);
        return all;
    }

    private JsonNode placement(String id) throws IOException {
        return placements().stream()
                .filter(placement -> placement.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String name(JsonNode placement) throws IOException {
        return party(placement.path("provider").asText());
    }

    private String party(String address) throws IOException {
        for (JsonNode merchant : api.run("arfleet:merchants")) {
            if (merchant.path("address").asText().equals(address)) {
                return merchant.path("name").asText();
            }
        }
        return address;
    }

    /** Something to look at again and again. */
    @FunctionalInterface
    private interface Look {
        JsonNode at() throws IOException;
    }

    private JsonNode until(String who, Look look, Predicate<JsonNode> so) throws IOException {
        long end = System.nanoTime() + patienceNanos;
        JsonNode seen = look.at();
        while (!so.test(seen)) {
            if (System.nanoTime() > end) {
                throw new Failure(
                        "Waiting for " + who + " took longer than allowed: " + seen,
                        "Give it more time with --wait SECONDS.");
            }
            story.progress("waiting for " + who, 0, 0);
            try {
                Thread.sleep(PACE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            seen = look.at();
        }
        return seen;
    }
}
