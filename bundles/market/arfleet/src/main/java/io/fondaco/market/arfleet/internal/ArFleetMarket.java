package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.arfleet.Announcement;
import io.fondaco.arfleet.ArFleet;
import io.fondaco.arfleet.AssignmentView;
import io.fondaco.arfleet.Challenged;
import io.fondaco.arfleet.Order;
import io.fondaco.arfleet.PlacementView;
import io.fondaco.arfleet.ProviderDoor;
import io.fondaco.arfleet.Receipts;
import io.fondaco.arfleet.Terms;
import io.fondaco.crypto.KeyStore;
import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.deal.spi.DealEngine;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.Market;
import io.fondaco.market.arfleet.internal.client.Assignment;
import io.fondaco.market.arfleet.internal.client.AssignmentEvent;
import io.fondaco.market.arfleet.internal.client.AssignmentTable;
import io.fondaco.market.arfleet.internal.client.Placement;
import io.fondaco.market.arfleet.internal.client.PlacementEvent;
import io.fondaco.market.arfleet.internal.client.PlacementTable;
import io.fondaco.market.arfleet.internal.provider.Keeping;
import io.fondaco.market.arfleet.internal.provider.KeepingEvent;
import io.fondaco.market.arfleet.internal.provider.KeepingTable;
import io.fondaco.model.DealId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.party.Party;
import io.fondaco.persistence.Index;
import io.fondaco.replica.JavaPowers;
import io.fondaco.replica.Packer;
import io.fondaco.replica.spi.Powers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ArFleet's market: three tables, their steps, and the doors of its providers. Parties come and go. */
class ArFleetMarket implements Market, ArFleet, ProviderDoor, AutoCloseable {
    /** Who owns the token and the marketplace of this house; no party may be called so. */
    static final String HOUSE = "arfleet-house";

