package io.fondaco.bench;

import io.fondaco.proof.Node;
import io.fondaco.proof.ffi.NativeBackend;
import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.Labels.Replica;
import io.fondaco.proof.spi.NodeArray;
import io.fondaco.proof.spi.NodeHash;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Proof kernels of every backend on this machine, beside plain Java and beside OpenSSL's SHA-256 in the same run. Figures for one
 * core are of the time the thread had a core, those for two are by the clock; each is the best of several turns.
 */
public final class NativeBench {
    private static final int NODE = 32;
    private static final int GROUPS = 1 << 16;
    private static final int LEAVES = 4 * GROUPS;
    /** Nodes of an 8 MiB sector, and how many of them are labelled. */
    private static final int NODES = 1 << 18;

    private static final int LABELLED = 20_000;
    private static final int LOCKSTEP = 16;
    private static final double TURN_SECONDS = 0.1;

    private final int turns;
    private final List<Backend> backends = new ArrayList<>();
    private final Random random = new Random(1);

    private NativeBench(int turns) {
        this.turns = turns;
        backends.add(new JavaBackend());
        backends.addAll(NativeBackend.present());
    }

    /** @param args turns for each figure, 20 unless told */
    public static void main(String[] args) throws IOException, InterruptedException {
        new NativeBench(args.length > 0 ? Integer.parseInt(args[0]) : 20).run();
    }

    private void run() throws IOException, InterruptedException {
        System.out.println(Kernels.state().text());
        double longStream = openSsl(16384);
        double pairs = openSsl(64);
        double labels = openSsl(1248);
        System.out.printf(
                Locale.ROOT,
                "openssl sha256, one core: 16 KiB %.2f GB/s, 1248 B %.2f GB/s, 64 B %.2f GB/s%n",
                longStream,
                labels,
                pairs);
        commP();
        labels(longStream);
        poseidon();
        new VerifyingBench(backends, new Turns(turns)).run();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    /** Seconds of a core one run takes, the best of the turns. */
    private double seconds(Work work) throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return best(work, threads::getCurrentThreadCpuTime);
    }

    private double best(Work work, LongSupplier nanos) throws InterruptedException {
        work.run();
        double best = Double.MAX_VALUE;
        for (int turn = 0; turn < turns; turn++) {
            long runs = 0;
            long start = nanos.getAsLong();
            long took;
            do {
                work.run();
                runs++;
                took = nanos.getAsLong() - start;
            } while (took < TURN_SECONDS * 1e9);
            best = Math.min(best, took / 1e9 / runs);
        }
        return best;
    }

    private ByteBuffer direct(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return ByteBuffer.allocateDirect(bytes).put(drawn).flip();
    }

    private ByteBuffer elements(int nodes) {
        ByteBuffer buffer = direct(NODE * nodes);
        for (int i = NODE - 1; i < buffer.limit(); i += NODE) {
            buffer.put(i, (byte) (buffer.get(i) & 0x3f));
        }
        return buffer;
    }

