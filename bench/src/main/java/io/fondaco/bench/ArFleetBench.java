package io.fondaco.bench;

import com.sun.management.OperatingSystemMXBean;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Signer;
import io.fondaco.ao.lua.internal.LuaRuntime;
import io.fondaco.ao.unit.internal.Runtimes;
import io.fondaco.ao.unit.internal.Store;
import io.fondaco.ao.unit.internal.Unit;
import io.fondaco.market.arfleet.internal.BenchDeal;
import io.fondaco.market.arfleet.internal.BenchFleet;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.persistence.sqlite.Settings;
import io.fondaco.persistence.sqlite.SqliteStore;
import io.fondaco.testing.kit.HandCrankedTime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What deals of ArFleet cost: messages that a deal's process evaluates a second, what a thousand deals that are asked for
 * eight leaves of 8 KiB every minute take of a core with both their sides, and what takes it. Time is turned by hand; figures
 * are of the time the process had a core, so they are of one core whatever else the machine does.
 *
 * <p>Arguments: folder (on the disk to be measured; a new one in it is used and removed), deals (default 1000; even, a divisor
 * of 60,000), minutes that count (default 2, after six that do not), leaves of a replica (default 256).
 */
public final class ArFleetBench {
    private static final double NEEDED_PER_SECOND = 2000;
    private static final double NEEDED_SHARE = 0.05;
    private static final int DRAWS = 8;
    /** Leaves of a replica of 1 GiB. */
    private static final int LARGE = 131_072;

    private static final int PERIODS = 200;
    /** Minutes that do not count for each that does: deals run for days, and the compiler is busy for some minutes. */
    private static final int WARM_UP = 3;

    private static final int TICKS = 4096;

    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final int deals;
    private final int minutes;
    private final int leaves;

