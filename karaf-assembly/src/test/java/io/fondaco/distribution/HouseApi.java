package io.fondaco.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceListener;

/** The HTTP API of a node, from the outside or from a test within it. */
final class HouseApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_MILLIS = 180_000;

    private final Path folder;

    HouseApi(Path folder) {
        this.folder = folder;
    }

    /** An answer: its status, and its JSON (of a stream, the last line). */
    record Answer(int status, JsonNode body, List<JsonNode> lines) {}

    JsonNode get(String path) throws IOException {
        return ok(path, call("GET", path, null));
    }

    JsonNode post(String path, Map<String, ?> body) throws IOException {
        return ok(path, call("POST", path, body));
    }

    private static JsonNode ok(String path, Answer answer) {
        if (answer.status() >= 400 || answer.body().has("error")) {
            throw new AssertionError(path + " answered " + answer.status() + ": " + answer.body());
        }
        return answer.body().has("result") ? answer.body().path("result") : answer.body();
    }

    Answer call(String method, String path, Map<String, ?> body) throws IOException {
        HttpURLConnection connection = open(method, path);
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(JSON.writeValueAsBytes(body));
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                lines.add(JSON.readTree(line));
            }
            return new Answer(status, lines.get(lines.size() - 1), lines);
        }
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        JsonNode card = JSON.readTree(folder.resolve("api.json").toFile());
        HttpURLConnection connection =
                (HttpURLConnection) new URL(card.path("url").asText() + path).openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout((int) PATIENCE_MILLIS);
        connection.setRequestProperty(
                "Authorization",
                "Bearer " + Files.readString(folder.resolve("api-token")).strip());
        return connection;
    }

    /** Stores a file and returns at once; the client's deal id. */
    JsonNode store(Path file) throws IOException {
        return post("/store", Map.of("file", file.toString()));
    }

    /** @param price an epoch, more than the provider asks for */
    JsonNode storeBy(String transport, Path file, String price) throws IOException {
        return post("/store", Map.of("file", file.toString(), "transfer", transport, "price", price));
    }

    /** Follows every deal of the house until it is active; one that ends before fails the test with its story. */
    void awaitEveryDealActive(int expected) throws IOException {
        // A client's deal becomes active after the provider has taken it in: then both sides are in the list.
        for (String id : ids("/deals?market=storage.client&limit=500")) {
            awaitState(id, "Active");
        }
        List<String> all = ids("/deals?limit=500");
        for (String id : all) {
            awaitState(id, "Active");
        }
        if (all.size() != expected) {
            throw new AssertionError("Expected " + expected + " deals, there are " + all);
        }
    }

    /** Follows a deal until it is in a state; returns it as it then is. */
    JsonNode awaitState(String id, String state) throws IOException {
        try (Following following = new Following(id)) {
            return following.until(deal -> deal.path("state").asText().equals(state));
        }
    }

    /** Follows the deals of clients until so many are in a state at the same time. */
    void awaitInState(String state, int least) throws Exception {
        Map<String, String> states = new ConcurrentHashMap<>();
        List<Following> open = new ArrayList<>();
        CompletableFuture<Void> enough = new CompletableFuture<>();
        try {
            for (String id : ids("/deals?market=storage.client&limit=500")) {
                Following following = new Following(id);
                open.add(following);
                Thread thread = new Thread(
                        () -> {
                            try {
                                following.until(deal -> {
                                    states.put(id, deal.path("state").asText());
                                    if (Collections.frequency(List.copyOf(states.values()), state) >= least) {
                                        enough.complete(null);
                                    }
                                    return enough.isDone();
                                });
                            } catch (IOException | AssertionError failed) {
                                enough.completeExceptionally(failed);
                            }
                        },
                        "follow-" + id);
                thread.setDaemon(true);
                thread.start();
            }
            enough.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException never) {
            throw new AssertionError("Never " + least + " deals in " + state + " at once; last: " + states, never);
        } finally {
            open.forEach(Following::close);
        }
    }

    private List<String> ids(String path) throws IOException {
        List<String> ids = new ArrayList<>();
        get(path).path("deals").forEach(deal -> ids.add(deal.path("id").asText()));
        return ids;
    }

    /** The stream of one deal's changes. */
    private final class Following implements AutoCloseable {

        private final String id;
        private final HttpURLConnection connection;

        Following(String id) throws IOException {
            this.id = id;
            this.connection = open("GET", "/deals/" + id + "/events");
        }

        /** Reads until a deal is as wanted, which the last line, with the deal when it is over, may be too. */
        JsonNode until(Predicate<JsonNode> wanted) throws IOException {
            long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
            JsonNode last = null;
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                // A line comes every 15 s at least.
                for (String line = lines.readLine(); line != null && System.nanoTime() < end; line = lines.readLine()) {
                    JsonNode told = JSON.readTree(line);
                    JsonNode deal = told.has("result")
                            ? told.path("result")
                            : told.path("progress").path("deal");
                    if (deal.isObject()) {
                        last = deal;
                        if (wanted.test(deal)) {
                            return deal;
                        }
                    }
                }
            }
            throw new AssertionError("Not what was waited for: " + last + get("/deals/" + id + "/explain")
                    + get("/deals/" + id + "/history"));
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }

    /** Waits, within the node, until all of it stands: looks again whenever something in the framework changes. */
    void awaitReady(BundleContext context) throws Exception {
        Semaphore changes = new Semaphore(0);
        ServiceListener services = event -> changes.release();
        BundleListener bundles = event -> changes.release();
        FrameworkListener framework = event -> changes.release();
        context.addServiceListener(services);
        context.addBundleListener(bundles);
        context.addFrameworkListener(framework);
        try {
            long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
            JsonNode status = get("/status");
            while (!status.path("ready").asBoolean()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("Not ready: " + status.path("waitingFor"));
                }
                // What a change leads to may come a moment after it is told, and is not told itself.
                if (changes.tryAcquire(1, TimeUnit.SECONDS)) {
                    changes.drainPermits();
                }
                status = get("/status");
            }
        } finally {
            context.removeServiceListener(services);
            context.removeBundleListener(bundles);
            context.removeFrameworkListener(framework);
        }
    }
}
