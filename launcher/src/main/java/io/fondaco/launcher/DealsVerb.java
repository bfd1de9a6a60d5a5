package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "deals",
        description = "List deals, the newest first; both sides of a deal when both live here.",
        footer = {"", "Example: fondaco deals --open --party alice"})
final class DealsVerb extends Verb.OfNode {

    private static final int MOST = 500;

    @Option(names = "--state", paramLabel = "STATE", description = "Only in this state, such as Active.")
    private String state;

    @Option(names = "--party", paramLabel = "PARTY", description = "Only of this party.")
    private String party;

    @Option(names = "--market", paramLabel = "MARKET.SIDE", description = "Only of this side, such as storage.client.")
    private String market;

    @Option(names = "--cid", paramLabel = "CID", description = "Only for this payload.")
    private String cid;

    @Option(names = "--open", description = "Only those under way.")
    private boolean open;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many at most, 1 to 500 (default: 50).",
            defaultValue = "50")
    private int limit;

    @Option(names = "--after", paramLabel = "CURSOR", description = "Go on after a page: what its 'next' said.")
    private String after;

    @Override
    public Integer call() throws Exception {
        within("--limit", limit, 1, MOST);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("limit", String.valueOf(limit));
        query.put("state", state);
        query.put("party", party);
        query.put("market", market);
        query.put("payloadCid", cid);
        query.put("open", open ? "true" : null);
        query.put("after", after);
        JsonNode page = Api.of(node())
                .get("/deals?"
                        + query.entrySet().stream()
                                .filter(each -> each.getValue() != null)
                                .map(each -> each.getKey() + "=" + Api.segment(each.getValue()))
                                .collect(Collectors.joining("&")));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("DEAL", "SIDE", "PROVIDER", "STATE", "FOR", "PAYLOAD"));
        for (JsonNode deal : page.path("deals")) {
            String id = deal.path("id").asText();
            String payload = deal.path("facets").path("payloadCid").asText();
            rows.add(List.of(
                    Say.toTerminal() ? Deals.shortId(id) : id,
                    deal.path("market").asText(),
                    deal.path("provider").asText(),
                    deal.path("state").asText() + (deal.path("fault").isObject() ? " (held up)" : ""),
                    Deals.span(Duration.between(Instant.parse(deal.path("since").asText()), Instant.now())),
                    Say.toTerminal() ? Deals.shortCid(payload) : payload));
        }
        if (rows.size() == 1) {
            say().line("No deals" + (query.size() > 1 ? " that fit" : "") + ". Make one with: fondaco store FILE");
        } else {
            Deals.table(rows).forEach(say()::line);
        }
        if (page.path("next").isTextual()) {
            say().note("There are more: --after " + page.path("next").asText());
        }
        say().result(page);
        return 0;
    }
}
