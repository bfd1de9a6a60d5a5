package io.fondaco.transfer.graphsync;

import io.fondaco.network.Multiaddr;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between two hosts, counts what goes through, and cuts all connections each time so many bytes have gone. */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port;
    private final Deque<Long> cuts;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong made = new AtomicLong();

    /** @param to where it leads, {@code /ip4/127.0.0.1/tcp/PORT} */
    CuttingProxy(Multiaddr to, Deque<Long> cuts) throws IOException {
        String text = to.toString();
        port = Integer.parseInt(text.substring(text.lastIndexOf('/') + 1));
        this.cuts = new ArrayDeque<>(cuts);
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    Multiaddr address() {
        return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + listening.getLocalPort());
    }

    /** Bytes that went through, both ways. */
    long bytes() {
        return bytes.get();
    }

    long cuts() {
        return made.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(near);
                sockets.add(far);
                start(() -> pump(near, far));
                start(() -> pump(far, near));
            } catch (IOException closed) {
                cut();
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[64 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                if (due(bytes.addAndGet(n))) {
                    cut();
                    return;
                }
            }
        } catch (IOException gone) {
            // The other end, or a cut, has ended it.
            return;
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized boolean due(long now) {
        if (!cuts.isEmpty() && now >= cuts.peek()) {
            cuts.poll();
            made.incrementAndGet();
            return true;
        }
        return false;
    }

    private void cut() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
