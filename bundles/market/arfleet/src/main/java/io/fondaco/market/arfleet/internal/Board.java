package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.Announcement;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Terms;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The marketplace, where announcements are: writes and reads them in its own words. */
final class Board {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "1.0.0";
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 250;

    private final Ground ground;

    Board(Ground ground) {
        this.ground = ground;
    }

    /** @param sequence above that of the last one. @return complete once it stands there */
    CompletionStage<Void> announce(Account provider, Terms terms, long free, long sequence, Duration lifetime) {
        ObjectNode fields = JSON.createObjectNode();
        fields.put("Protocol-Version", VERSION);
        fields.put("Sequence", sequence);
        fields.put("Time-To-Live", lifetime.toMillis());
        ArrayNode urls = fields.putArray("Connection-Strings");
        terms.connections().forEach(url -> urls.add(url.toString()));
        fields.put("Storage-Capacity", free);
        fields.put("Storage-Price-Deal", terms.perDeal().toString());
        fields.put(
                "Storage-Price-Upload-KB-Sec",
                terms.perKilobyteSecond().stripTrailingZeros().toPlainString());
        fields.put("Min-Storage-Duration", terms.shortest().toMillis());
        fields.put("Max-Storage-Duration", terms.longest().toMillis());
        fields.put("Min-Challenge-Duration", terms.challenges().toMillis());
        fields.put("Max-Challenge-Leaves", terms.leaves());
        fields.put("Max-Collateral", terms.collateral().toString());
        return said(
                provider.send(
                        ground.there().marketplace(),
                        fields.toString().getBytes(StandardCharsets.UTF_8),
                        new Tag("Action", "Announce")),
                "Announced");
    }

    CompletionStage<Void> withdraw(Account provider, long sequence) {
        return said(
                provider.send(
                        ground.there().marketplace(),
                        new Tag("Action", "Withdraw"),
                        new Tag("Sequence", Long.toString(sequence))),
                "Withdrawn");
    }

    private static CompletionStage<Void> said(CompletionStage<Account.Answered> answer, String expected) {
        return answer.thenAccept(answered -> {
            boolean yes = answered.result().outcome().messages().stream()
                    .anyMatch(sent -> sent.tags().contains(new Tag("Action", expected)));
            if (!yes) {
                String why = answered.result().outcome().messages().stream()
                        .flatMap(sent -> sent.tags().stream())
                        .filter(tag -> tag.name().equals("Error"))
                        .map(Tag::value)
                        .findFirst()
                        .orElseGet(() -> answered.result().outcome().error().orElse("it says nothing"));
                throw new ArFleetException("the marketplace refused: " + why);
            }
        });
    }

    /** All that is announced now. What cannot be read is left out: one that writes nonsense is nobody's provider. */
    CompletionStage<List<Announcement>> all(Account asking) {
        return page(asking, "", new ArrayList<>(), 0);
    }

    private CompletionStage<List<Announcement>> page(
            Account asking, String after, List<Announcement> found, int pages) {
        List<Tag> tags = new ArrayList<>(
                List.of(new Tag("Action", "Get-Announcements"), new Tag("Limit", Integer.toString(PAGE))));
        if (!after.isEmpty()) {
            tags.add(new Tag("After", after));
        }
        return asking.look(ground.there().marketplace(), tags.toArray(Tag[]::new))
                .thenCompose(list -> {
                    String last = after;
                    for (JsonNode each : list) {
                        last = each.path("Provider").asText();
                        try {
                            found.add(announcement(each));
                        } catch (IllegalArgumentException | ArithmeticException nonsense) {
                            LOG.warn("the announcement of {} is nonsense: {}", last, nonsense.getMessage());
                        }
                    }
                    return list.size() < PAGE || pages >= MOST_PAGES
                            ? CompletableFuture.completedFuture(found)
                            : page(asking, last, found, pages + 1);
                });
    }

    private static Announcement announcement(JsonNode each) {
        List<URI> urls = new ArrayList<>();
        each.path("Connection-Strings").forEach(url -> urls.add(URI.create(url.asText())));
        return new Announcement(
                each.path("Provider").asText(),
                each.path("Protocol-Version").asText(),
                each.path("Sequence").asLong(),
                Instant.ofEpochMilli(each.path("Valid-Until").asLong()),
                new Terms(
                        urls,
                        each.path("Storage-Capacity").asLong(),
                        new BigInteger(each.path("Storage-Price-Deal").asText()),
                        new BigDecimal(each.path("Storage-Price-Upload-KB-Sec").asText()),
                        Duration.ofMillis(each.path("Min-Storage-Duration").asLong()),
                        Duration.ofMillis(each.path("Max-Storage-Duration").asLong()),
                        Duration.ofMillis(each.path("Min-Challenge-Duration").asLong()),
                        each.path("Max-Challenge-Leaves").asInt(),
                        new BigInteger(each.path("Max-Collateral").asText())));
    }
}
