package io.fondaco.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Free ports on loopback. */
final class Ports {

    private Ports() {}

    /** The port asked for, which must be free. */
    static int exactly(int port) throws IOException {
        if (!isFree(port)) {
            throw new Failure(
                    "Port " + port + " of 127.0.0.1 is in use by another program",
                    "Choose another one, or leave the option out: the node then finds a free port.");
        }
        return port;
    }

    /** The usual port when it is free, otherwise any that is. */
    static int preferably(int port) throws IOException {
        return isFree(port) ? port : any();
    }

    /** Some port that is free. */
    static int any() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return any.getLocalPort();
        }
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true); // a port in TIME_WAIT is free for a server
            probe.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return true;
        } catch (BindException taken) {
            return false;
        }
    }
}
