package io.fondaco.transfer.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLException;

/** A server on loopback that says, byte for byte, whatever a test wants. */
final class RawServer implements AutoCloseable {

    /** @param from and @param to the asked range, both included; -1 when not said */
    record Request(String path, Map<String, String> headers, long from, long to) {}

    interface Answer {
        void to(Request request, OutputStream out) throws Exception;
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Answer answer;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    RawServer(Answer answer) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
    }

    RawServer(ServerSocket server, Answer answer) {
        this.server = server;
        this.answer = answer;
        daemon(this::accept);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            assert server.isClosed() : closed;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = read(socket);
            requests.add(request);
            answer.to(request, socket.getOutputStream());
            socket.getOutputStream().flush();
        } catch (SocketException | SSLException gone) {
            // The client went away: many tests make it do so.
            sockets.remove(socket);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        sockets.remove(socket);
    }

    private static Request read(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String first = in.readLine();
        if (first == null) {
            throw new SocketException("no request");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        long from = -1;
        long to = -1;
        String range = headers.get("range");
        if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-", -1);
            from = Long.parseLong(ends[0]);
            to = ends[1].isEmpty() ? -1 : Long.parseLong(ends[1]);
        }
        return new Request(first.split(" ")[1], headers, from, to);
    }

    /** Answers with the range of the content that was asked for, cut off after some bytes of it. */
    static void range(Request request, OutputStream out, byte[] content, String tag, long cutAfter) throws IOException {
        long to = request.to() < 0 ? content.length - 1 : Math.min(request.to(), content.length - 1);
        String ifRange = request.headers().get("if-range");
        if (request.from() < 0 || ifRange != null && !ifRange.equals(tag)) {
            say(out, "HTTP/1.1 200 OK", "ETag: " + tag, "Content-Length: " + content.length);
            out.write(content, 0, (int) Math.min(content.length, cutAfter));
            return;
        }
        if (request.from() >= content.length) {
            say(out, "HTTP/1.1 416 No", "Content-Range: bytes */" + content.length, "Content-Length: 0");
            return;
        }
        long length = to - request.from() + 1;
        say(
                out,
                "HTTP/1.1 206 Partial Content",
                "ETag: " + tag,
                "Content-Range: bytes " + request.from() + "-" + to + "/" + content.length,
                "Content-Length: " + length);
        out.write(content, (int) request.from(), (int) Math.min(length, cutAfter));
    }

    static void say(OutputStream out, String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
