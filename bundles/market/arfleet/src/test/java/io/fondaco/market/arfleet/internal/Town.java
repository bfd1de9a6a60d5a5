package io.fondaco.market.arfleet.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fondaco.ao.lua.internal.LuaRuntime;
import io.fondaco.ao.unit.internal.UnitForTests;
import io.fondaco.arfleet.ArFleet;
import io.fondaco.arfleet.AssignmentView;
import io.fondaco.arfleet.Order;
import io.fondaco.arfleet.PlacementView;
import io.fondaco.arfleet.ProviderDoor;
import io.fondaco.arfleet.Terms;
import io.fondaco.deal.engine.Probe;
import io.fondaco.deal.engine.TableEngine;
import io.fondaco.market.arfleet.internal.receipt.ReceiptsComponent;
import io.fondaco.model.Address;
import io.fondaco.model.DealId;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.PlainParty;
import io.fondaco.testing.kit.SeededKeys;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A house with the whole market in it: real engine, real unit, real HTTP on loopback; its clock is turned by hand. */
final class Town implements AutoCloseable {
    static final BigInteger WELCOME = new BigInteger("1000000000000");
    static final long EVERY = 60_000;

    final HandCrankedTime time = new HandCrankedTime();
    final SeededKeys keys = new SeededKeys();
    final Path folder;
    /** Requests that get no answer, as if their provider had vanished. */
    volatile Predicate<ProviderDoor.Request> lost = request -> false;

    private final MemoryStore store = new MemoryStore();
    private final List<Party> parties = new ArrayList<>();
    /** What has happened to deals of any table. */
    final AtomicInteger events = new AtomicInteger();

    private final Semaphore news = new Semaphore(0);
    final ReceiptsComponent receipts = new ReceiptsComponent();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int reservations;
    UnitForTests unit;
    TableEngine engine;
    ArFleetMarket market;

    Town(Path folder, String... providers) throws IOException {
        this(folder, 16, providers);
    }

    Town(Path folder, int reservations, String... providers) throws IOException {
        this.folder = folder;
        this.reservations = reservations;
        receipts.enter(new LuaRuntime());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/arfleet/", this::serve);
        server.start();
        party("alice", Role.CLIENT);
        for (String provider : providers) {
            party(provider, Role.PROVIDER);
        }
        open();
    }

    private void party(String name, Role role) {
        parties.add(new PlainParty(name, Set.of(role), keys.wallet(name), Optional.of(Address.id(1000)), null));
    }

    private void serve(HttpExchange exchange) throws IOException {
        String[] parts = exchange.getRequestURI().toString().split("/", 4);
        byte[] body = exchange.getRequestBody().readAllBytes();
        ProviderDoor.Request request = new ProviderDoor.Request(
                parts[2],
                exchange.getRequestMethod(),
                "/" + parts[3],
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("ArFleet-Address")),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("ArFleet-Signature")),
                body);
        if (lost.test(request)) {
            exchange.close();
            return;
        }
        ProviderDoor.Reply reply = get(market.ask(request).orElseThrow());
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        exchange.getResponseBody().write(reply.body());
        exchange.close();
    }

    String url(String party) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/arfleet/" + party;
    }

    ArFleetSettings settings() {
        return new ArFleetSettings(
                folder.resolve("arfleet"),
                "",
                "",
                WELCOME,
                "",
                new Terms(
                        List.of(URI.create(url(""))),
                        64 << 20,
                        BigInteger.valueOf(100),
                        new BigDecimal("0.001"),
                        Duration.ofMinutes(1),
                        Duration.ofDays(400),
                        Duration.ofSeconds(30),
                        64,
                        WELCOME),
                true,
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                reservations,
                2);
    }

    /** Opens the house, as it was left. */
    void open() throws IOException {
        unit = new UnitForTests(folder.resolve("ao"), time, store);
        receipts.open(unit.unit());
        engine = new TableEngine(store, store, time, 4, Probe.NONE);
        engine.watch((deal, event) -> {
            events.incrementAndGet();
            news.release();
        });
        market = new ArFleetMarket(
                new ArFleetMarket.House(unit.unit(), keys, engine, engine, store, receipts, time), settings());
        market.opened(URI.create(url("")));
        parties.forEach(market::enter);
        until(() -> market.place().isPresent());
    }

    /** Shuts the house, at once. */
    void shut() {
        market.close();
        engine.close();
        unit.close();
    }

    void leave(String name) {
        Party gone =
                parties.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
        parties.remove(gone);
        market.leave(gone);
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Lets the house work, and time pass when it has nothing to do, until something is so. */
    void until(BooleanSupplier so) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing comes of it: " + deals());
            }
            try {
                if (!news.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                    time.turn(Duration.ofSeconds(1));
                }
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }
    }

    private String deals() {
        StringBuilder all = new StringBuilder();
        engine.list(io.fondaco.deal.DealQuery.newest(50)).items().forEach(deal -> all.append('\n')
                .append(deal.id())
                .append(' ')
                .append(deal.market())
                .append(' ')
                .append(deal.state())
                .append(' ')
                .append(deal.fault())
                .append(' ')
                .append(deal.facets()));
        return all.toString();
    }

    /** An eighth of a period after the other, each done by everybody before the next. */
    void periods(int count) {
        for (int eighth = 0; eighth < 8 * count; eighth++) {
            time.turn(Duration.ofMillis(EVERY / 8));
            quiet();
        }
    }

    void quiet() {
        market.watched().forEach(each -> get(each.quiet()));
    }

    void announced(int providers) {
        until(() -> get(market.market()).size() == providers);
    }

    Order order(Path file, int redundancy, int periods) {
        return order(file, redundancy, periods, 10);
    }

    Order order(Path file, int redundancy, int periods, int leaves) {
        return new Order(
                "alice",
                file,
                redundancy,
                Duration.ofMillis(EVERY * periods),
                BigInteger.valueOf(1_000_000),
                BigInteger.valueOf(9_000),
                Duration.ofMillis(EVERY),
                Duration.ofMillis(EVERY / 2),
                leaves,
                3);
    }

    AssignmentView assignment(DealId id) {
        return market.assignment(id.toString());
    }

    List<PlacementView> placements(DealId id) {
        return get(market.placements(Optional.of(id)));
    }

    /** Lets the house work until there are so many replicas again; there need be none once the end is near. */
    void restored(DealId id, int replicas) {
        AssignmentView view = assignment(id);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (time.now().plusMillis(2 * EVERY).isBefore(view.until())
                && placements(id).stream()
                                .filter(p -> p.state().equals("COMPLETED"))
                                .filter(p -> p.deal().orElseThrow().status().equals("Activated"))
                                .count()
                        < replicas) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nobody makes up for what was lost: " + deals());
            }
            try {
                if (!news.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                    time.turn(Duration.ofMillis(100));
                }
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }
    }

    String history(DealId id) {
        StringBuilder all = new StringBuilder();
        engine.history(id, 0, 100).forEach(event -> all.append('\n').append(event));
        return all.toString();
    }

    void placed(DealId id) {
        until(() -> assignment(id).state().equals("Placed"));
    }

    BigInteger balance(String party) {
        return get(market.merchants()).stream()
                .filter(m -> m.name().equals(party))
                .map(ArFleet.Merchant::balance)
                .map(BigInteger::new)
                .findFirst()
                .orElseThrow();
    }

    String address(String party) {
        return get(market.merchants()).stream()
                .filter(m -> m.name().equals(party))
                .map(ArFleet.Merchant::address)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        shut();
        server.stop(0);
        threads.shutdownNow();
        receipts.stop();
    }
}
