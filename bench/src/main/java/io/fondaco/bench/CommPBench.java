package io.fondaco.bench;

import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.Fr32;
import io.fondaco.piece.PieceInfo;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Speed of CommP beside its bound: the same number of 64-byte nodes through the JDK's own SHA-256, on as many threads.
 *
 * <p>Both are measured in turns in one process, so that load from outside meets both; medians are printed.
 * Arguments: payload in MiB (default 512), rounds (default 7).
 */
public final class CommPBench {
    private static final int SLICE = 1 << 20;

    private CommPBench() {}

    public static void main(String[] args) throws Exception {
        int mebibytes = args.length > 0 ? Integer.parseInt(args[0]) : 512;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        long payload = (long) mebibytes << 20;
        System.out.printf(
                Locale.ROOT,
                "payload %d MiB, %d rounds, %d cores, %s %s%n",
                mebibytes,
                rounds,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"));
        int cores = Runtime.getRuntime().availableProcessors();
        report("1 thread", payload, rounds, 1);
        report(cores + " threads", payload, rounds, cores);
    }

    private static void report(String what, long payload, int rounds, int threads) throws Exception {
        byte[] slice = new byte[SLICE];
        new Random(42).nextBytes(slice);
        long nodes = nodesHashed(payload);
        double[] bound = new double[rounds];
        double[] ours = new double[rounds];
        double[] ratio = new double[rounds];
        bound(nodes / 4, threads);
        commP(slice, payload / 4, threads);
        for (int i = 0; i < rounds; i++) {
            bound[i] = megabytesPerSecond(payload, bound(nodes, threads));
            ours[i] = megabytesPerSecond(payload, commP(slice, payload, threads));
            ratio[i] = ours[i] / bound[i];
        }
        System.out.printf(
                Locale.ROOT,
                "%-9s SHA-256 bound %7.1f MB/s   CommP %7.1f MB/s   ratio %.3f (%.3f to %.3f)%n",
                what,
                median(bound),
                median(ours),
                median(ratio),
                Arrays.stream(ratio).min().orElseThrow(),
                Arrays.stream(ratio).max().orElseThrow());
    }

    /** Inner nodes over the payload's own groups; the zero nodes that fill the tree up cost nothing. */
    private static long nodesHashed(long payload) {
        return (payload + Fr32.GROUP - 1) / Fr32.GROUP * 4 - 1;
    }

    private static long commP(byte[] slice, long payload, int threads) {
        long start = System.nanoTime();
        PieceInfo info;
        try (CommPCalculator calculator = threads == 1 ? CommPCalculator.sequential() : CommPCalculator.parallel()) {
            while (calculator.bytesSoFar() < payload) {
                calculator.update(slice, 0, SLICE);
            }
            info = calculator.finish();
        }
        long time = System.nanoTime() - start;
        if (info.payloadBytes() != payload) {
            throw new IllegalStateException("hashed " + info.payloadBytes() + " bytes of " + payload);
        }
        return time;
    }

    private static long bound(long nodes, int threads) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            for (Future<?> lane : IntStream.range(0, threads)
                    .mapToObj(i -> pool.submit(() -> hash(nodes / threads)))
                    .toList()) {
                lane.get();
            }
            return System.nanoTime() - start;
        } finally {
            pool.shutdownNow();
        }
    }

    private static void hash(long nodes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] cached = new byte[8192];
            for (long i = 0; i < nodes; i++) {
                int at = (int) (i & 127) * 64;
                sha256.update(cached, at, 64);
                sha256.digest(cached, at, 32);
            }
        } catch (NoSuchAlgorithmException | DigestException e) {
            throw new IllegalStateException("the JDK's SHA-256 failed", e);
        }
    }

    private static double megabytesPerSecond(long bytes, long nanos) {
        return bytes * 1e3 / nanos;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
