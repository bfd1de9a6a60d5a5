package io.fondaco.testing.kit;

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

/**
 * A peer of another make that a test drives: a Node process that takes commands as JSON lines on its input, answers with
 * JSON lines, and says first who it is and where.
 */
public final class JsProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Writer commands;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    private int number;

    /**
     * Whether a package is installed; if not, says so where people see it. Where the system property {@code fondaco.js} is
     * {@code required}, its absence is a failure: tests that are skipped pass.
     *
     * @param packages the folder that {@code npm ci} was run in
     * @param name of the package
     */
    public static boolean available(Path packages, String name) {
        return available(packages, name, System.getProperty("fondaco.js", ""));
    }

    /** As above, with the demand named. */
    public static boolean available(Path packages, String name, String demand) {
        if (Files.isDirectory(packages.resolve("node_modules").resolve(name))) {
            return true;
        }
        if (demand.equals("required")) {
            throw new AssertionError("fondaco.js=required, and there is no " + name + " in " + packages.toAbsolutePath()
                    + ": install Node 20 and run npm ci there");
        }
        System.err.println("SKIPPED: tests with peers of " + name
                + ". Install Node 20 and run: npm ci --prefix bundles/network/libp2p/src/test/js");
        return false;
    }

    /** @param arguments handed to the script as one JSON object */
    public JsProcess(Path folder, String script, Map<String, Object> arguments) throws IOException {
        process = new ProcessBuilder("node", script, JSON.writeValueAsString(arguments))
                .directory(folder.toFile())
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
    public CompletableFuture<JsonNode> ask(String what, Map<String, Object> arguments) {
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

    /** Its peer id, once it is up. */
    public PeerId id() {
        return PeerId.parse(ready.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()
                .get("peer")
                .asText());
    }

    /** Where it listens, with its peer id. */
    public Multiaddr address() {
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
