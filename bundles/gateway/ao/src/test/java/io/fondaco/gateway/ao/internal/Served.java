package io.fondaco.gateway.ao.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.ItemBuilder;
import io.fondaco.ao.Signer;
import io.fondaco.ao.unit.internal.Runtimes;
import io.fondaco.ao.unit.internal.Settings;
import io.fondaco.ao.unit.internal.Store;
import io.fondaco.ao.unit.internal.Unit;
import io.fondaco.gateway.Callers;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.testing.kit.HandCrankedTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** A unit behind the servlet, in the container the distribution has, on a free port of loopback. */
final class Served implements AutoCloseable {
    static final Signer ALICE = signer(2);
    static final Signer MALLORY = signer(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    final HandCrankedTime time = new HandCrankedTime();
    final Unit unit;
    final String url;
    final int port;
    private final Server server = new Server();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int number;

    /** An answer, its body read as JSON when it is. */
    record Answer(int status, String text, JsonNode json, HttpResponse<String> whole) {}

    Served(Path folder, List<String> origins, long answerMillis) throws Exception {
        MemoryStore memory = new MemoryStore();
        Runtimes runtimes = new Runtimes();
        runtimes.add(new Token());
        unit = new Unit(Settings.DEFAULT, signer(1), time, new Store(memory, memory, new FileBlobs(folder)), runtimes);
        AoServlet servlet =
                new AoServlet(unit, new Callers(List.of("unit.example"), origins), 8, 10 << 20, answerMillis, 200);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/ao/*");
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
        url = "http://127.0.0.1:" + port + "/ao";
    }

    static Signer signer(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Signer.ed25519(bytes);
    }

    DataItem module() {
        return DataItem.builder()
                .tag("Data-Protocol", "ao")
                .tag("Type", "Module")
                .tag("Module-Format", Token.FORMAT)
                .tag("Input-Encoding", "JSON-1")
                .tag("Output-Encoding", "JSON-1")
                .sign(ALICE);
    }

    ItemBuilder item(String type) {
        return DataItem.builder()
                .anchor("%032d".formatted(number++))
                .tag("Data-Protocol", "ao")
                .tag("Variant", "ao.TN.1")
                .tag("Type", type);
    }

    /** The id of a fresh process. */
    String spawn() throws IOException {
        send("POST", "", module().toBytes());
        Answer answer = send(
                "POST",
                "",
                item("Process").tag("Module", module().id()).sign(ALICE).toBytes());
        return answer.json().get("id").asText();
    }

    DataItem message(String process, String action, String data) {
        return item("Message").tag("Action", action).target(process).data(data).sign(ALICE);
    }

    Answer get(String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).header("Accept", "application/json"));
    }

    Answer send(String method, String path, byte[] body) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/octet-stream")
                .header("Accept", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    Answer json(String path, String body) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
            return new Answer(
                    response.statusCode(), response.body(), json ? JSON.readTree(response.body()) : null, response);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        unit.close();
        server.stop();
    }
}
