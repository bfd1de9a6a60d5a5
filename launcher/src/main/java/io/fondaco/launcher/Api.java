package io.fondaco.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The local HTTP API of one node, as its data folder tells where it is and with what token. */
final class Api {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int COMMAND_SECONDS = 60;
    /** The node tells something at least every 15 s, if only that it waits. */
    private static final int STREAM_MILLIS = 300_000;

    private static final String START = "Start it with: fondaco start --dir ";

    private final NodeFolder node;
    private final String url;
    private final String token;

    private Api(NodeFolder node, String url, String token) {
        this.node = node;
        this.url = url;
        this.token = token;
    }

    /** The API of a running node; fails with the way to start one when none runs. */
    static Api of(NodeFolder node) throws IOException {
        JsonNode card = node.read(node.apiFile());
        if (node.process().isEmpty()) {
            throw new Failure("No node is running in " + node.path(), START + node.path());
        }
        if (!card.path("url").isTextual()) {
            throw new Failure(
                    "The node in " + node.path() + " does not answer yet",
                    "Wait for it with: fondaco start --dir " + node.path());
        }
        try {
            String token = Files.readString(node.tokenFile(), StandardCharsets.US_ASCII)
                    .strip();
            return new Api(node, card.path("url").asText(), token);
        } catch (NoSuchFileException e) {
            throw new Failure(
                    "The token " + node.tokenFile() + " is gone",
                    "Stop the node and start it again: it makes a new one.",
                    e);
        }
    }

    String url() {
        return url;
    }

    JsonNode get(String path) throws IOException {
        return answer(open("GET", path, null, 30_000));
    }

    JsonNode post(String path, Object body) throws IOException {
        return post(path, body, 30_000);
    }

    /** @param patience milliseconds to wait for the answer, 0 for ever */
    JsonNode post(String path, Object body, int patience) throws IOException {
        return answer(open("POST", path, body, patience));
    }

    /** What a shell command answers. @throws Failure when it fails */
    JsonNode run(String command) throws IOException {
        JsonNode run = post(
                "/run",
                Map.of("command", command, "scripted", true, "timeoutSeconds", COMMAND_SECONDS),
                (COMMAND_SECONDS + 10) * 1000);
        if (run.path("exit").asInt() != 0) {
            throw new Failure(command + ": " + run.path("error").asText(), "");
        }
        return run.path("result");
    }

    /**
     * Posts a long operation and follows its lines: each {@code progress} goes to the listener, the closing
     * {@code result} is returned, an {@code error} is thrown as a {@link Failure}.
     */
    JsonNode follow(String path, Object body, Consumer<JsonNode> progress) throws IOException {
        return lines(open("POST", path, body, STREAM_MILLIS), event -> {
            progress.accept(event);
            return true;
        });
    }

    /** Follows what a GET tells until its end, or until the listener has heard enough; then there is no result. */
    JsonNode watch(String path, Predicate<JsonNode> more) throws IOException {
        return lines(open("GET", path, null, STREAM_MILLIS), more);
    }

    private JsonNode lines(HttpURLConnection connection, Predicate<JsonNode> more) throws IOException {
        if (connection.getResponseCode() >= 400) {
            return answer(connection);
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = Say.JSON.readTree(line);
                if (event.has("result")) {
                    return event.get("result");
                }
                if (event.has("error")) {
                    JsonNode error = event.get("error");
                    throw refusal(
                            error.path("status").asInt(),
                            error.path("message").asText(),
                            error.path("hint").asText(""));
                }
                if (!more.test(event.path("progress"))) {
                    // Not merely closed: the node would go on writing to a connection kept for the next request.
                    connection.disconnect();
                    return Say.JSON.missingNode();
                }
            }
        } catch (IOException cut) {
            throw broken(cut);
        }
        throw broken(null);
    }

    private Failure broken(IOException cut) {
        return new Failure(
                "The node stopped answering before it was done" + (cut == null ? "" : ": " + cut.getMessage()),
                "See " + node.logFile() + "; then look with: fondaco status",
                cut);
    }

    /** Text as a part of a URL. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpURLConnection open(String method, String path, Object body, int patience) throws IOException {
        try {
            // No proxy: the node is on this machine whatever the environment says.
            HttpURLConnection connection = (HttpURLConnection) new URL(url + path).openConnection(Proxy.NO_PROXY);
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(patience);
            connection.setRequestProperty("Authorization", "Bearer " + token);
            if (body != null) {
                byte[] bytes = Say.JSON.writeValueAsBytes(body);
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setFixedLengthStreamingMode(bytes.length);
                connection.getOutputStream().write(bytes);
            } else if (method.equals("POST")) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(0);
            }
            connection.getResponseCode();
            return connection;
        } catch (ConnectException e) {
            throw new Failure(
                    "The node in " + node.path() + " does not answer at " + url,
                    "See " + node.logFile() + ", or stop it with: fondaco stop --dir " + node.path(),
                    e);
        }
    }

    private static JsonNode answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] bytes = body == null ? new byte[0] : body.readAllBytes();
            if (status < 400) {
                return Say.JSON.readTree(bytes);
            }
            JsonNode problem = problem(bytes);
            throw refusal(
                    status,
                    problem.path("detail").asText("The node answered with status " + status),
                    problem.path("hint").asText(""));
        }
    }

    /** A value the node can make nothing of was typed by somebody; all else is no matter of usage. */
    private static Failure refusal(int status, String message, String hint) {
        return status == HttpURLConnection.HTTP_BAD_REQUEST ? Failure.usage(message) : new Failure(message, hint);
    }

    private static JsonNode problem(byte[] bytes) throws IOException {
        try {
            JsonNode problem = Say.JSON.readTree(bytes);
            return problem == null ? Say.JSON.createObjectNode() : problem;
        } catch (JsonProcessingException notJson) {
            return Say.JSON.createObjectNode();
        }
    }
}
