package io.fondaco.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The HTTP API of a node, from the outside or from a test within it. */
final class HouseApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long PAUSE_MILLIS = 100;

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
        JsonNode card = JSON.readTree(folder.resolve("api.json").toFile());
        HttpURLConnection connection =
                (HttpURLConnection) new URL(card.path("url").asText() + path).openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout((int) PATIENCE_MILLIS);
        connection.setRequestProperty(
                "Authorization",
                "Bearer " + Files.readString(folder.resolve("api-token")).strip());
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(JSON.writeValueAsBytes(body));
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            List<JsonNode> lines = new java.util.ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                lines.add(JSON.readTree(line));
            }
            return new Answer(status, lines.get(lines.size() - 1), lines);
        }
    }

    /** Stores a file and returns at once; the client's deal id. */
    JsonNode store(Path file) throws IOException {
        return post("/store", Map.of("file", file.toString()));
    }

    /** Waits until every deal of the house is active; a deal that fails ends the wait at once, with its story. */
    void awaitEveryDealActive(int expected) throws Exception {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        Map<String, String> states = new HashMap<>();
        while (System.nanoTime() < end) {
            states.clear();
            boolean all = true;
            for (JsonNode deal : get("/deals?limit=500").path("deals")) {
                String id = deal.path("id").asText();
                states.put(id, deal.path("state").asText());
                if (deal.path("ending").asText().equals("failed")) {
                    throw new AssertionError(
                            id + " failed: " + get("/deals/" + id + "/explain") + get("/deals/" + id + "/history"));
                }
                all &= deal.path("state").asText().equals("Active");
            }
            if (all && states.size() == expected) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        StringBuilder stories = new StringBuilder();
        for (Map.Entry<String, String> deal : states.entrySet()) {
            if (!deal.getValue().equals("Active")) {
                stories.append('\n').append(get("/deals/" + deal.getKey() + "/explain"));
            }
        }
        throw new AssertionError(
                "After " + PATIENCE_MILLIS / 1000 + " s of " + expected + " deals: " + states + stories);
    }

    /** Waits until so many deals of clients are in a state at the same time. */
    void awaitInState(String state, int least) throws Exception {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        JsonNode last = null;
        while (System.nanoTime() < end) {
            last = get("/deals?market=storage.client&state=" + state).path("deals");
            if (last.size() >= least) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS / 4);
        }
        throw new AssertionError("Never " + least + " deals in " + state + " at once; last: " + last);
    }

    void awaitReady() throws Exception {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        JsonNode status = get("/status");
        while (!status.path("ready").asBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not ready: " + status.path("waitingFor"));
            }
            Thread.sleep(PAUSE_MILLIS);
            status = get("/status");
        }
    }
}
