package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** Reaching a peer by addresses of which some lead nowhere. */
public class DialTest {

    private static final PeerId NOBODY = Hosts.identity(97).peerId();

    private final Hosts hosts = new Hosts();
    private final List<AutoCloseable> sockets = new ArrayList<>();

    @After
    public void close() throws Exception {
        for (AutoCloseable socket : sockets) {
            socket.close();
        }
        hosts.close();
    }

    /** Takes connections and says nothing. */
    private ServerSocket silent() throws Exception {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        sockets.add(server);
        return server;
    }

    private static Multiaddr address(ServerSocket server) {
        return Multiaddr.tcp((InetSocketAddress) server.getLocalSocketAddress());
    }

    @Test
    public void addressesThatSayNothingDoNotHoldUpThoseThatWork() throws Exception {
        Settings s = Settings.STANDARD;
        Duration never = Duration.ofDays(1);
        Host alice = hosts.host(new Settings(
                s.listen(),
                List.of("noise"),
                never,
                s.connect(),
                s.negotiate(),
                s.idle(),
                s.maxWindow(),
                s.peers(),
                s.perAddress(),
                s.perPeerStreams(),
                s.memory(),
                s.gossip(),
                s.routing()));
        Host bob = hosts.host(s.securedBy(List.of("noise")));
        ServerSocket first = silent();
        ServerSocket second = silent();
        alice.peers().learn(bob.id(), List.of(address(first), address(second)), Duration.ofHours(1));
        Hosts.introduce(alice, bob);
        assertThat(Hosts.await(alice.peers().connect(bob.id())).connections()).hasSize(1);
        for (ServerSocket server : List.of(first, second)) {
            try (Socket given = server.accept()) {
                given.setSoTimeout(60_000);
                byte[] said = given.getInputStream().readAllBytes();
                assertThat(new String(said, StandardCharsets.UTF_8)).contains("/multistream/1.0.0");
            }
        }
    }

    @Test
    public void saysThatNoLibp2pPeerAnswers() throws Exception {
        Host alice = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        ServerSocket web = silent();
        alice.peers().learn(NOBODY, List.of(address(web)), Duration.ofHours(1));
        var dialling = alice.peers().connect(NOBODY);
        try (Socket given = web.accept()) {
            String answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Connection: close\r\n\r\n400 Bad Request";
            given.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> Hosts.await(dialling))
                    .hasCauseInstanceOf(NetworkException.class)
                    .hasMessageContaining("no libp2p peer answers at " + address(web) + ": multistream-select: a line");
        }
        var again = alice.peers().connect(NOBODY);
        web.accept().close();
        assertThatThrownBy(() -> Hosts.await(again))
                .hasMessageContaining("no libp2p peer answers at " + address(web) + ": ");
    }

    @Test
    public void namesEachAddressOnce() throws Exception {
        Host alice = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        Multiaddr closed;
        try (ServerSocket gone = silent()) {
            closed = address(gone);
        }
        Multiaddr quic = Multiaddr.parse("/ip4/192.0.2.1/udp/4001/quic-v1");
        alice.peers().learn(NOBODY, List.of(quic, closed), Duration.ofHours(1));
        assertThatThrownBy(() -> Hosts.await(alice.peers().connect(NOBODY)))
                .hasMessageEndingWith(NOBODY + " cannot be reached: " + quic
                        + ": of a transport this host does not have; it has TCP; " + closed + ": Connection refused");
    }
}