    private ArFleetBench(int deals, int minutes, int leaves) {
        this.deals = deals;
        this.minutes = minutes;
        this.leaves = leaves;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "arfleet-bench-");
        ArFleetBench bench = new ArFleetBench(
                args.length > 1 ? Integer.parseInt(args[1]) : 1000,
                args.length > 2 ? Integer.parseInt(args[2]) : 2,
                args.length > 3 ? Integer.parseInt(args[3]) : 256);
        print(
                "%d cores at load %.1f, %s %s",
                MACHINE.getAvailableProcessors(),
                MACHINE.getSystemLoadAverage(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"));
        try {
            PackingBench.challenges(new Turns(20));
            evaluation(bench.leaves);
            evaluation(LARGE);
            MemoryStore memory = new MemoryStore();
            bench.fleet("memory", folder.resolve("memory"), memory, memory);
            try (SqliteStore store = new SqliteStore(folder.resolve("sqlite/store.db"), Settings.USUAL)) {
                bench.fleet("SQLite", folder.resolve("sqlite"), store, store);
            }
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

    private static double cpu() {
        return MACHINE.getProcessCpuTime() / 1e9;
    }

    /** Seconds of a core that it takes to check a signature, in the best of a few turns; while the unit is quiet. */
    private static double signature() {
        Signer signer = Signer.ed25519(new byte[32]);
        DataItem item = DataItem.builder().sign(signer);
        return new Turns(5).best(item::verify)[0];
    }

    /** The deal's process by itself. */
    private static void evaluation(int leaves) throws Exception {
        BenchDeal deal = new BenchDeal(leaves, DRAWS);
        deal.periods(PERIODS);
        BenchDeal.Cost best = deal.periods(PERIODS);
        for (int round = 0; round < 2; round++) {
            BenchDeal.Cost cost = deal.periods(PERIODS);
            best = total(cost) < total(best) ? cost : best;
        }
        double mixed = 3 / (total(best) - best.seconds()[BenchDeal.Kind.LOOK.ordinal()]);
        print(
                "the deal's process alone, %d leaves, %d of them shown: %.0f messages a second (Tick, Tick, Prove), %.1f times"
                        + " the needed %.0f",
                leaves, DRAWS, mixed, mixed / NEEDED_PER_SECOND, NEEDED_PER_SECOND);
        for (BenchDeal.Kind kind : BenchDeal.Kind.values()) {
            print(
                    "    %-5s %8.0f a second, %,d steps",
                    kind, 1 / best.seconds()[kind.ordinal()], best.steps()[kind.ordinal()]);
        }
    }

    private static double total(BenchDeal.Cost cost) {
        return Arrays.stream(cost.seconds()).sum();
    }

    /** A unit with deals on it. */
    private void fleet(String name, Path folder, Journal journal, Index index) throws Exception {
        HandCrankedTime time = new HandCrankedTime();
        Runtimes runtimes = new Runtimes();
        runtimes.add(new LuaRuntime());
        byte[] seed = {1};
        Path blobs = folder.resolve("blobs");
        try (Unit unit = new Unit(
                        io.fondaco.ao.unit.internal.Settings.DEFAULT,
                        Signer.ed25519(Arrays.copyOf(seed, 32)),
                        time,
                        new Store(journal, index, new FileBlobs(blobs)),
                        runtimes);
                BenchFleet fleet = new BenchFleet(unit, time, leaves, DRAWS)) {
            long before = System.nanoTime();
            Samples.prepare();
            fleet.open(deals);
            print("%s: %d deals begun in %.1f s", name, deals, (System.nanoTime() - before) / 1e9);
            double ticks = Double.MAX_VALUE;
            for (int round = 0; round < 4; round++) {
                double start = cpu();
                fleet.ticks(TICKS);
                ticks = Math.min(ticks, (cpu() - start) / TICKS);
            }
            print(
                    "%s: a Tick signed, checked, scheduled, evaluated and stored: %.0f a second of a core, %.2f times the needed"
                            + " %.0f",
                    name, 1 / ticks, 1 / ticks / NEEDED_PER_SECOND, NEEDED_PER_SECOND);
            for (int i = 0; i < WARM_UP * minutes; i++) {
                fleet.minute();
            }
            double[] took = new double[minutes];
            double[] checks = new double[minutes];
            long bytes = size(folder);
            for (int i = 0; i < minutes; i++) {
                double start = cpu();
                fleet.minute();
                took[i] = cpu() - start;
                checks[i] = took[i] / deals / signature();
            }
            bytes = size(folder) - bytes;
            double median = median(took);
            print(
                    "%s: %d deals take %.2f s of a core a minute (%s): %.1f %% of a core, %.2f of the allowed %.0f %%; %.2f ms a"
                            + " period of a deal, as long as %.1f checks of a signature; %.0f MiB of disk a minute",
                    name,
                    deals,
                    median,
                    seconds(took),
                    100 * median / 60,
                    median / 60 / NEEDED_SHARE,
                    100 * NEEDED_SHARE,
                    1000 * median / deals,
                    median(checks),
                    bytes / (double) (1 << 20) / minutes);
            double start = cpu();
            Samples samples = new Samples(places());
            fleet.minute();
            print("%s: a minute with samples, %.2f s", name, cpu() - start);
            samples.print(folder);
            fleet.check();
        }
    }

    private static double median(double[] of) {
        return Arrays.stream(of).sorted().toArray()[of.length / 2];
    }

    private static String seconds(double[] took) {
        StringBuilder all = new StringBuilder();
        for (double one : took) {
            all.append(all.length() == 0 ? "" : ", ").append(String.format(Locale.ROOT, "%.2f", one));
        }
        return all.toString();
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static LinkedHashMap<String, List<String>> places() {
        LinkedHashMap<String, List<String>> places = new LinkedHashMap<>();
        places.put("Ed25519", List.of("org.bouncycastle"));
        places.put("SQLite", List.of("org.sqlite", "io.fondaco.persistence.sqlite"));
        places.put(
                "files of large messages",
                List.of(
                        "io.fondaco.persistence.FileBlobs",
                        "io.fondaco.ao.unit.internal.Store.keep",
                        "io.fondaco.ao.unit.internal.Store.fetch"));
        places.put("Lua: functions of the host", List.of("io.fondaco.ao.lua.internal.lib"));
        places.put("Lua: the rest", List.of("io.fondaco.ao.lua"));
        places.put(
                "secrets of both sides",
                List.of(
                        "io.fondaco.market.arfleet.internal.SecretChain",
                        "io.fondaco.market.arfleet.internal.ItemKeys"));
        places.put("making the answer", List.of("io.fondaco.market.arfleet.internal.Answer"));
        places.put("items: deep hashes", List.of("io.fondaco.ao.DeepHash"));
        places.put(
                "items: the rest",
                List.of(
                        "io.fondaco.ao.DataItem",
                        "io.fondaco.ao.ItemBuilder",
                        "io.fondaco.ao.Tags",
                        "io.fondaco.ao.Assignment",
                        "io.fondaco.ao.ItemId",
                        "io.fondaco.ao.spi",
                        "io.fondaco.model"));
        places.put("the unit, the rest", List.of("io.fondaco.ao.unit"));
        places.put("both sides, the rest", List.of("io.fondaco.market.arfleet"));
        places.put("the store in memory", List.of("io.fondaco.persistence.memory"));
        return places;
    }
}
