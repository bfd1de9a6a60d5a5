package io.fondaco.network.libp2p;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A js-libp2p process that a test drives. */
final class JsPeer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Path.of("src/test/js");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Writer commands;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    private int number;

    /** Whether Node and the packages are here; if not, says so where people see it. */
    static boolean available() {
        if (Files.isDirectory(FOLDER.resolve("node_modules/libp2p"))) {
            return true;
        }
        System.err.println("SKIPPED: tests with js-libp2p peers. Install Node 20 and run: npm ci --prefix "
                + Path.of("bundles/network/libp2p").resolve(FOLDER));
        return false;
    }

    JsPeer(Map<String, Object> options) throws IOException {
        process = new ProcessBuilder("node", "peer.mjs", JSON.writeValueAsString(options))
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::listen, "js-peer-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode answer = JSON.readTree(line);
                if (answer.has("ready")) {
                    ready.complete(answer);
                } else {
                    waiting.remove(answer.get("id").intValue()).complete(answer);
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        IllegalStateException ended = new IllegalStateException("the js peer has ended");
        ready.completeExceptionally(ended);
        waiting.values().forEach(answer -> answer.completeExceptionally(ended));
    }

    /** Sends a command; the answer has no {@code error}. */
    CompletableFuture<JsonNode> ask(String what, Map<String, Object> arguments) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        synchronized (this) {
            ObjectNode command = JSON.valueToTree(arguments);
            command.put("do", what).put("id", ++number);
            waiting.put(number, answer);
            try {
                commands.write(command + "\n");
                commands.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).thenApply(result -> {
            if (result.has("error")) {
                throw new IllegalStateException(
                        "js peer, " + what + ": " + result.get("error").asText());
            }
            return result;
        });
    }

    PeerId id() {
        return PeerId.parse(ready.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()
                .get("peer")
                .asText());
    }

    Multiaddr address() {
        return Multiaddr.parse(ready.join().get("addresses").get(0).asText());
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
