package io.fondaco.transfer.http.internal;

import io.fondaco.transfer.http.HttpSettings;
import io.fondaco.transfer.spi.TransportException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one attempt. One request each; all can be cut at once, whatever they wait for. */
final class Wire {

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int BUFFER = 64 * 1024;

    private final HttpSettings settings;
    private final Dialer dialer;
    private final SSLSocketFactory tls;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile String cut;

    Wire(HttpSettings settings, Dialer dialer, SSLSocketFactory tls) {
        this.settings = settings;
        this.dialer = dialer;
        this.tls = tls;
    }

    /** A request that was answered. */
    final class Exchange implements Closeable {
        private final Socket socket;
        final Head head;
        final InputStream body;
        /** Which byte of the file comes next, and where the body ends; -1 when that is not known. */
        long at;

        long end = -1;

        private Exchange(Socket socket, Head head, InputStream in) {
            this.socket = socket;
            this.head = head;
            body = head.chunked() ? new ChunkedBody(in) : in;
        }

        @Override
        public void close() {
            drop(socket);
        }
    }

    /** What is asked for. @param range and @param ifRange null for none */
    record Request(
            Target target, List<InetAddress> addresses, Map<String, String> headers, String range, String ifRange) {}

    Exchange get(Request request) throws IOException {
        Socket socket = connect(request);
        try {
            Socket talking = request.target.tls() ? secure(socket, request.target) : socket;
            talking.getOutputStream().write(text(request).getBytes(StandardCharsets.ISO_8859_1));
            talking.getOutputStream().flush();
            InputStream in = new BufferedInputStream(talking.getInputStream(), BUFFER);
            return new Exchange(socket, Head.read(in), in);
        } catch (SSLHandshakeException | SSLPeerUnverifiedException e) {
            drop(socket);
            check();
            if (e instanceof SSLHandshakeException && !(e.getCause() instanceof CertificateException)) {
                throw e;
            }
            throw TransportException.lasting("no trust in " + request.target + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            drop(socket);
            throw e;
        }
    }

    /** Connects to one of the addresses that were checked, never to the name. */
    private Socket connect(Request request) throws IOException {
        IOException failure = null;
        for (InetAddress address : request.addresses) {
            Socket socket = new Socket(Proxy.NO_PROXY);
            sockets.add(socket);
            try {
                check();
                dialer.connect(socket, new InetSocketAddress(address, request.target.port()), (int)
                        settings.connect().toMillis());
                return socket;
            } catch (IOException e) {
                drop(socket);
                check();
                failure = e;
            } catch (RuntimeException e) {
                drop(socket);
                throw e;
            }
        }
        throw TransportException.passing("cannot connect to " + request.target + ": " + failure.getMessage(), failure);
    }

    private Socket secure(Socket socket, Target target) throws IOException {
        SSLSocket secure = (SSLSocket) tls.createSocket(socket, target.host(), target.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!target.literal()) {
            parameters.setServerNames(List.of(new SNIHostName(target.host())));
        }
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static String text(Request request) {
        StringBuilder text = new StringBuilder("GET " + request.target.path() + " HTTP/1.1\r\n");
        text.append("Host: ").append(request.target.hostHeader()).append("\r\n");
        text.append("Connection: close\r\nAccept-Encoding: identity\r\n");
        if (request.headers.keySet().stream().noneMatch("user-agent"::equalsIgnoreCase)) {
            text.append("User-Agent: fondaco\r\n");
        }
        if (request.headers.keySet().stream().noneMatch("accept"::equalsIgnoreCase)) {
            text.append("Accept: */*\r\n");
        }
        if (request.range != null) {
            text.append("Range: ").append(request.range).append("\r\n");
        }
        if (request.ifRange != null && !request.ifRange.isEmpty()) {
            text.append("If-Range: ").append(request.ifRange).append("\r\n");
        }
        request.headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString();
    }

    /** Closes every connection, now and from now on; whoever reads from one sees why. The first reason stays. */
    void cut(String why) {
        synchronized (this) {
            cut = cut == null ? why : cut;
        }
        sockets.forEach(this::drop);
    }

    /** @throws TransportException passing, when it was cut */
    void check() {
        String why = cut;
        if (why != null) {
            throw TransportException.passing(why, null);
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing more is expected of it, and nothing is lost.
            LOG.debug("A connection closed badly: {}", e.toString());
        }
    }
}
