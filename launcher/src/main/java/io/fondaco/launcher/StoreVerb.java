package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "store",
        description = "Store a file: prepare it and make a deal for it.",
        footer = {
            "",
            "Ends once the deal is made and written down; the node carries it out. With --wait it ends once every deal is"
                    + " that far, and fails when one ends before.",
            "",
            "The piece CID commits to the CAR the file is packed into, not to the bare file: 'fondaco tool car FILE -o OUT'"
                    + " makes the same CAR and 'fondaco tool commp OUT' the same piece CID.",
            "",
            "When a deal has ended nobody keeps the file any more; 'fondaco explain DEAL' tells when that is.",
            "",
            "Example: fondaco store photo.jpg --provider bob --wait"
        })
final class StoreVerb extends Verb.OfNode {

    @Parameters(paramLabel = "FILE", description = "The file to store; relative to this folder.")
    private Path file;

    @Option(names = "--client", paramLabel = "PARTY", description = "Who pays (default: the only client there is).")
    private String client;

    @Option(
            names = "--provider",
            paramLabel = "PARTY|ADDRESS",
            description = "Who stores it (default: the only provider there is).")
    private String provider;

    @Option(
            names = "--copies",
            paramLabel = "N",
            description = "Store with so many providers of this node (default: 1).")
    private Integer copies;

    @Option(names = "--market", paramLabel = "NAME", description = "Which market (default: the only one open).")
    private String market;

    @Option(
            names = "--duration",
            paramLabel = "EPOCHS",
            description =
                    "How long the deal lasts, within the network's bounds (default: as long as the network takes, at most"
                            + " 518400, which is 180 days of 30 s each).")
    private Long duration;

    @Option(
            names = "--price",
            paramLabel = "AMOUNT",
            description = "What is paid per epoch, such as '20 nanoFIL' (default: what the provider asks).")
    private String price;

    @Option(
            names = "--transfer",
            paramLabel = "WAY",
            description =
                    "How the bytes get there: graphsync, local, http, or manual for bringing them by hand (default: graphsync).")
    private String transfer;

    @Option(
            names = "--location",
            paramLabel = "URL",
            description = "With --transfer http: where the provider pulls from.")
    private String location;

    @Option(
            names = "--wait",
            arity = "0..1",
            fallbackValue = "Active",
            paramLabel = "STATE",
            description = "Wait until every deal reaches a state (Active when none is given).")
    private String wait;

    @Override
    public Integer call() throws Exception {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("file", file.toAbsolutePath().normalize().toString());
        put(order, "client", client);
        put(order, "provider", provider);
        put(order, "copies", copies);
        put(order, "market", market);
        put(order, "duration", duration);
        put(order, "price", price);
        put(order, "transfer", transfer);
        put(order, "location", location);
        put(order, "wait", wait);
        Api api = Api.of(node());
        JsonNode result = api.follow("/store", order, this::tell);
        say().line("payload CID  " + result.path("payloadCid").asText());
        say().line("piece CID    " + result.path("pieceCid").asText());
        boolean failed = result.has("refused");
        for (JsonNode refused : result.path("refused")) {
            say().note("refused by " + refused.path("provider").asText() + ": "
                    + refused.path("why").asText());
        }
        for (JsonNode deal : result.path("deals")) {
            String id = deal.path("id").asText();
            JsonNode told = api.get("/deals/" + id + "/explain");
            say().line("deal         " + id);
            say().line("             with " + deal.path("provider").asText() + ": "
                    + deal.path("state").asText()
                    + Deals.time(told.path("end")).map(end -> ", ends " + end).orElse(""));
            if (api.get("/deals/" + id).path("ending").asText().equals("failed")) {
                failed = true;
                say().note("failed: " + told.path("waitingFor").asText());
            }
        }
        if (wait == null) {
            result.path("deals").forEach(deal -> say().note("Look after it with: fondaco explain "
                    + Deals.shortId(deal.path("id").asText())));
        }
        say().result(result);
        return failed ? 1 : 0;
    }

    private void tell(JsonNode progress) {
        switch (progress.path("stage").asText()) {
            case "deal" ->
                say().progress("Deal " + progress.path("deal").path("state").asText(), 0, 0);
            case "prepared" -> say().progress("Looking for a deal", 0, 0);
            case "waiting" -> {}
            default ->
                say().progress(
                                "Preparing " + file.getFileName(),
                                progress.path("done").asLong(),
                                progress.path("total").asLong());
        }
    }

    private static void put(Map<String, Object> order, String field, Object value) {
        if (value != null) {
            order.put(field, value);
        }
    }
}
