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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Proof kernels of every backend on this machine, beside plain Java and beside OpenSSL's SHA-256 in the same run, and what is
 * verified with them. Each figure is of the time the threads had a core, the best of several turns; what is compared takes turns
 * with what it is compared with.
 */
public final class NativeBench {
    private static final int NODE = 32;
    private static final int PAGE = 4096;
    private static final int GROUPS = 1 << 16;
    private static final int LEAVES = 4 * GROUPS;
    /** Nodes of an 8 MiB sector, and how many of them are labelled. */
    private static final int NODES = 1 << 18;

    private static final int LABELLED = 20_000;
    private static final int LOCKSTEP = 16;
    /** A label's message of 20 blocks; a long stream has no end of it. */
    private static final int LABEL = 20 * 64;

    private static final int LONG_STREAM = 16384;

    private final Turns turns;
    private final List<Backend> backends = new ArrayList<>();
    private final Random random = new Random(1);

    private NativeBench(int turns) {
        this.turns = new Turns(turns);
        backends.add(new JavaBackend());
        backends.addAll(NativeBackend.present());
    }

    /** @param args turns for each figure, 50 unless told */
    public static void main(String[] args) throws IOException, InterruptedException {
        new NativeBench(args.length > 0 ? Integer.parseInt(args[0]) : 50).run();
    }

    private void run() throws IOException, InterruptedException {
        System.out.println(Kernels.state().text());
        System.out.printf(
                Locale.ROOT,
                "openssl speed -evp sha256, one core: 16 KiB %.2f GB/s, 1248 B %.2f GB/s, 64 B %.2f GB/s%n",
                openSsl(LONG_STREAM),
                openSsl(1248),
                openSsl(64));
        commP();
        labels();
        poseidon();
        new VerifyingBench(backends, turns).run();
    }

    /** A kernel and whose it is. */
    private record Of<K>(String name, K kernel) {}

    private <K> List<Of<K>> all(Class<K> type) {
        return backends.stream()
                .flatMap(backend -> backend.kernel(type).map(kernel -> new Of<>(backend.name(), kernel)).stream())
                .toList();
    }

    /** Begins with a page, as the files do that layers and replicas are mapped from. */
    private ByteBuffer direct(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return ByteBuffer.allocateDirect(bytes + PAGE)
                .alignedSlice(PAGE)
                .slice(0, bytes)
                .put(drawn)
                .flip();
    }

    private ByteBuffer elements(int nodes) {
        ByteBuffer buffer = direct(NODE * nodes);
        for (int i = NODE - 1; i < buffer.limit(); i += NODE) {
            buffer.put(i, (byte) (buffer.get(i) & 0x3f));
        }
        return buffer;
    }

