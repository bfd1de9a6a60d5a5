package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.ProcessInfo;
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
import io.fondaco.model.Digests;
import io.fondaco.model.Time;
import io.fondaco.replica.ReplicaLayout;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.stream.Stream;

/** What users ask of the market: lists, what became of challenges, whether a deal is what it should be, data back. */
final class Reports {
    private static final long PATIENCE = 30;
    private static final int PAGE = 500;

    private final Merchants merchants;
    private final Ground ground;
    private final Deals deals;
    private final Machine<PlacementEvent, Placement> placements;
    private final Machine<AssignmentEvent, Assignment> orders;
    private final ClientSide clients;
    private final Downloads downloads;
    private final Periods periods;
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
            Downloads downloads,
            Receipts receipts,
            Time time,
            Executor asking) {
        this.merchants = merchants;
        this.ground = ground;
        this.deals = deals;
        this.placements = placements;
        this.orders = orders;
        this.clients = clients;
        this.downloads = downloads;
        this.periods = new Periods(ground);
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
            MessageDigest sha = Digests.sha256();
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
            return periods.of(placement.process(), said(placement).path("Log"));
        });
    }

    private Placement begun(String idOrPrefix) {
        Placement placement = placements.remembered(found(idOrPrefix).id()).orElseThrow();
        if (placement.process().isEmpty()) {
            throw new ArFleetException("placement " + placement.id() + " has no deal yet");
        }
        return placement;
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
                Optional<String> lacks = downloads.lacks(placement, index);
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
            String provider = downloads.restore(view.id(), out);
            return new Fetched(out, order.data().bytes(), order.data().sha256(), provider);
        });
    }
}
