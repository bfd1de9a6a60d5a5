package io.fondaco.gateway.arfleet.internal;

import io.fondaco.arfleet.ProviderDoor;
import io.fondaco.gateway.Callers;
import io.fondaco.model.Registration;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** A provider behind the servlet, in the container the distribution has, on a free port of loopback. */
final class Served implements ProviderDoor, AutoCloseable {
    static final ArfleetServlet.Limits ROOMY = new ArfleetServlet.Limits(MAX_BODY, 60_000, 60_000, 8, 64 << 20);

    /** What came as far as the provider. */
    final BlockingQueue<Request> asked = new LinkedBlockingQueue<>();

    /** What the provider named alice does; at first it says what it was asked. */
    volatile Function<Request, CompletionStage<Reply>> alice = request -> CompletableFuture.completedFuture(
            text(200, request.method() + " " + request.path() + " " + request.body().length));

    final int port;
    private final Server server = new Server();

    Served(ArfleetServlet.Limits limits) throws Exception {
        ArfleetServlet servlet = new ArfleetServlet(
                this, new Callers(List.of("provider.example"), List.of("https://pages.example")), limits);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/arfleet");
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
    }

    static Reply text(int status, String text) {
        return new Reply(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Registration opened(URI base) {
        return () -> {};
    }

    @Override
    public Optional<CompletionStage<Reply>> ask(Request request) {
        asked.add(request);
        return request.party().equals("alice") ? Optional.of(alice.apply(request)) : Optional.empty();
    }

    /** An answer as it came, its lines ended by {@code \n}. */
    record Answer(int status, String head, String body) {
        boolean says(String header) {
            return head.lines().anyMatch(line -> line.equalsIgnoreCase(header));
        }
    }

    /** Sends a request that is written out, but for the line that ends the connection. */
    Answer raw(String head, byte[] body) throws IOException {
        try (Socket socket = open(head + "Connection: close\r\n\r\n")) {
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return last(socket);
        }
    }

    Answer raw(String line, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return raw(head.toString(), new byte[0]);
    }

    Answer post(String path, byte[] body, String... headers) throws IOException {
        return raw(
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n"
                        + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n"),
                body);
    }

    /** A connection over which so much has been sent. */
    Socket open(String begun) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    /** An answer on a connection that stays open, because its request was refused before it was whole. */
    static Answer answer(Socket socket) throws IOException {
        return answer(socket, false);
    }

    /** The last answer of a connection, read until that is closed: only then has the servlet let go of the request. */
    static Answer last(Socket socket) throws IOException {
        return answer(socket, true);
    }

    private static Answer answer(Socket socket, boolean toTheEnd) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("no answer but '" + read + "'");
            }
            read.append((char) c);
        }
        String head = read.toString().replace("\r", "");
        int length = head.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElse(0);
        byte[] body = toTheEnd ? in.readAllBytes() : in.readNBytes(length);
        return new Answer(Integer.parseInt(head.substring(9, 12)), head, new String(body, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