    private void commP() throws InterruptedException {
        List<Of<NodeHash>> hashes = all(NodeHash.class);
        List<Turns.Work> works = new ArrayList<>();
        for (Of<NodeHash> of : hashes) {
            works.add(pairs(of.kernel));
            works.add(piece(of.kernel));
        }
        double[] took = turns.best(works.toArray(Turns.Work[]::new));
        double bound = Double.MAX_VALUE;
        Of<NodeHash> best = hashes.get(0);
        for (int i = 0; i < hashes.size(); i++) {
            if (took[2 * i] / 512 < bound) {
                bound = took[2 * i] / 512;
                best = hashes.get(i);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "CommP: bound %.1f ns a node, two compressions by %s of data in the nearest cache: %.3f GB/s a core%n",
                bound * 1e9,
                best.name,
                NODE / bound / 1e9);
        for (int i = 0; i < hashes.size(); i++) {
            double one = took[2 * i + 1] / (LEAVES - 1);
            System.out.printf(
                    Locale.ROOT,
                    "CommP %-9s one core %.3f GB/s, %.2f of the bound, %.1f x Java%n",
                    hashes.get(i).name,
                    NODE / one / 1e9,
                    bound / one,
                    took[1] / took[2 * i + 1]);
        }
        double[] twoBounds = turns.together(pairs(best.kernel), pairs(best.kernel));
        double[] two = turns.together(piece(best.kernel), piece(best.kernel));
        double twoBound = 512 / twoBounds[0] + 512 / twoBounds[1];
        double rate = (LEAVES - 1) / two[0] + (LEAVES - 1) / two[1];
        System.out.printf(
                Locale.ROOT,
                "CommP %-9s on two cores at once %.3f GB/s, %.2f of twice the bound; the compressions alone %.3f GB/s, %.2f%n",
                best.name,
                NODE * rate / 1e9,
                rate * bound / 2,
                NODE * twoBound / 1e9,
                twoBound * bound / 2);
    }

    private Turns.Work pairs(NodeHash hash) {
        ByteBuffer near = direct(1024 * NODE);
        ByteBuffer digests = ByteBuffer.allocateDirect(512 * NODE);
        return () -> hash.pairs(near, digests);
    }

    private Turns.Work piece(NodeHash hash) {
        ByteBuffer payload = direct(127 * GROUPS);
        ByteBuffer root = ByteBuffer.allocateDirect(NODE);
        return () -> hash.piece(payload, root);
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

    private void labels() throws IOException, InterruptedException {
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
        long from = NODES - LABELLED;
        List<Of<Labels>> kernels = all(Labels.class);
        List<Turns.Work> works = new ArrayList<>();
        works.add(longStream());
        int[] alone = new int[kernels.size()];
        for (int i = 0; i < alone.length; i++) {
            Labels labels = kernels.get(i).kernel;
            alone[i] = works.size();
            works.add(() -> labels.label(2, from, parents, replicas.subList(0, 1)));
            // One after the other is no other figure.
            if (labels.lanes() > 1) {
                works.add(() -> labels.label(2, from, parents, replicas));
            }
        }
        double before = openSsl(LONG_STREAM);
        double[] took = turns.best(works.toArray(Turns.Work[]::new));
        double openSsl = LABEL / Math.max(before, openSsl(LONG_STREAM));
        double java = took[0] * 1e9 * LABEL / LONG_STREAM;
        // Where there is no openssl the comparison is with Java's.
        double blocks = openSsl < java ? openSsl : java;
        System.out.printf(
                Locale.ROOT,
                "labels: 20 blocks of a long stream take openssl %.0f ns, Java's SHA-256 %.0f ns%n",
                openSsl,
                java);
        double fastest = Double.MAX_VALUE;
        for (int at : alone) {
            fastest = Math.min(fastest, took[at] / LABELLED);
        }
        for (int i = 0; i < kernels.size(); i++) {
            double one = took[alone[i]] / LABELLED;
            System.out.printf(
                    Locale.ROOT,
                    "labels %-9s layer 2 of 8 MiB: one sector %.0f ns a label, %.2f of its blocks alone",
                    kernels.get(i).name,
                    one * 1e9,
                    one * 1e9 / blocks);
            if (kernels.get(i).kernel.lanes() > 1) {
                double all = took[alone[i] + 1] / LABELLED / LOCKSTEP;
                System.out.printf(
                        Locale.ROOT,
                        "; %d in step %.0f ns, %.2f x as many as the fastest alone",
                        LOCKSTEP,
                        all * 1e9,
                        fastest / all);
            }
            System.out.println();
        }
    }

    private Turns.Work longStream() {
        byte[] message = new byte[LONG_STREAM];
        random.nextBytes(message);
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        return () -> sha.update(message);
    }

    private void poseidon() {
        for (int arity : new int[] {2, 8, 11}) {
            ByteBuffer nodes = elements(256 * arity);
            ByteBuffer digests = ByteBuffer.allocateDirect(256 * NODE);
            List<Of<FieldHash>> hashes = all(FieldHash.class);
            double[] took = turns.best(hashes.stream()
                    .<Turns.Work>map(of -> () -> of.kernel.hash(arity, nodes, digests))
                    .toArray(Turns.Work[]::new));
            for (int i = 0; i < took.length; i++) {
                System.out.printf(
                        Locale.ROOT,
                        "Poseidon arity %-2d %-9s %.2f us, %,.0f hashes/s a core%n",
                        arity,
                        hashes.get(i).name,
                        took[i] / 256 * 1e6,
                        256 / took[i]);
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
