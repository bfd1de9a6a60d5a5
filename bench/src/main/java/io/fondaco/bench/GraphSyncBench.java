package io.fondaco.bench;

import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.car.DepthFirst;
import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.Cid;
import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.libp2p.Libp2pNetwork;
import io.fondaco.network.libp2p.Settings;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.Voucher;
import io.fondaco.transfer.graphsync.GraphSyncSettings;
import io.fondaco.transfer.graphsync.GraphSyncTransport;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Reception;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pull of a large DAG with GraphSync over libp2p on loopback, both ends in this process, file to file, beside
 * {@code @dcdn/graphsync} pulling the same DAG from itself, memory to memory, in turns; and the heap while it runs.
 *
 * <p>Arguments: folder (a new one in it is used and removed), MiB (default 256), rounds (default 3), the folder of
 * {@code graphsync.mjs} (without it, or without Node and the packages, only ours is measured).
 */
public final class GraphSyncBench {

    private static final double NEEDED = 5;

    /** Rounds after which the compiler has done most of its work: a node serves for days, not for seconds. */
    private static final int WARM_UP = 8;

    private static final Pattern SPEED = Pattern.compile("\"speed\":([0-9.]+)");

    private GraphSyncBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "graphsync-bench-");
        int mebibytes = args.length > 1 ? Integer.parseInt(args[1]) : 256;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        Optional<Path> script = args.length > 3 ? Optional.of(Path.of(args[3])) : Optional.empty();
        try {
            Path car = folder.resolve("car");
            Cid root = car(mebibytes, car);
            ours(folder, car, root, mebibytes, true);
            for (int i = 0; i < WARM_UP; i++) {
                ours(folder, car, root, mebibytes, false);
            }
            double[] ours = new double[rounds];
            double[] theirs = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                ours[i] = ours(folder, car, root, mebibytes, false);
                theirs[i] = script.isPresent() ? theirs(script.get(), car, root, mebibytes) : 0;
            }
            print("pull of %d MiB, medians of %d rounds:", mebibytes, rounds);
            print("  ours, file to file           %7.1f MiB/s", median(ours));
            if (script.isPresent()) {
                print("  @dcdn/graphsync, in memory   %7.1f MiB/s", median(theirs));
                print("  ratio %.1f, needed %.0f", median(ours) / median(theirs), NEEDED);
            } else {
                print("  SKIPPED: @dcdn/graphsync; name the folder of graphsync.mjs");
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

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static Cid car(int mebibytes, Path car) throws IOException {
        Path unordered = car.resolveSibling("unordered");
        Cid root;
        try (FileChannel out = FileChannel.open(
                unordered, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            root = UnixFsImporter.importToCar(
                            noise((long) mebibytes << 20), UnixFsOptions.KUBO_V1, out, (offset, part) -> {})
                    .root();
        }
        try (CarFile file = CarFile.open(unordered);
                CarWriter writer = CarWriter.open(
                        FileChannel.open(car, StandardOpenOption.CREATE, StandardOpenOption.WRITE), List.of(root))) {
            DepthFirst.write(file, root, TraversalLimits.DEFAULT, writer);
        }
        Files.delete(unordered);
        return root;
    }

    private static InputStream noise(long length) {
        Random random = new Random(1);
        return new InputStream() {
            private long left = length;

            @Override
            public int read() {
                throw new UnsupportedOperationException("in pieces only");
            }

            @Override
            public int read(byte[] bytes, int from, int most) {
                if (left == 0) {
                    return -1;
                }
                byte[] part = new byte[(int) Math.min(most, left)];
                random.nextBytes(part);
                System.arraycopy(part, 0, bytes, from, part.length);
                left -= part.length;
                return part.length;
            }
        };
    }

    private static double ours(Path folder, Path car, Cid root, int mebibytes, boolean warm) throws Exception {
        Path draft = folder.resolve("draft");
        Reception reception = new Reception() {
            @Override
            public Decision ask(Incoming incoming) {
                return new Decision.Accept(car, -1, Long.MAX_VALUE);
            }

            @Override
            public void tell(TransferEvent event) {}
        };
        try (SystemTime time = new SystemTime("bench");
                Libp2pNetwork aliceNet = new Libp2pNetwork(Settings.STANDARD, time, 1);
                Libp2pNetwork bobNet = new Libp2pNetwork(Settings.STANDARD, time, 1);
                GraphSyncTransport alices = new GraphSyncTransport(reception, time, GraphSyncSettings.STANDARD);
                GraphSyncTransport bobs = new GraphSyncTransport(reception, time, GraphSyncSettings.STANDARD)) {
            Host alice = host(aliceNet, 1);
            Host bob = host(bobNet, 2);
            alices.attach(alice);
            bobs.attach(bob);
            alice.peers().learn(bob.id(), bob.addresses(), Duration.ofHours(1));
            TransferOrder order = new TransferOrder(
                    new TransferId(alice.id(), Optional.of(bob.id()), 1),
                    TransferOrder.Direction.PULL,
                    GraphSyncTransport.NAME,
                    Optional.empty(),
                    Map.of(),
                    Optional.of(new Voucher("bench", new byte[] {(byte) 0x80})),
                    root,
                    draft,
                    Files.size(car),
                    Files.size(car));
            System.gc();
            long before = used();
            AtomicLong most = new AtomicLong();
            long start = System.nanoTime();
            alices.begin(order, new Meter() {
                        private long next = 32L << 20;

                        @Override
                        public void opened() {}

                        @Override
                        public void moved(long bytes, long total) {
                            if (warm && bytes >= next) {
                                next += 32L << 20;
                                System.gc();
                                most.accumulateAndGet(used(), Math::max);
                            }
                        }
                    })
                    .done()
                    .toCompletableFuture()
                    .get(10, TimeUnit.MINUTES);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (warm) {
                print(
                        "heap in use after a collection: %d MiB before, at most %d MiB during the pull",
                        before >> 20, most.get() >> 20);
                if (Files.mismatch(car, draft) >= 0) {
                    throw new IllegalStateException("what came is not what was sent");
                }
            }
            Files.delete(draft);
            return mebibytes / seconds;
        }
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Host host(Libp2pNetwork network, int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        PeerKeyPair keys = PeerKeyPair.ofSeed(bytes);
        return network.open(BenchHosts.identity(keys), List.of())
                .toCompletableFuture()
                .join();
    }

    private static double theirs(Path script, Path car, Cid root, int mebibytes) throws Exception {
        Process process = new ProcessBuilder("node", "graphsync.mjs")
                .directory(script.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Writer commands = process.outputWriter(StandardCharsets.UTF_8)) {
            lines.readLine();
            commands.write("{\"id\":1,\"do\":\"bench\",\"car\":\"" + car.toAbsolutePath() + "\",\"root\":\"" + root
                    + "\",\"mebibytes\":" + mebibytes + "}\n");
            commands.flush();
            String answer = lines.readLine();
            Matcher speed = SPEED.matcher(String.valueOf(answer));
            if (!speed.find()) {
                throw new IllegalStateException("@dcdn/graphsync answered " + answer);
            }
            return Double.parseDouble(speed.group(1));
        } finally {
            process.destroy();
        }
    }
}