    private void commP() throws InterruptedException {
        ByteBuffer near = direct(1024 * NODE);
        ByteBuffer digests = ByteBuffer.allocateDirect(512 * NODE);
        double bound = Double.MAX_VALUE;
        for (Backend backend : backends) {
            NodeHash hash = backend.kernel(NodeHash.class).orElse(null);
            if (hash != null) {
                bound = Math.min(bound, seconds(() -> hash.pairs(near, digests)) / 512);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "CommP: bound %.1f ns a node, two compressions of data in the nearest cache: %.2f GB/s a core%n",
                bound * 1e9,
                NODE / bound / 1e9);
        List<ByteBuffer> payloads = List.of(direct(127 * GROUPS), direct(127 * GROUPS));
        double java = 0;
        for (Backend backend : backends) {
            NodeHash hash = backend.kernel(NodeHash.class).orElse(null);
            if (hash == null) {
                continue;
            }
            ByteBuffer root = ByteBuffer.allocateDirect(NODE);
            double one = seconds(() -> hash.piece(payloads.get(0), root)) / (LEAVES - 1);
            Work both = () -> {
                Thread other = new Thread(() -> hash.piece(payloads.get(1), ByteBuffer.allocateDirect(NODE)), "bench");
                other.start();
                hash.piece(payloads.get(0), root);
                other.join();
            };
            double two = best(both, System::nanoTime) / (2 * (LEAVES - 1));
            java = java == 0 ? one : java;
            System.out.printf(
                    Locale.ROOT,
                    "CommP %-9s one core %.3f GB/s, %.2f of the bound, %.1f x Java; two cores %.3f GB/s%n",
                    backend.name(),
                    NODE / one / 1e9,
                    bound / one,
                    java / one,
                    NODE / two / 1e9);
        }
    }

    /** Near parents as often as the graph has them, and far ones from everywhere. */
    private ByteBuffer parents() {
        ByteBuffer parents = ByteBuffer.allocateDirect(LABELLED * Labels.PARENTS * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int node = NODES - LABELLED; node < NODES; node++) {
            parents.putInt(node - 1);
            for (int i = 1; i < 6; i++) {
                int distance = 1 + random.nextInt(1 << (1 + random.nextInt(17)));
                parents.putInt(node - Math.min(distance, node));
            }
            for (int i = 6; i < Labels.PARENTS; i++) {
                parents.putInt(random.nextInt(NODES));
            }
        }
        return parents.flip();
    }

    private void labels(double longStream) throws InterruptedException {
        double alone = 20 * 64 / longStream;
        System.out.printf(Locale.ROOT, "labels: 20 blocks at openssl's long-stream rate take %.0f ns%n", alone);
        ByteBuffer parents = parents();
        List<Replica> replicas = new ArrayList<>();
        byte[] id = new byte[NODE];
        for (int i = 0; i < LOCKSTEP; i++) {
            random.nextBytes(id);
            replicas.add(new Replica(
                    Node.of(id),
                    NodeArray.of(List.of(direct(NODE * NODES))),
                    NodeArray.of(List.of(direct(NODE * NODES)))));
        }
        for (Backend backend : backends) {
            Labels labels = backend.kernel(Labels.class).orElse(null);
            if (labels == null) {
                continue;
            }
            long from = NODES - LABELLED;
            double one = seconds(() -> labels.label(2, from, parents, replicas.subList(0, 1))) / LABELLED;
            double all = seconds(() -> labels.label(2, from, parents, replicas)) / LABELLED / LOCKSTEP;
            System.out.printf(
                    Locale.ROOT,
                    "labels %-9s layer 2 of 8 MiB: one sector %.0f ns a label, %.2f of its blocks alone;"
                            + " %d in step %.0f ns, %.2f x as many%n",
                    backend.name(),
                    one * 1e9,
                    one * 1e9 / alone,
                    LOCKSTEP,
                    all * 1e9,
                    one / all);
        }
    }

    private void poseidon() throws InterruptedException {
        for (int arity : new int[] {2, 8, 11}) {
            ByteBuffer nodes = elements(256 * arity);
            ByteBuffer digests = ByteBuffer.allocateDirect(256 * NODE);
            for (Backend backend : backends) {
                FieldHash hash = backend.kernel(FieldHash.class).orElse(null);
                if (hash == null) {
                    continue;
                }
                double one = seconds(() -> hash.hash(arity, nodes, digests)) / 256;
                System.out.printf(
                        Locale.ROOT,
                        "Poseidon arity %-2d %-9s %.2f us, %,.0f hashes/s a core%n",
                        arity,
                        backend.name(),
                        one * 1e6,
                        1 / one);
            }
        }
    }

    /** OpenSSL's own figure for messages of so many bytes, GB/s on one core; NaN where there is no openssl. */
    private static double openSsl(int bytes) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(
                            "openssl",
                            "speed",
                            "-evp",
                            "sha256",
                            "-bytes",
                            String.valueOf(bytes),
                            "-seconds",
                            "1",
                            "-mr")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.out.println("no openssl to compare with: " + e.getMessage());
            return Double.NaN;
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.lines()
                .filter(line -> line.startsWith("+F:"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(':') + 1)) / 1e9)
                .findFirst()
                .orElse(Double.NaN);
    }
}
