package io.fondaco.bench;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.persistence.NameRange;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.persistence.VaultStatistics;
import io.fondaco.persistence.VaultSweep;
import io.fondaco.persistence.sqlite.Settings;
import io.fondaco.persistence.sqlite.SqliteStore;
import io.fondaco.persistence.sqlite.SqliteVaults;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A vault on SQLite: blocks of 200 bytes put a second in batches of 20 with a name each, durably and soon, beside the
 * journal's durable appends, one at a time and grouped, on the same disk in turns; then random gets a second, a walk along
 * the names, batches while half of everything is swept, what that gives back, and the heap.
 *
 * <p>Arguments: folder (on the disk to be measured; a new one in it is used and removed), blocks (default 1,000,000),
 * seconds for each measurement (default 5).
 */
public final class VaultBench {

    private static final int BATCH = 20;
    private static final int BLOCK = 200;
    private static final int GROUP = 256;
    private static final int ROUNDS = 3;

    private final long nanos;
    private int written;

    private VaultBench(int seconds) {
        nanos = Duration.ofSeconds(seconds).toNanos();
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "vault-bench-");
        int blocks = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        print(
                "%d cores, %s %s, %,d blocks, %d s a measurement",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"),
                blocks,
                seconds);
        try (SqliteVaults vaults = new SqliteVaults(folder);
                SqliteStore journal = new SqliteStore(folder.resolve("journal.db"), Settings.USUAL)) {
            VaultBench bench = new VaultBench(seconds);
            try (Vault vault = vaults.open("bench")) {
                bench.puts(vault, journal);
                bench.fill(vault, blocks);
                bench.gets(vault);
                bench.names(vault);
                bench.sweep(vault);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static byte[] block(int number) {
        byte[] bytes = new byte[BLOCK];
        ByteBuffer.wrap(bytes).putInt(number).putLong(new SplittableRandom(number).nextLong());
        return bytes;
    }

    private static Cid cid(byte[] block) {
        return Cid.v1(Cid.DAG_CBOR, Multihash.blake2b256(block));
    }

    private VaultBatch next() {
        VaultBatch batch = new VaultBatch();
        byte[] value = {};
        for (int i = 0; i < BATCH; i++) {
            byte[] block = block(written++);
            Cid cid = cid(block);
            value = cid.toBytes();
            batch.put(cid, block);
        }
        return batch.name(String.format("height/%010d", written / BATCH), value);
    }

    private double batches(Runnable write) {
        long start = System.nanoTime();
        int count = 0;
        do {
            write.run();
            count++;
        } while (System.nanoTime() - start < nanos);
        return count * 1e9 / (System.nanoTime() - start);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private void puts(Vault vault, SqliteStore journal) {
        batches(() -> vault.writeSoon(next()));
        double[] durable = new double[ROUNDS];
        double[] soon = new double[ROUNDS];
        double[] alone = new double[ROUNDS];
        double[] grouped = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            durable[round] = batches(() -> vault.write(next()));
            soon[round] = batches(() -> vault.writeSoon(next()));
            String stream = "alone-" + round;
            int[] length = {0};
            alone[round] = batches(() -> append(journal, stream, length).join());
            grouped[round] = grouped(journal, "grouped-" + round);
        }
        double write = median(durable);
        double single = median(alone);
        print("write             %,10.0f blocks/s  %,8.0f batches/s", write * BATCH, write);
        print("writeSoon         %,10.0f blocks/s  %,8.0f batches/s", median(soon) * BATCH, median(soon));
        print("journal, alone    %,10.0f appends/s: a write of %d blocks is %.2f of it", single, BATCH, write / single);
        print(
                "journal, grouped  %,10.0f appends/s: blocks of writes are %.2f of it",
                median(grouped), write * BATCH / median(grouped));
    }

    /** One event of as many bytes as a batch. */
    private static CompletableFuture<?> append(SqliteStore journal, String stream, int[] length) {
        byte[] body = new byte[BATCH * BLOCK];
        return journal.append(new NewEntry(stream, length[0]++, "Batch", 0, body, Optional.empty()))
                .toCompletableFuture();
    }

    /** Events of as many bytes as a block, many under way. */
    private double grouped(SqliteStore journal, String stream) {
        Deque<CompletableFuture<?>> waiting = new ArrayDeque<>();
        int[] length = {0};
        double rate = batches(() -> {
            NewEntry entry = new NewEntry(stream, length[0]++, "Block", 0, new byte[BLOCK], Optional.empty());
            waiting.add(journal.append(entry).toCompletableFuture());
            if (waiting.size() > GROUP) {
                waiting.remove().join();
            }
        });
        waiting.forEach(CompletableFuture::join);
        return rate;
    }

    private void fill(Vault vault, int blocks) {
        long start = System.nanoTime();
        int before = written;
        while (written < blocks) {
            vault.writeSoon(next());
        }
        vault.write(new VaultBatch());
        double seconds = (System.nanoTime() - start) / 1e9;
        VaultStatistics statistics = vault.statistics();
        if (written > before) {
            print("writeSoon, on to %,d blocks %,.0f blocks/s", statistics.blocks(), (written - before) / seconds);
        }
        print(
                "file              %,10d MiB for %,d MiB of blocks",
                statistics.fileBytes() >> 20, statistics.bytes() >> 20);
    }

    private double reads(Vault vault, int threads) {
        long start = System.nanoTime();
        long reads = IntStream.range(0, threads)
                .mapToObj(t -> CompletableFuture.supplyAsync(() -> {
                    SplittableRandom random = new SplittableRandom(t);
                    long done = 0;
                    do {
                        byte[] block = block(random.nextInt(written));
                        if (!Arrays.equals(vault.get(cid(block)).orElseThrow(), block)) {
                            throw new IllegalStateException("another block was got");
                        }
                        done++;
                    } while (System.nanoTime() - start < nanos);
                    return done;
                }))
                .toList()
                .stream()
                .mapToLong(CompletableFuture::join)
                .sum();
        return reads * 1e9 / (System.nanoTime() - start);
    }

    private void gets(Vault vault) {
        reads(vault, 1);
        print("get, random       %,10.0f a second with one thread", reads(vault, 1));
        print("get, random       %,10.0f a second with two", reads(vault, 2));
        SplittableRandom random = new SplittableRandom(1);
        double absent = batches(() -> vault.has(cid(block(-1 - random.nextInt(1 << 30)))));
        print("has, absent       %,10.0f a second with one thread", absent);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        print("heap              %,10d MiB in use", runtime.totalMemory() - runtime.freeMemory() >> 20);
    }

    private void names(Vault vault) {
        long start = System.nanoTime();
        long[] count = new long[1];
        vault.eachName(NameRange.prefix("height/"), n -> ++count[0] > 0);
        print(
                "names             %,10.0f a second, %,d in order",
                count[0] * 1e9 / (System.nanoTime() - start), count[0]);
    }

    private void sweep(Vault vault) {
        long before = vault.statistics().fileBytes();
        CompletableFuture<String> sweeper = CompletableFuture.supplyAsync(() -> {
            long start = System.nanoTime();
            try (VaultSweep sweep = vault.sweep()) {
                sweep.run(cid -> (cid.multihash().digest()[0] & 1) == 0);
                double seconds = (System.nanoTime() - start) / 1e9;
                return String.format(
                        Locale.ROOT,
                        "sweep             %,10.0f visited a second, %,d of %,d deleted, %.1f s with all given back",
                        sweep.visited() / seconds,
                        sweep.deleted(),
                        sweep.visited(),
                        seconds);
            }
        });
        long worst = 0;
        long start = System.nanoTime();
        int count = 0;
        while (!sweeper.isDone()) {
            VaultBatch batch = next();
            long begun = System.nanoTime();
            vault.writeSoon(batch);
            worst = Math.max(worst, System.nanoTime() - begun);
            count++;
        }
        double rate = count * 1e9 / (System.nanoTime() - start);
        print("%s", sweeper.join());
        print("writeSoon meanwhile %,8.0f batches/s, the longest took %,d ms", rate, worst / 1_000_000);
        print(
                "file              %,10d MiB before the sweep, %,d MiB after it",
                before >> 20, vault.statistics().fileBytes() >> 20);
    }
}
