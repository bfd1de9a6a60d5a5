package io.fondaco.bench;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * What an honest peer notices of a bad one: the time of an upload and of a ping, alone and beside a peer that misbehaves,
 * all in processes of their own. Needed: twice as long at the most. With fewer cores than processes the 99th percentile of
 * the pings shows the scheduler of the system more than ours.
 */
public final class BadPeerBench {

    private static final int PINGS = 3000;
    private static final int MEBIBYTES = 512;
    private static final double NEEDED = 2.0;

    private BadPeerBench() {}

    public static void main(String[] args) throws Exception {
        try (BenchHosts.Child server = BenchHosts.Child.start()) {
            Host honest = BenchHosts.open(Settings.STANDARD, 1);
            server.introduceTo(honest);
            measure(honest, server.peer());
            BenchHosts.upload(honest, server.peer(), MEBIBYTES, 1);
            for (String evil : List.of("greedy", "lazy", "restless", "reconnecting")) {
                long[] alone = measure(honest, server.peer());
                double fast = BenchHosts.upload(honest, server.peer(), MEBIBYTES, 1);
                Process bad = new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Bad.class.getName(),
                                server.address().toString(),
                                evil)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                new BufferedReader(new InputStreamReader(bad.getInputStream(), StandardCharsets.UTF_8)).readLine();
                long[] beside = measure(honest, server.peer());
                double slow = BenchHosts.upload(honest, server.peer(), MEBIBYTES, 1);
                bad.destroy();
                bad.waitFor();
                System.out.printf(
                        "beside a %s peer: upload %.0f MiB/s, %.1f times; ping median %.3f ms, %.1f times; 99 of 100"
                                + " within %.3f ms, %.1f times as long as alone (needed %.0f)%n",
                        evil,
                        slow,
                        fast / slow,
                        beside[PINGS / 2] / 1e6,
                        (double) beside[PINGS / 2] / alone[PINGS / 2],
                        beside[PINGS * 99 / 100] / 1e6,
                        (double) beside[PINGS * 99 / 100] / alone[PINGS * 99 / 100],
                        NEEDED);
            }
        }
        System.exit(0);
    }

    private static long[] measure(Host host, PeerId peer) throws Exception {
        long[] nanos = new long[PINGS];
        for (int i = 0; i < PINGS; i++) {
            long start = System.nanoTime();
            BenchHosts.await(host.peers().ping(peer));
            nanos[i] = System.nanoTime() - start;
            // Not to be taken for a flood itself.
            LockSupport.parkNanos(200_000);
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** A peer that means no good; ends when it is killed. */
    static final class Bad {
        private static final List<String> PERF = List.of("/perf/1.0.0");
        private static final List<String> PING = List.of("/ipfs/ping/1.0.0");
        private static final long ENDLESS = 1L << 50;
        private static final long MUCH = 10L << 30;

        private Bad() {}

        public static void main(String[] args) throws Exception {
            Multiaddr address = Multiaddr.parse(args[0]);
            PeerId peer = address.peer().orElseThrow();
            Host host = BenchHosts.open(Settings.STANDARD, 1);
            host.peers().learn(peer, List.of(address), Duration.ofHours(1));
            BenchHosts.await(host.peers().connect(peer));
            System.out.println("begins");
            switch (args[1]) {
                // Sends as much as it can on as many streams as it may.
                case "greedy" -> {
                    for (int i = 0; i < 100; i++) {
                        BenchHosts.Sink.pour(host, peer, ENDLESS);
                    }
                }
                // Has much sent and reads nothing, and opens all the streams it may.
                case "lazy" -> {
                    for (int i = 0; i < 500; i++) {
                        Stream stream = BenchHosts.await(host.dial(peer, i == 0 ? PERF : PING));
                        BenchHosts.await(stream.write(
                                ByteBuffer.allocate(Long.BYTES).putLong(MUCH).flip()));
                    }
                }
                // Opens streams and resets them, without end.
                case "restless" -> {
                    while (true) {
                        try {
                            CompletableFuture<?>[] dials = new CompletableFuture<?>[100];
                            for (int i = 0; i < dials.length; i++) {
                                dials[i] = host.dial(peer, PERF)
                                        .thenAccept(Stream::reset)
                                        .toCompletableFuture();
                            }
                            CompletableFuture.allOf(dials).join();
                        } catch (CompletionException thrownOut) {
                            continue;
                        }
                    }
                }
                // Connects, shakes hands and hangs up, without end.
                default -> {
                    while (true) {
                        try {
                            host.peers().connect(peer).toCompletableFuture().join();
                            host.peers().disconnect(peer);
                        } catch (CompletionException refused) {
                            continue;
                        }
                    }
                }
            }
            Thread.currentThread().join();
        }
    }
}
