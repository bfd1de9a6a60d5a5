package io.fondaco.bench;

import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.PeerId;
import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.Libp2pNetwork;
import io.fondaco.network.libp2p.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Hosts to measure, in this process and in one of their own. */
final class BenchHosts {

    private BenchHosts() {}

    static Host open(Settings settings, int threads) throws Exception {
        PeerKeyPair keys = PeerKeyPair.generate(new SecureRandom());
        Libp2pNetwork network = new Libp2pNetwork(settings, new SystemTime("bench"), threads);
        return await(network.open(identity(keys), List.of()));
    }

    static Identity identity(PeerKeyPair keys) {
        return Identity.of(keys.peerId(), keys.publicKey().toBytes(), keys::sign);
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    /** A host in a process of its own, with one event loop; ends with its standard input. */
    static final class Serving {
        public static void main(String[] args) throws Exception {
            Settings settings = args.length == 0
                    ? Settings.STANDARD
                    : Settings.STANDARD.listeningAt(List.of(Multiaddr.parse(args[0])));
            Host host = open(settings, 1);
            Sink.answer(host);
            System.out.println(host.addresses().get(0).withPeer(host.id()));
            while (System.in.read() >= 0) {
                continue;
            }
            System.exit(0);
        }

        private Serving() {}
    }

    record Child(Process process, Multiaddr address) implements AutoCloseable {
        static Child start() throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Serving.class.getName()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            return new Child(process, Multiaddr.parse(lines.readLine()));
        }

        PeerId peer() {
            return address.peer().orElseThrow();
        }

        void introduceTo(Host host) {
            host.peers().learn(peer(), List.of(address), Duration.ofHours(1));
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
        }
    }

    /** MiB a second, with the bytes shared out among streams. */
    static double upload(Host host, PeerId peer, int mebibytes, int streams) throws Exception {
        long start = System.nanoTime();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            all.add(Sink.pour(host, peer, ((long) mebibytes << 20) / streams).toCompletableFuture());
        }
        await(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
        return mebibytes / ((System.nanoTime() - start) / 1e9);
    }

    /** Takes whatever comes, on any number of streams: {@code /perf/1.0.0} measures one at a time. */
    static final class Sink {
        static final String ID = "/fondaco/bench-sink/1.0.0";
        private static final int CHUNK = 64 << 10;
        private static final byte[] ZEROS = new byte[CHUNK];

        private Sink() {}

        static void answer(Host host) {
            host.answer(new Protocol(ID, CHUNK, Duration.ofMinutes(1)), stream -> drain(stream)
                    .whenComplete((done, failure) -> stream.close()));
        }

        /** Completes when the other end has read so many bytes. */
        static CompletionStage<Void> pour(Host host, PeerId peer, long bytes) {
            return host.dial(peer, List.of(ID)).thenCompose(stream -> write(stream, bytes)
                    .thenCompose(done -> stream.closeWrite())
                    .thenCompose(done -> drain(stream)));
        }

        private static CompletionStage<Void> write(Stream stream, long bytes) {
            CompletableFuture<Void> result = new CompletableFuture<>();
            write(stream, bytes, result);
            return result;
        }

        private static void write(Stream stream, long bytes, CompletableFuture<Void> result) {
            long left = bytes;
            while (left > 0) {
                int length = (int) Math.min(left, CHUNK);
                left -= length;
                CompletableFuture<Void> sent =
                        stream.write(ByteBuffer.wrap(ZEROS, 0, length)).toCompletableFuture();
                if (!sent.isDone() || sent.isCompletedExceptionally()) {
                    long rest = left;
                    sent.whenComplete((done, failure) -> {
                        if (failure == null) {
                            write(stream, rest, result);
                        } else {
                            result.completeExceptionally(failure);
                        }
                    });
                    return;
                }
            }
            result.complete(null);
        }

        private static CompletionStage<Void> drain(Stream stream) {
            CompletableFuture<Void> result = new CompletableFuture<>();
            drain(stream, result);
            return result;
        }

        private static void drain(Stream stream, CompletableFuture<Void> result) {
            while (true) {
                CompletableFuture<Optional<ByteBuffer>> next = stream.read().toCompletableFuture();
                if (!next.isDone() || next.isCompletedExceptionally()) {
                    next.whenComplete((bytes, failure) -> {
                        if (failure != null) {
                            result.completeExceptionally(failure);
                        } else if (bytes.isEmpty()) {
                            result.complete(null);
                        } else {
                            drain(stream, result);
                        }
                    });
                    return;
                }
                if (next.join().isEmpty()) {
                    result.complete(null);
                    return;
                }
            }
        }
    }
}
