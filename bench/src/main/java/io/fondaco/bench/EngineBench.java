package io.fondaco.bench;

import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.Deals;
import io.fondaco.deal.engine.Probe;
import io.fondaco.deal.engine.TableEngine;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import io.fondaco.model.SystemTime;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.sqlite.Settings;
import io.fondaco.persistence.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/**
 * The deal engine on SQLite: durable transitions a second, beside what it has to reach, beside the store without an
 * engine and beside a plain loop of group commits, all in this process, on one disk, in turns; then how lists behave over
 * many finished deals and whether the heap stays flat.
 *
 * <p>Arguments: folder (on the disk to be measured; a new one in it is used and removed), seconds for each measurement
 * (default 5), rounds (default 3), finished deals (default 100,000).
 */
public final class EngineBench {

    private static final double NEEDED_PER_SECOND = 5_000;
    private static final double NEEDED_PAGE_MILLIS = 50;
    private static final int UNDER_WAY = 256;
    private static final int GROUP = 128;

    private final Path folder;
    private final long nanos;
    private int stores;

    private EngineBench(Path folder, int seconds) {
        this.folder = folder;
        this.nanos = Duration.ofSeconds(seconds).toNanos();
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "engine-bench-");
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        int finished = args.length > 3 ? Integer.parseInt(args[3]) : 100_000;
        print(
                "%d cores, %s %s, %d s a measurement, %d rounds",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"),
                seconds,
                rounds);
        try {
            EngineBench bench = new EngineBench(folder, seconds);
            bench.transitions(rounds);
            bench.lists(finished);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void print(String line, Object... values) {
        System.out.println(String.format(Locale.ROOT, line, values));
    }

    private Path newFile() {
        return folder.resolve("store-" + ++stores + ".db");
    }

    private void transitions(int rounds) throws Exception {
        engine(UNDER_WAY);
        plain();
        double[] engine = new double[rounds];
        double[] single = new double[rounds];
        double[] store = new double[rounds];
        double[] plain = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            engine[i] = engine(UNDER_WAY);
            store[i] = store();
            plain[i] = plain();
            single[i] = engine(1);
        }
        print("durable transitions a second (medians):");
        print(
                "  engine, %d deals under way   %8.0f   %.2f of the needed %.0f",
                UNDER_WAY, median(engine), median(engine) / NEEDED_PER_SECOND, NEEDED_PER_SECOND);
        print("  engine, 1 deal under way      %8.0f   %.2f ms a transition", median(single), 1e3 / median(single));
        print(
                "  store alone, %d under way    %8.0f   engine/store %.2f",
                UNDER_WAY, median(store), median(engine) / median(store));
        print(
                "  plain loop, groups of %d     %8.0f   store/plain %.2f, engine/plain %.2f",
                GROUP, median(plain), median(store) / median(plain), median(engine) / median(plain));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double engine(int underWay) throws Exception {
        try (SqliteStore store = new SqliteStore(newFile(), Settings.USUAL);
                SystemTime time = new SystemTime("bench");
                TableEngine engine = new TableEngine(store, store, time, 16, Probe.NONE)) {
            LongAdder transitions = new LongAdder();
            engine.watch((deal, event) -> transitions.increment());
            Load run = new Load(engine, BenchTables.twenty(), underWay);
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) {
                run.openOne();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double perSecond = transitions.sum() / seconds;
            run.awaitAll();
            return perSecond;
        }
    }

    /** Keeps so many deals under way. */
    private static final class Load {
        private final Machine<BenchTables.Event, BenchTables.Deal> machine;
        private final Semaphore room;
        private final int underWay;
        private final AtomicInteger number = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Load(
                TableEngine engine,
                DealTable<BenchTables.State, BenchTables.Event, BenchTables.Deal, BenchTables.World> table,
                int underWay) {
            this.underWay = underWay;
            this.room = new Semaphore(underWay);
            engine.watch((deal, event) -> {
                if (deal.ending().isPresent()) {
                    room.release();
                }
            });
            machine = engine.run(table, new BenchTables.World());
        }

        void openOne() throws InterruptedException {
            room.acquire();
            String local =
                    "bafyreib4pff766vhpbxbhjbqqnsh5emeznvujayjj4z2" + String.format("%015d", number.incrementAndGet());
            machine.open(new DealId(local, "alice"), BenchTables.deal(local), new BenchTables.Open())
                    .whenComplete((view, e) -> {
                        if (e != null) {
                            failure.set(e);
                        }
                    });
            if (failure.get() != null) {
                throw new IllegalStateException("a deal could not be opened", failure.get());
            }
        }

        void awaitAll() throws InterruptedException {
            room.acquire(underWay);
            room.release(underWay);
        }
    }

    /** The store without an engine: the same rows and events, made beforehand, as many under way. */
    private double store() throws Exception {
        byte[] event = new byte[110];
        byte[] row = new byte[720];
        Arrays.fill(event, (byte) 'e');
        Arrays.fill(row, (byte) 'r');
        try (SqliteStore store = new SqliteStore(newFile(), Settings.USUAL)) {
            Semaphore room = new Semaphore(UNDER_WAY);
            LongAdder done = new LongAdder();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            long start = System.nanoTime();
            for (int i = 0; System.nanoTime() - start < nanos; i++) {
                room.acquire();
                int length = i / UNDER_WAY % BenchTables.TRANSITIONS;
                int deal = i % UNDER_WAY + i / UNDER_WAY / BenchTables.TRANSITIONS * UNDER_WAY;
                store.append(entry(deal, length, event, row)).whenComplete((stored, e) -> {
                    if (e != null) {
                        failure.set(e);
                    }
                    done.increment();
                    room.release();
                });
            }
            double perSecond = done.sum() / ((System.nanoTime() - start) / 1e9);
            room.acquire(UNDER_WAY);
            if (failure.get() != null) {
                throw new IllegalStateException("an append failed", failure.get());
            }
            return perSecond;
        }
    }

    private static String key(int deal) {
        return String.format("bafyreib4pff766vhpbxbhjbqqnsh5emeznvujayjj4z2%015d@alice", deal);
    }

    private static NewEntry entry(int deal, int length, byte[] event, byte[] body) {
        String key = key(deal);
        Map<String, String> facets = new HashMap<>();
        facets.put("provider", "f0" + deal % 50);
        facets.put("client", "f3vfs6f7tagrcpnwv65wq3leznbajqyg77bmijrpvoyjv3zjyi3urq25vigfbs3ob6ug5xdihajumtgsxnz2pa");
        facets.put("piece", "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq");
        facets.put("market", "bench.twenty");
        facets.put("state", "S" + length);
        facets.put("party", "alice");
        facets.put("open", Boolean.toString(length < BenchTables.TRANSITIONS - 1));
        return new NewEntry(
                "deal/" + key,
                length,
                "Went",
                length,
                event,
                Optional.of(new IndexRow("deal", key, deal, facets, body)));
    }

    /**
     * The bound: one thread, one connection, a row and an event for each transition, one forced commit for each group.
     * No facets, no hashes, nothing to wait for.
     */
    private double plain() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        byte[] event = new byte[110];
        byte[] body = new byte[720];
        try (Connection connection = config.createConnection("jdbc:sqlite:" + newFile());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE deal (id TEXT PRIMARY KEY, version INTEGER, body BLOB) WITHOUT ROWID");
            statement.execute("CREATE TABLE event (deal TEXT, seq INTEGER, body BLOB, PRIMARY KEY (deal, seq))");
            try (PreparedStatement row = connection.prepareStatement("INSERT OR REPLACE INTO deal VALUES (?, ?, ?)");
                    PreparedStatement line = connection.prepareStatement("INSERT INTO event VALUES (?, ?, ?)")) {
                connection.setAutoCommit(false);
                long start = System.nanoTime();
                long done = 0;
                while (System.nanoTime() - start < nanos) {
                    for (int i = 0; i < GROUP; i++) {
                        long length = done / UNDER_WAY % BenchTables.TRANSITIONS;
                        String key =
                                key((int) (done % UNDER_WAY + done / UNDER_WAY / BenchTables.TRANSITIONS * UNDER_WAY));
                        row.setString(1, key);
                        row.setLong(2, length);
                        row.setBytes(3, body);
                        row.executeUpdate();
                        line.setString(1, key);
                        line.setLong(2, length);
                        line.setBytes(3, event);
                        line.executeUpdate();
                        done++;
                    }
                    connection.commit();
                }
                return done / ((System.nanoTime() - start) / 1e9);
            }
        }
    }

