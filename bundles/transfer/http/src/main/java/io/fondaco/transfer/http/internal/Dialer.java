package io.fondaco.transfer.http.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Connects sockets. */
@FunctionalInterface
public interface Dialer {

    /** Connects for real. */
    Dialer SOCKETS = Socket::connect;

    void connect(Socket socket, InetSocketAddress to, int timeoutMillis) throws IOException;
}
