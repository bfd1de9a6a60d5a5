package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.testing.kit.HandCrankedTime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

public class ListeningTest {

    private final HandCrankedTime time = new HandCrankedTime();
    private final Libp2pNetwork network = new Libp2pNetwork(Settings.STANDARD, time, 1);

    @After
    public void close() {
        network.close();
    }

    @Test
    public void comesInWithoutAnAddressThatIsTakenAndListensThereOnceItIsFree() throws Exception {
        Host host;
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = other.getLocalPort();
            host = network.open(Hosts.identity(1), List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port)))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(host.addresses()).isEmpty();
        }
        time.turn(Libp2pNetwork.LISTEN_AGAIN);
        // The attempt is made on another thread: whoever connects finds out when it has been.
        CompletableFuture<Void> listens = CompletableFuture.runAsync(() -> {
            while (host.addresses().isEmpty()) {
                Thread.onSpinWait();
            }
        });
        listens.get(30, TimeUnit.SECONDS);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    public void refusesAnAddressItCannotUnderstand() {
        assertThatThrownBy(
                        () -> network.open(Hosts.identity(1), List.of(Multiaddr.parse("/ip4/127.0.0.1/udp/1/quic-v1")))
                                .toCompletableFuture()
                                .get(30, TimeUnit.SECONDS))
                .hasMessageContaining("cannot listen at /ip4/127.0.0.1/udp/1/quic-v1");
    }
}
