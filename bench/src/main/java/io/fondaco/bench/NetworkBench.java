package io.fondaco.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.network.Host;
import io.fondaco.network.libp2p.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.conscrypt.Conscrypt;

/**
 * Bytes from one process to another over loopback: one stream, 64 streams, beside the cipher alone in this JVM and, where
 * Node is there, js-libp2p to js-libp2p. Needed: 5 times js, 0.6 of the cipher; 64 streams within 20 % of one.
 */
public final class NetworkBench {

    private static final int JS_MEBIBYTES = 100;

    private NetworkBench() {}

    /** Arguments: MiB a measurement, rounds, folder with js-libp2p's peer.mjs. */
    public static void main(String[] args) throws Exception {
        int mebibytes = args.length > 0 ? Integer.parseInt(args[0]) : 1024;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        Path js = Path.of(args.length > 2 ? args[2] : "bundles/network/libp2p/src/test/js");
        boolean node = Files.isDirectory(js.resolve("node_modules/libp2p"));
        if (!node) {
            System.out.println("js-libp2p is not there: npm ci --prefix " + js);
        }
        try (BenchHosts.Child server = BenchHosts.Child.start()) {
            for (String security : List.of("noise", "tls")) {
                Host client = BenchHosts.open(Settings.STANDARD.securedBy(List.of(security)), 1);
                server.introduceTo(client);
                BenchHosts.upload(client, server.peer(), mebibytes, 1);
                BenchHosts.upload(client, server.peer(), mebibytes, 64);
                for (int round = 1; round <= rounds; round++) {
                    double cipher = cipher(security);
                    double socket = socket(mebibytes);
                    double one = BenchHosts.upload(client, server.peer(), mebibytes, 1);
                    double many = BenchHosts.upload(client, server.peer(), mebibytes, 64);
                    System.out.printf(
                            "%s round %d: cipher %.0f MiB/s, bare socket %.0f MiB/s, one after the other %.0f MiB/s"
                                    + " | one stream %.0f MiB/s, %.2f of the cipher (needed 0.6), %.2f of both"
                                    + " | 64 streams %.2f of one (needed 0.8)",
                            security,
                            round,
                            cipher,
                            socket,
                            both(cipher, socket),
                            one,
                            one / cipher,
                            one / both(cipher, socket),
                            many / one);
                    if (node) {
                        double theirs = js(js, security);
                        System.out.printf(" | js %.0f MiB/s, ours %.1f times (needed 5)", theirs, one / theirs);
                    }
                    System.out.println();
                }
                client.close();
            }
        }
        System.exit(0);
    }

    /** One thread, messages as long as the protocol's. */
    private static double cipher(String security) throws Exception {
        boolean noise = security.equals("noise");
        Cipher cipher = !noise
                ? Cipher.getInstance("AES/GCM/NoPadding")
                : Conscrypt.isAvailable()
                        ? Cipher.getInstance("ChaCha20/Poly1305/NoPadding", Conscrypt.newProvider())
                        : Cipher.getInstance("ChaCha20-Poly1305");
        SecretKeySpec key =
                noise ? new SecretKeySpec(new byte[32], "ChaCha20") : new SecretKeySpec(new byte[16], "AES");
        int size = noise ? 65519 : 16384;
        ByteBuffer plain = ByteBuffer.allocateDirect(size);
        ByteBuffer sealed = ByteBuffer.allocateDirect(size + 64);
        long bytes = 0;
        long start = System.nanoTime();
        byte[] nonce = new byte[12];
        long measured = start;
        for (long n = 0; System.nanoTime() - start < 1_500_000_000L; n++) {
            if (System.nanoTime() - start < 500_000_000L) {
                bytes = 0;
                measured = System.nanoTime();
            }
            ByteBuffer.wrap(nonce).putLong(4, n);
            AlgorithmParameterSpec spec = noise ? new IvParameterSpec(nonce) : new GCMParameterSpec(128, nonce);
            cipher.init(Cipher.ENCRYPT_MODE, key, spec);
            cipher.doFinal(plain.clear(), sealed.clear());
            bytes += size;
        }
        return bytes / 1048576.0 / ((System.nanoTime() - measured) / 1e9);
    }

    /** What one thread reaches that first encrypts and then sends: no connection of one event loop can be faster. */
    private static double both(double cipher, double socket) {
        return 1 / (1 / cipher + 1 / socket);
    }

    /** Nothing but bytes from one thread to another through a loopback connection. */
    private static double socket(int mebibytes) throws Exception {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> {
                try (SocketChannel in = server.accept()) {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
                    while (in.read(buffer.clear()) >= 0) {
                        continue;
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            long start = System.nanoTime();
            try (SocketChannel out = SocketChannel.open(server.getLocalAddress())) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
                for (int i = 0; i < mebibytes * 16; i++) {
                    buffer.clear();
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                }
            }
            drained.get();
            return mebibytes / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static double js(Path folder, String security) throws IOException {
        try (Js from = new Js(folder, security);
                Js to = new Js(folder, security)) {
            JsonNode answer = from.ask("{\"id\":1,\"do\":\"perf\",\"to\":\"" + to.address + "\",\"up\":"
                    + (JS_MEBIBYTES << 20) + ",\"down\":0}");
            return JS_MEBIBYTES / answer.get("seconds").asDouble();
        }
    }

    private static final class Js implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;
        private final String address;

        Js(Path folder, String security) throws IOException {
            process = new ProcessBuilder("node", "peer.mjs", "{\"security\":\"" + security + "\"}")
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            address = read().get("addresses").get(0).asText();
        }

        JsonNode read() throws IOException {
            return new ObjectMapper().readTree(lines.readLine());
        }

        JsonNode ask(String command) throws IOException {
            Writer out = process.outputWriter();
            out.write(command + "\n");
            out.flush();
            return read();
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
        }
    }
}
