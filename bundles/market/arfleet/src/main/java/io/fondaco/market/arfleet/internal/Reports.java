package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Result;
import io.fondaco.ao.ResultPage;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.ArFleet;
import io.fondaco.arfleet.ArFleet.Check;
import io.fondaco.arfleet.ArFleet.Fetched;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.AssignmentView;
import io.fondaco.arfleet.Challenged;
import io.fondaco.arfleet.Order;
import io.fondaco.arfleet.PlacementView;
import io.fondaco.arfleet.PlacementView.DealState;
import io.fondaco.arfleet.Receipts;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.deal.Fault;
import io.fondaco.deal.StateNames;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.market.arfleet.internal.client.Assignment;
import io.fondaco.market.arfleet.internal.client.AssignmentEvent;
import io.fondaco.market.arfleet.internal.client.AssignmentTable;
import io.fondaco.market.arfleet.internal.client.Placement;
import io.fondaco.market.arfleet.internal.client.PlacementEvent;
import io.fondaco.market.arfleet.internal.client.PlacementState;
import io.fondaco.market.arfleet.internal.client.PlacementTable;
import io.fondaco.model.DealId;
import io.fondaco.model.Time;
import io.fondaco.replica.ReplicaException;
import io.fondaco.replica.ReplicaLayout;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What users ask of the market: lists, what became of challenges, whether a deal is what it should be, data back. */
final class Reports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE = 30;
    private static final int PAGE = 500;
    private static final int LINES = 200;
    private static final Pattern MISSED = Pattern.compile("period (\\d+) missed: (nothing was shown.*)");

    private final Merchants merchants;
    private final Ground ground;
    private final Deals deals;
    private final Machine<PlacementEvent, Placement> placements;
    private final Machine<AssignmentEvent, Assignment> orders;
    private final ClientSide clients;
    private final Receipts receipts;
    private final Time time;
    private final Executor asking;
    private final SecureRandom random = new SecureRandom();

    Reports(
            Merchants merchants,
            Ground ground,
            Deals deals,
            Machine<PlacementEvent, Placement> placements,
            Machine<AssignmentEvent, Assignment> orders,
            ClientSide clients,
            Receipts receipts,
            Time time,
            Executor asking) {
        this.merchants = merchants;
        this.ground = ground;
        this.deals = deals;
        this.placements = placements;
        this.orders = orders;
        this.clients = clients;
        this.receipts = receipts;
        this.time = time;
        this.asking = asking;
    }

    /** Runs what waits, away from the caller's thread. */
    private <T> CompletionStage<T> later(Callable<T> what) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return what.call();
                    } catch (IOException broken) {
                        throw new ArFleetException(broken.getMessage(), broken);
                    } catch (RuntimeException as) {
                        throw as;
                    } catch (Exception e) {
                        Throwable cause = e.getCause() == null ? e : e.getCause();
                        throw new CompletionException(cause);
                    }
                },
                asking);
    }

    private static <T> T wait(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }

    CompletionStage<List<ArFleet.Merchant>> merchants() {
        return later(() -> {
            List<ArFleet.Merchant> all = new ArrayList<>();
            for (Merchant each : merchants.all().stream()
                    .sorted(Comparator.comparing(Merchant::name))
                    .toList()) {
                BigInteger balance = wait(each.account().balance(ground.there().token(), each.address()));
                all.add(new ArFleet.Merchant(each.name(), each.address(), each.provides(), balance.toString()));
            }
            return all;
        });
    }

    CompletionStage<Merchant> anybody() {
        return later(() -> {
            ground.there();
            return merchants.all().stream()
                    .findFirst()
                    .orElseThrow(() -> new ArFleetException("no party is in the house; `party:list` shows who is"));
        });
    }

    CompletionStage<Merchant> provider(String name) {
        return later(() -> {
            ground.there();
            return merchants.provider(name);
        });
    }

    // ---- orders

    /** Reads the file once, and makes an order of it that can be carried out. */
    CompletionStage<Assignment> prepare(Order order) {
        return later(() -> {
            Merchant client = merchants.client(order.client());
            ground.there();
            Path file = order.file().toAbsolutePath().normalize();
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new ArFleetException(file + " is no file that can be read");
            }
            MessageDigest sha = ClientSide.sha256();
            long bytes;
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
                bytes = in.transferTo(OutputStream.nullOutputStream());
            }
            if (bytes == 0 || ReplicaLayout.WEB.chunks(bytes) > ProviderSide.MOST_LEAVES) {
                throw new ArFleetException(file + " has " + bytes + " bytes: 1 to "
                        + ProviderSide.MOST_LEAVES * ReplicaLayout.WEB.chunk() + " can be assigned");
            }
            byte[] name = new byte[16];
            random.nextBytes(name);
            long now = time.now().toEpochMilli();
            return new Assignment(
                    HexFormat.of().formatHex(name),
                    client.name(),
                    new Placement.Data(file.toString(), bytes, HexFormat.of().formatHex(sha.digest())),
                    order.redundancy(),
                    order.duration().toMillis(),
                    now + order.duration().toMillis(),
                    order.ceiling(),
                    order.collateral(),
                    order.every().toMillis(),
                    order.response().toMillis(),
                    order.leaves(),
                    order.forfeitAfter(),
                    List.of(),
                    0);
        });
    }

    private Stream<DealView> all(String table, Map<String, String> where) {
        List<DealView> all = new ArrayList<>();
        Map<String, String> full = new HashMap<>(where);
        full.put("market", table);
        Optional<String> after = Optional.empty();
        do {
            var page = deals.list(new DealQuery(full, after, PAGE));
            all.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return all.stream();
    }

    List<AssignmentView> assignments() {
        return all(AssignmentTable.NAME, Map.of()).map(this::shown).toList();
    }

    private AssignmentView shown(DealView view) {
        Assignment order = orders.remembered(view.id()).orElseThrow();
        int achieved = view.open() ? order.achieved() : 0;
        long pending = order.placements().stream()
                .filter(chosen -> placements
                        .view(new DealId(chosen.placement(), order.party()))
                        .map(DealView::open)
                        .orElse(true))
                .count();
        // At the end none is there any more: more than were wanted have made up for others.
        long there = view.open() ? achieved + pending : order.redundancy();
        int lost = (int) Math.max(0, order.placements().size() - there);
        return new AssignmentView(
                view.id(),
                view.state(),
                order.data().file(),
                order.data().bytes(),
                order.data().sha256(),
                order.redundancy(),
                achieved,
                lost,
                Duration.ofMillis(order.duration()),
                order.ceiling(),
                view.opened(),
                Instant.ofEpochMilli(order.until()),
                view.fault().map(Fault::sentence));
    }

    AssignmentView assignment(String idOrPrefix) {
        return shown(one(AssignmentTable.NAME, "assignment", idOrPrefix));
    }

    private DealView one(String table, String what, String idOrPrefix) {
        List<DealView> found = all(table, Map.of())
                .filter(view -> view.id().toString().startsWith(idOrPrefix))
                .toList();
        if (found.size() != 1) {
            throw new ArFleetException(
                    found.isEmpty()
                            ? "no " + what + " begins with " + idOrPrefix + "; `arfleet:" + what + "s` lists them"
                            : found.size() + " " + what + "s begin with " + idOrPrefix + ": say more of it");
        }
        return found.get(0);
    }

    // ---- placements

    /** Placements of a party whose deals may run still. */
    Map<DealId, Placement> completed(String party) {
        Map<DealId, Placement> all = new HashMap<>();
        all(PlacementTable.NAME, Map.of("party", party, "state", StateNames.of(PlacementState.COMPLETED)))
                .forEach(view ->
                        all.put(view.id(), placements.remembered(view.id()).orElseThrow()));
        return all;
    }

    CompletionStage<List<PlacementView>> placements(Optional<DealId> assignment) {
        return later(() -> {
            List<PlacementView> shown = new ArrayList<>();
            Map<String, String> where = assignment
                    .map(id -> Map.of("party", id.party(), "assignment", id.local()))
                    .orElse(Map.of());
            for (DealView view : all(PlacementTable.NAME, where).toList()) {
                shown.add(placed(view));
            }
            return shown;
        });
    }

    CompletionStage<PlacementView> placement(String idOrPrefix) {
        return later(() -> placed(found(idOrPrefix)));
    }

    private DealView found(String idOrPrefix) {
        List<DealView> byProcess =
                all(PlacementTable.NAME, Map.of("process", idOrPrefix)).toList();
        return byProcess.size() == 1 ? byProcess.get(0) : one(PlacementTable.NAME, "placement", idOrPrefix);
    }

    private PlacementView placed(DealView view) throws Exception {
        Placement placement = placements.remembered(view.id()).orElseThrow();
        Optional<DealState> deal =
                placement.process().isEmpty() ? Optional.empty() : Optional.of(state(placement, said(placement)));
        return new PlacementView(
                view.id(),
                new DealId(placement.assignment(), placement.party()),
                States.of(PlacementState.class, view).name(),
                placement.provider(),
                placement.data().bytes(),
                placement.bargain().reward(),
                placement.bargain().collateral(),
                placement.process(),
                deal,
                view.opened(),
                placement.why().isEmpty() ? view.fault().map(Fault::sentence).orElse("") : placement.why());
    }

    private JsonNode said(Placement placement) throws Exception {
        return wait(ground.house().look(placement.process(), new Tag("Action", "GetState")));
    }

    private static DealState state(Placement placement, JsonNode said) {
        BigInteger paid =
                amount(said.path("Paid"), placement.provider()).add(amount(said.path("Owed"), placement.provider()));
        for (JsonNode sending : said.path("Sending")) {
            if (sending.path("to").asText().equals(placement.provider())) {
                paid = paid.add(new BigInteger(sending.path("amount").asText("0")));
            }
        }
        BigInteger slashed = new BigInteger(said.path("Slashed").asText("0"));
        String status = said.path("Status").asText();
        if (!status.equals("Activated") && !status.equals("Created")) {
            // What is left of the collateral went back with it, and was not earned.
            paid = paid.subtract(placement.bargain().collateral().subtract(slashed))
                    .max(BigInteger.ZERO);
        }
        long next = said.path("NextVerification").asLong();
        return new DealState(
                said.path("Status").asText(),
                said.path("Period").asLong(),
                said.path("Periods").asLong(),
                said.path("Passes").asLong(),
                said.path("Misses").asLong(),
                new BigInteger(said.path("Collateral").asText("0")),
                slashed,
                paid,
                next == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(next)));
    }

    private static BigInteger amount(JsonNode amounts, String whose) {
        return new BigInteger(amounts.path(whose).asText("0"));
    }

    // ---- challenges

    CompletionStage<List<Challenged>> challenges(String idOrPrefix) {
        return later(() -> {
            Placement placement = begun(idOrPrefix);
            JsonNode said = said(placement);
            List<Challenged> all = new ArrayList<>();
            for (Result result : results(placement.process())) {
                answered(placement.process(), result).ifPresent(all::add);
            }
            said.path("Log").forEach(line -> missed(line).ifPresent(all::add));
            all.sort(Comparator.comparingLong(Challenged::period));
            return all;
        });
    }

    private Placement begun(String idOrPrefix) {
        Placement placement = placements.remembered(found(idOrPrefix).id()).orElseThrow();
        if (placement.process().isEmpty()) {
            throw new ArFleetException("placement " + placement.id() + " has no deal yet");
        }
        return placement;
    }

    private List<Result> results(String process) {
        List<Result> all = new ArrayList<>();
        Optional<ResultRange> next = Optional.of(ResultRange.oldest(LINES));
        while (next.isPresent()) {
            ResultPage page = ground.unit().results(process, next.get());
            all.addAll(page.results());
            next = page.next();
        }
        return all;
    }

    /** What the deal said to an answer. */
    private Optional<Challenged> answered(String process, Result result) {
        for (var sent : result.outcome().messages()) {
            boolean passed = sent.tags().contains(new Tag("Action", "Passed"));
            boolean missed = sent.tags().contains(new Tag("Action", "Missed"));
            Optional<String> period = value(sent.tags(), "Period");
            if ((passed || missed) && period.isPresent()) {
                return Optional.of(new Challenged(
                        Long.parseLong(period.get()),
                        Instant.ofEpochMilli(result.timestamp()),
                        leaves(process, result.message()),
                        passed,
                        value(sent.tags(), "Error").orElse(""),
                        result.message()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> value(List<Tag> tags, String name) {
        return tags.stream()
                .filter(tag -> tag.name().equals(name))
                .map(Tag::value)
                .findFirst();
    }

    /** Leaves that an answer shows: the ones that were asked for, if it passed. */
    private List<Long> leaves(String process, String message) {
        return ground.unit()
                .scheduled(process, message)
                .map(Scheduled::message)
                .map(item -> {
                    List<Long> shown = new ArrayList<>();
                    try {
                        JSON.readTree(item.data())
                                .forEach(leaf -> shown.add(leaf.path("index").asLong()));
                    } catch (IOException nonsense) {
                        shown.clear(); // An answer that was no JSON shows nothing.
                    }
                    return shown;
                })
                .orElse(List.of());
    }

    /** A period in which nothing was shown, as the deal's log has it. */
    private static Optional<Challenged> missed(JsonNode line) {
        String what = line.path("what").asText();
        var match = MISSED.matcher(what);
        return match.matches()
                ? Optional.of(new Challenged(
                        Long.parseLong(match.group(1)),
                        Instant.ofEpochMilli(line.path("at").asLong()),
                        List.of(),
                        false,
                        match.group(2),
                        ""))
                : Optional.empty();
    }

    // ---- looking for oneself

    CompletionStage<List<Check>> verify(String idOrPrefix, int leaves) {
        return later(() -> {
            Placement placement = begun(idOrPrefix);
            List<Check> checks = new ArrayList<>();
            Optional<String> foreign = ground.foreign(placement.process());
            checks.add(new Check(
                    "program",
                    foreign.isEmpty(),
                    foreign.orElse("the deal runs the known program, which nobody can change")));
            ProcessInfo info = ground.unit().process(placement.process()).orElseThrow();
            boolean terms = DealTerms.of(info.tags()).equals(clients.terms(placement));
            checks.add(new Check(
                    "terms",
                    terms,
                    terms ? "they are what was agreed" : "the process has other terms than were agreed"));
            JsonNode said = said(placement);
            String kept = said.path("Kept").asText();
            String received = said.path("Received").asText();
            checks.add(new Check(
                    "money", kept.equals(received), "of " + received + " that came, " + kept + " are accounted for"));
            String status = said.path("Status").asText();
            boolean active = status.equals("Activated");
            if (!active && leaves > 0) {
                checks.add(new Check(
                        "leaves", true, "the deal is " + status + ": its provider does not have to keep any now"));
            }
            for (int i = 0; active && i < leaves; i++) {
                long index = random.nextLong(placement.replica().leaves());
                Optional<String> lacks = clients.lacks(placement, index);
                checks.add(new Check("leaf " + index, lacks.isEmpty(), lacks.orElse("the provider has it")));
            }
            return checks;
        });
    }

    /** Writes the receipt of a placement, whole or not at all. */
    CompletionStage<Path> receipt(String idOrPrefix, Path out) {
        return later(() -> {
            Placement placement = begun(idOrPrefix);
            if (Files.exists(out)) {
                throw new ArFleetException(out + " is there already; name another file");
            }
            Path draft = out.resolveSibling(out.getFileName() + ".part");
            try {
                try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 20)) {
                    receipts.write(placement.process(), to)
                            .toCompletableFuture()
                            .get();
                }
                return Files.move(draft, out);
            } finally {
                Files.deleteIfExists(draft);
            }
        });
    }

    // ---- data back

    CompletionStage<Fetched> fetch(String idOrPrefix, Path out) {
        return later(() -> {
            DealView view = one(AssignmentTable.NAME, "assignment", idOrPrefix);
            if (Files.exists(out)) {
                throw new ArFleetException(out + " is there already; name another file");
            }
            Assignment order = orders.remembered(view.id()).orElseThrow();
            String provider = restore(view.id(), out);
            return new Fetched(out, order.data().bytes(), order.data().sha256(), provider);
        });
    }

    /** Writes the data of an assignment, from the first replica that has all of it. @return its provider */
    String restore(DealId id, Path into) throws IOException, InterruptedException {
        Assignment order = orders.remembered(id).orElseThrow();
        Path draft = Files.createTempFile(into.toAbsolutePath().getParent(), into.getFileName() + ".", ".part");
        StringBuilder why = new StringBuilder();
        try {
            for (Assignment.Chosen chosen : order.placements()) {
                Optional<Placement> placement = placements
                        .view(new DealId(chosen.placement(), id.party()))
                        .filter(view ->
                                !view.open() && States.of(PlacementState.class, view) == PlacementState.COMPLETED)
                        .flatMap(view -> placements.remembered(view.id()));
                if (placement.isEmpty()) {
                    continue;
                }
                try {
                    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 20)) {
                        clients.fetch(placement.get(), out);
                    }
                    Files.move(draft, into, StandardCopyOption.REPLACE_EXISTING);
                    return chosen.provider();
                } catch (IOException | ReplicaException other) {
                    why.append("; ").append(chosen.provider()).append(": ").append(other.getMessage());
                }
            }
            String over = time.now().isAfter(Instant.ofEpochMilli(order.until()))
                    ? ": its time was over at " + Instant.ofEpochMilli(order.until())
                    : why.length() == 0 ? ": none is there" : "";
            throw new IOException("no replica gives the data of assignment " + id + " back" + over + why);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