    private static final Logger LOG = LoggerFactory.getLogger(ArFleetMarket.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int DOOR_THREADS = 6;
    private static final int DOOR_QUEUE = 256;

    private final Time time;
    private final Merchants merchants;
    private final Ground ground;
    private final Board board;
    private final Offers offers;
    private final ProviderSide providers;
    private final ProviderSteps provers;
    private final Assignments assignments;
    private final Downloads downloads;
    private final ProviderRoutes routes;
    private final Reports reports;
    private final Deals deals;
    private final List<Powers> powers = new CopyOnWriteArrayList<>();
    private final List<ThreadPoolExecutor> pools = new ArrayList<>();
    private final Machine<KeepingEvent, Keeping> keepings;
    private final Machine<PlacementEvent, Placement> placements;
    private final Machine<AssignmentEvent, Assignment> orders;
    private final Registration watching;
    private final String url;
    private final List<URI> doors = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** What the market uses of the house. */
    record House(
            AoUnit unit, KeyStore keys, DealEngine engine, Deals deals, Index index, Receipts receipts, Time time) {}

    ArFleetMarket(House house, ArFleetSettings settings) {
        time = house.time();
        deals = house.deals();
        merchants = new Merchants(house.keys(), house.unit());
        ground = new Ground(new Account(house.unit(), new ItemKeys(house.keys().items(HOUSE))), settings);
        board = new Board(ground);
        url = settings.url();
        offers = new Offers(house.index(), board, settings, time, merchants, this::free, this::base);
        Conducts conducts = new Conducts(house.index());
        ExecutorService strength = pool("power", settings.threads(), Integer.MAX_VALUE);
        ExecutorService asking = pool("ask", 6, Integer.MAX_VALUE);
        Kept kept = new Kept(settings.folder().resolve("provider"));
        providers = new ProviderSide(ground, settings, kept, time, offers::open);
        provers = new ProviderSteps(merchants, ground, kept, time);
        ProviderTalk talk = new ProviderTalk(time);
        Supplier<Packer> packer = () -> new Packer(power(), strength, settings.threads());
        Packed packed =
                new Packed(settings.folder().resolve("client"), settings.reservation(), time, packer, this::restore);
        downloads = new Downloads(packed, talk, packer, time);
        ClientSide clients = new ClientSide(
                merchants,
                ground,
                time,
                talk,
                conducts,
                packed,
                pool("pack", 1, Integer.MAX_VALUE),
                pool("send", 4, Integer.MAX_VALUE));
        assignments = new Assignments(
                merchants,
                ground,
                board,
                conducts,
                new Settled(house.index()),
                clients,
                packed,
                time,
                pool("tend", 4, Integer.MAX_VALUE));
        routes =
                new ProviderRoutes(merchants, providers, this::announced, time, pool("door", DOOR_THREADS, DOOR_QUEUE));
        keepings = house.engine().run(KeepingTable.table(), provers);
        providers.runs(keepings);
        placements = house.engine().run(PlacementTable.table(), clients);
        orders = house.engine().run(AssignmentTable.table(), assignments);
        reports = new Reports(
                merchants, ground, deals, placements, orders, clients, downloads, house.receipts(), time, asking);
        watching = deals.watch(this::changed);
        downloads.runs(placements, orders);
        assignments.runs(placements, orders);
        find();
    }

    private ExecutorService pool(String name, int threads, int queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, "fondaco-arfleet-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        pools.add(pool);
        return pool;
    }

    // ---- where the market is

    private void find() {
        ground.find().whenComplete((place, failure) -> {
            if (failure != null) {
                LOG.info("the market waits for its ground: {}", failure.toString());
                again(this::find);
            } else {
                LOG.info("ArFleet's market is at token {} and marketplace {}", place.token(), place.marketplace());
                merchants.all().forEach(this::arrive);
            }
        });
    }

    private void again(Runnable what) {
        if (!closed) {
            time.after(AGAIN, what);
        }
    }

    @Override
    public Optional<Place> place() {
        return ground.place();
    }

    // ---- who is in

    public void power(Powers power) {
        powers.add(0, power);
    }

    public void powerless(Powers power) {
        powers.remove(power);
    }

    private Powers power() {
        return powers.stream().findFirst().orElseGet(JavaPowers::new);
    }

    public void enter(Party party) {
        if (party.name().equals(HOUSE)) {
            LOG.error("party {} has the name of the market's own keys and is not let in; give it another", HOUSE);
            return;
        }
        Merchants.Merchant merchant = merchants.enter(party);
        if (ground.place().isPresent()) {
            arrive(merchant);
        }
    }

    public void leave(Party party) {
        if (merchants.leave(party)) {
            offers.leave(party.name());
        }
    }

    private void arrive(Merchants.Merchant merchant) {
        if (!merchants.present(merchant)) {
            return;
        }
        // Deals that run do not wait for anything else.
        assignments.guard(reports.completed(merchant.name()));
        revive(merchant.name());
        ground.welcome(merchant.address())
                .thenRun(() -> {
                    if (merchant.provides()) {
                        providers.sweep(merchant.name());
                        offers.enter(merchant);
                    }
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "{} is not in ArFleet's market yet; it is tried again: {}",
                                merchant.name(),
                                failure.toString());
                        again(() -> arrive(merchant));
                    }
                });
    }

    /** What was held up because a party was away goes on now. */
    private void revive(String party) {
        for (Machine<?, ?> machine : List.of(keepings, placements, orders)) {
            for (DealId id : machine.open()) {
                if (id.party().equals(party)
                        && machine.view(id).flatMap(DealView::fault).isPresent()) {
                    deals.retry(id).whenComplete((view, refused) -> {
                        if (refused != null) {
                            LOG.debug("{} goes on by itself: {}", id, refused.getMessage());
                        }
                    });
                }
            }
        }
    }

    private void changed(DealView deal, DealHistory event) {
        if (deal.open()) {
            return;
        }
        if (deal.market().equals(PlacementTable.NAME)) {
            assignments.placed(deal);
        } else if (deal.market().equals(KeepingTable.NAME)) {
            providers.over(deal.id());
        }
    }

    private Optional<String> base() {
        if (!url.isEmpty()) {
            return Optional.of(url.endsWith("/") ? url : url + "/");
        }
        return doors.stream().findFirst().map(URI::toString);
    }

    @Override
    public Registration opened(URI base) {
        doors.add(0, base);
        if (ground.place().isPresent()) {
            merchants.all().stream().filter(Merchants.Merchant::provides).forEach(offers::enter);
        }
        return () -> doors.remove(base);
    }

    private long free(Merchants.Merchant provider) {
        return Math.max(0, offers.of(provider.name()).capacity() - providers.used(provider.name()));
    }

    private Optional<Map<String, Object>> announced(Merchants.Merchant provider) {
        return offers.standing(provider.name()).map(standing -> {
            Terms says = standing.terms();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("ProviderId", standing.provider());
            fields.put(
                    "ConnectionStrings",
                    String.join(
                            "|",
                            says.connections().stream().map(Object::toString).toList()));
            fields.put("StorageCapacity", says.capacity());
            fields.put("MinStorageDuration", says.shortest().toMillis());
            fields.put("MaxStorageDuration", says.longest().toMillis());
            fields.put("MinChallengeDuration", says.challenges().toMillis());
            fields.put("StoragePriceDeal", says.perDeal().toString());
            fields.put("StoragePriceUploadKBSec", says.perKilobyteSecond().toPlainString());
            return fields;
        });
    }

    // ---- for users

    @Override
    public String name() {
        return "arfleet";
    }

    @Override
    public String about() {
        return "ArFleet: replicas kept under deals in ao processes, challenged by the clock. `arfleet:assign` takes part.";
    }

    @Override
    public CompletionStage<List<ArFleet.Merchant>> merchants() {
        return reports.merchants();
    }

    @Override
    public CompletionStage<DealId> assign(Order order) {
        return reports.prepare(order).thenCompose(assignment -> {
            DealId id = new DealId(assignment.id(), assignment.party());
            return orders.open(id, assignment, new AssignmentEvent.Ordered()).thenApply(DealView::id);
        });
    }

    @Override
    public List<AssignmentView> assignments() {
        return reports.assignments();
    }

    @Override
    public AssignmentView assignment(String idOrPrefix) {
        return reports.assignment(idOrPrefix);
    }

    @Override
    public CompletionStage<List<PlacementView>> placements(Optional<DealId> assignment) {
        return reports.placements(assignment);
    }

    @Override
    public CompletionStage<PlacementView> placement(String idOrPrefix) {
        return reports.placement(idOrPrefix);
    }

    @Override
    public CompletionStage<List<Announcement>> market() {
        return reports.anybody().thenCompose(somebody -> board.all(somebody.account()));
    }

    @Override
    public Terms terms(String provider) {
        return offers.of(merchants.provider(provider).name());
    }

    @Override
    public CompletionStage<Announcement> announce(String provider, Terms terms) {
        return reports.provider(provider).thenCompose(found -> offers.announce(found, terms));
    }

    @Override
    public CompletionStage<Void> withdraw(String provider) {
        return reports.provider(provider).thenCompose(offers::withdraw);
    }

    @Override
    public CompletionStage<List<Challenged>> challenges(String placement) {
        return reports.challenges(placement);
    }

    @Override
    public CompletionStage<List<Check>> verify(String placement, int leaves) {
        return reports.verify(placement, leaves);
    }

    @Override
    public CompletionStage<Fetched> fetch(String assignment, Path out) {
        return reports.fetch(assignment, out);
    }

    @Override
    public CompletionStage<Path> receipt(String placement, Path out) {
        return reports.receipt(placement, out);
    }

    private void restore(DealId assignment, Path into) throws IOException, InterruptedException {
        downloads.restore(assignment, into);
    }

    @Override
    public Optional<CompletionStage<Reply>> ask(Request request) {
        return routes.ask(request);
    }

    /** Complete when what sides do for deals that run has been done: for tests that turn the clock by hand. */
    List<Watching> watched() {
        List<Watching> all = new ArrayList<>(provers.provers());
        all.addAll(assignments.wardens());
        return all;
    }

    @Override
    public void close() {
        closed = true;
        watching.close();
        orders.close();
        placements.close();
        keepings.close();
        assignments.close();
        offers.close();
        pools.forEach(ThreadPoolExecutor::shutdownNow);
    }
}