    private void lists(int finished) throws Exception {
        Path file = newFile();
        try (SqliteStore store = new SqliteStore(file, Settings.USUAL);
                SystemTime time = new SystemTime("bench");
                TableEngine engine = new TableEngine(store, store, time, 16, Probe.NONE)) {
            Load run = new Load(engine, BenchTables.two(), UNDER_WAY);
            long before = 0;
            long start = System.nanoTime();
            for (int i = 1; i <= finished; i++) {
                run.openOne();
                if (i == finished / 10) {
                    run.awaitAll();
                    before = heap();
                }
            }
            run.awaitAll();
            long after = heap();
            print(
                    "%d finished deals in %.0f s; heap after GC %.1f MiB at a tenth of them, %.1f MiB with all (%+.3f MiB for"
                            + " each 10,000 deals)",
                    finished,
                    (System.nanoTime() - start) / 1e9,
                    before / 1048576.0,
                    after / 1048576.0,
                    (after - before) / 1048576.0 / (finished * 0.9 / 10_000));
            print("  on disk %.2f KiB a deal of two events", Files.size(file) / 1024.0 / finished);
            pages(engine, store, finished);
        }
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    private static void pages(Deals deals, Index index, int finished) {
        DealQuery newest = DealQuery.newest(50);
        time("page, newest", () -> deals.list(newest).items().size());
        time("page, by one facet that all have", () -> page(deals, Map.of("open", "false")));
        time("page, by a facet of 1 in 50", () -> page(deals, Map.of("provider", "f017")));
        time("page, by three facets", () -> page(deals, Map.of("provider", "f017", "open", "false", "state", "Done")));
        time("page, by two facets that never meet", () -> page(deals, Map.of("state", "Done", "open", "true")));
        Optional<String> middle =
                Optional.of(index.find(IndexQuery.of("deal", 1000)).next().orElseThrow());
        for (int i = 1; i < finished / 2000; i++) {
            middle = index.find(IndexQuery.of("deal", 1000).after(middle)).next();
        }
        Optional<String> from = middle;
        time(
                "page, from the middle by cursor",
                () -> deals.list(new DealQuery(Map.of(), from, 50)).items().size());
        time("page, from the middle, by facet", () -> deals.list(new DealQuery(Map.of("open", "false"), from, 50))
                .items()
                .size());
        time("one deal by the beginning of its id", () -> deals.find(
                        key(finished / 2).substring(0, 60))
                .id()
                .toString()
                .length());
        time("count, all", () -> (int) index.count(IndexQuery.of("deal", 1)));
        time("count, by a facet all have", () ->
                (int) index.count(IndexQuery.of("deal", 1).where(Map.of("open", "false"))));
        time("count, by two facets", () ->
                (int) index.count(IndexQuery.of("deal", 1).where(Map.of("open", "false", "provider", "f017"))));
    }

    private static int page(Deals deals, Map<String, String> where) {
        return deals.list(new DealQuery(where, Optional.empty(), 50)).items().size();
    }

    private static void time(String what, Supplier<Integer> work) {
        int runs = 41;
        double[] millis = new double[runs];
        int size = 0;
        for (int i = -10; i < runs; i++) {
            long start = System.nanoTime();
            size = work.get();
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        print(
                "  %-40s %7.2f ms median %7.2f ms worst of %d   %.3f of %.0f ms   (%d)",
                what,
                millis[runs / 2],
                millis[runs - 1],
                runs,
                millis[runs / 2] / NEEDED_PAGE_MILLIS,
                NEEDED_PAGE_MILLIS,
                size);
    }
}
