package io.fondaco.transfer.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.tck.transfer.TransportContract;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.spi.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** The contract against the JDK's own server. */
public class HttpContractTest extends TransportContract {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HttpTransport transport = new HttpTransport(
            new HandCrankedTime(),
            new HttpSettings(true, 0, 5, 100_000, Duration.ofSeconds(15), 1024, Duration.ofSeconds(60)));
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private int number;

    @Before
    public void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    @After
    public void close() {
        transport.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] content = contents.get(exchange.getRequestURI().getPath());
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String[] ends =
                    exchange.getRequestHeaders().getFirst("Range").substring(6).split("-", -1);
            int from = Integer.parseInt(ends[0]);
            int to = ends[1].isEmpty() ? content.length - 1 : Integer.parseInt(ends[1]);
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + content.length);
            exchange.sendResponseHeaders(206, to - from + 1);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(content, from, to - from + 1);
            }
        }
    }

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected TransferOrder order(byte[] content, long bytes, long most) {
        String path = "/" + ++number;
        contents.put(path, content);
        return Pulls.order(
                "http://127.0.0.1:" + server.getAddress().getPort() + path,
                Map.of(),
                folder.getRoot().toPath().resolve("file-" + number),
                bytes,
                most);
    }

    @Override
    protected Path filled(TransferOrder order) {
        return order.file();
    }

    @Override
    protected TransferOrder impossible() {
        TransferOrder order = order(new byte[] {1}, 1, 1);
        contents.clear();
        return order;
    }
}
