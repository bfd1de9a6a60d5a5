package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.internal.host.Libp2pHost;
import io.fondaco.network.libp2p.internal.limits.Limits;
import io.fondaco.network.libp2p.internal.limits.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.After;
import org.junit.Test;

/** Peers that mean no good, over real sockets; and an honest one beside them. */
public class HostileTest {

    private static final int HOLD_MILLIS = 60_000;

    private final Hosts hosts = new Hosts();
    private final List<Socket> sockets = new ArrayList<>();

    @After
    public void close() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        hosts.close();
    }

    private static Settings settings(Duration upgrade, int peers, int perAddress) {
        Settings s = Settings.STANDARD;
        return new Settings(
                s.listen(),
                List.of("noise"),
                upgrade,
                s.connect(),
                s.negotiate(),
                s.idle(),
                s.maxWindow(),
                peers,
                perAddress,
                8,
                64L << 20,
                Settings.Gossip.STANDARD,
                Settings.Routing.OFF);
    }

    private static InetSocketAddress socketOf(Host host) {
        Multiaddr address = host.addresses().get(0);
        return new InetSocketAddress(
                address.parts().get(0).text(),
                Integer.parseInt(address.parts().get(1).text()));
    }

    /** From another address than the honest peer's. */
    private Socket connect(Host host) throws IOException {
        return connect(host, "127.0.0.2");
    }

    private Socket connect(Host host, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setSoTimeout(HOLD_MILLIS);
        socket.connect(socketOf(host));
        sockets.add(socket);
        return socket;
    }

    private static Limits limits(Host host) {
        return ((Libp2pHost) host).ceilings();
    }

    private Host honestPeerWorks(Host victim) {
        Host honest = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        Hosts.introduce(honest, victim);
        byte[] bytes = new byte[1_000_000];
        assertThat(Hosts.roundTrip(Hosts.await(honest.dial(victim.id(), List.of(Hosts.ECHO))), bytes))
                .isEqualTo(bytes);
        return honest;
    }

    /** Reads until the other side has closed. */
    private static void awaitClosed(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
        } catch (SocketException reset) {
            return;
        }
    }

    @Test
    public void twoThousandSlowSocketsDoNotKeepAnHonestPeerOutAndAreClosedInTime() throws Exception {
        Host victim = hosts.host(settings(Duration.ofSeconds(3), 20_000, 4000));
        long before = openFiles();
        for (int i = 0; i < 2000; i++) {
            Socket slow = connect(victim, "127.0.2." + (1 + i / 16));
            if (i % 2 == 0) {
                slow.getOutputStream().write(0x13);
            }
        }
        Host honest = honestPeerWorks(victim);
        for (Socket slow : sockets) {
            awaitClosed(slow);
        }
        // The victim has one event loop: an answer from it comes after all it did before.
        Hosts.await(honest.peers().ping(victim.id()));
        assertThat(limits(victim).unsecured().held(Resource.CONNECTION_IN)).isZero();
        assertThat(limits(victim).system().held(Resource.CONNECTION_IN)).isEqualTo(1);
        for (Socket slow : sockets) {
            slow.close();
        }
        // The honest peer's own: its listener, its event loop, both ends of its connection.
        assertThat(openFiles()).isLessThan(before + 20);
    }

    /** Open files of this process; both sides of every connection are in it. */
    private static long openFiles() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    public void tenThousandConnectsFromOneAddressCostAnAcceptAndACloseEach() throws Exception {
        Host victim = hosts.host(settings(Duration.ofSeconds(60), 2000, 10));
        for (int i = 0; i < 10_000; i++) {
            Socket one = connect(victim);
            if (i >= 10) {
                awaitClosed(one);
                one.close();
            }
        }
        assertThat(limits(victim).system().held(Resource.CONNECTION_IN)).isEqualTo(10);
        honestPeerWorks(victim);
    }

    @Test
    public void silentConnectionsFromOneAddressLeaveRoomForOthers() throws Exception {
        Host victim = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        for (int i = 0; i < 256; i++) {
            connect(victim);
        }
        honestPeerWorks(victim);
        for (Socket refused : sockets.subList(16, 256)) {
            awaitClosed(refused);
        }
        assertThat(limits(victim).unsecured().held(Resource.CONNECTION_IN)).isEqualTo(16);
    }

    @Test
    public void aFloodFromManyAddressesStopsAtTheCeilingOfUnsecuredConnections() throws Exception {
        Host victim = hosts.host(settings(Duration.ofSeconds(60), 512, 1000));
        for (int i = 0; i < 200; i++) {
            Socket one = connect(victim, "127.0.2." + (1 + i / 10));
            if (i >= 64) {
                awaitClosed(one);
            }
        }
        assertThat(limits(victim).unsecured().refused(Resource.CONNECTION_IN)).isEqualTo(136);
    }

    @Test
    public void aPeerThatAnswersAsSomebodyElseIsNotTalkedTo() {
        Host alice = hosts.host(Settings.STANDARD);
        Host bob = hosts.host(Settings.STANDARD);
        PeerId carol = Hosts.identity(99).peerId();
        alice.peers().learn(carol, bob.addresses(), Duration.ofHours(1));
        assertThatThrownBy(() -> Hosts.await(alice.dial(carol, List.of(Hosts.ECHO))))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NetworkException.class)
                .hasMessageContaining("another peer answered: " + bob.id());
        assertThat(alice.peers().find(bob.id())).isEmpty();
    }

    @Test
    public void doesNotConnectToItself() {
        Host alice = hosts.host(Settings.STANDARD);
        assertThatThrownBy(() -> Hosts.await(alice.dial(alice.id(), List.of(Hosts.ECHO))))
                .hasMessageContaining("does not connect to itself");
    }

    @Test
    public void saysThatNobodyKnowsWhereAPeerIs() {
        Host alice = hosts.host(Settings.STANDARD);
        assertThatThrownBy(() ->
                        Hosts.await(alice.peers().connect(Hosts.identity(98).peerId())))
                .hasMessageContaining("nobody here knows where");
    }

    @Test
    public void aPeerThatOpensTooManyStreamsIsRefusedAndGoesOnWithThoseItHas() {
        Host victim = hosts.host(settings(Duration.ofSeconds(10), 100, 100));
        Host greedy = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        Hosts.introduce(greedy, victim);
        victim.answer(new Protocol("/hold/1.0.0", 1000, Duration.ofMinutes(1)), stream -> {});
        List<Stream> held = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            try {
                held.add(Hosts.await(greedy.dial(victim.id(), List.of("/hold/1.0.0"))));
            } catch (CompletionException e) {
                refused++;
            }
        }
        assertThat(held).hasSizeBetween(1, 8);
        assertThat(refused).isEqualTo(40 - held.size());
        held.get(0).reset();
        held.forEach(Stream::reset);
        assertThat(Hosts.await(greedy.peers().ping(victim.id()))).isPositive();
    }

    @Test
    public void aPeerThatReadsNothingMakesUsHoldNoMoreThanAWindow() {
        Host victim = hosts.host(settings(Duration.ofSeconds(10), 100, 100));
        Host lazy = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        Hosts.introduce(lazy, victim);
        CompletableFuture<Stream> ours = new CompletableFuture<>();
        victim.answer(new Protocol("/feed/1.0.0", 1 << 20, Duration.ofMinutes(1)), ours::complete);
        Stream theirs = Hosts.await(lazy.dial(victim.id(), List.of("/feed/1.0.0")));
        CompletableFuture<Void> writing =
                Hosts.await(ours).write(ByteBuffer.wrap(new byte[2 << 20])).toCompletableFuture();
        // Another stream of the same peer goes on meanwhile, so the first has had its turns.
        byte[] bytes = new byte[3 << 20];
        assertThat(Hosts.roundTrip(Hosts.await(lazy.dial(victim.id(), List.of(Hosts.ECHO))), bytes))
                .isEqualTo(bytes);
        assertThat(writing).isNotDone();
        theirs.reset();
        assertThatThrownBy(() -> Hosts.await(writing)).hasCauseInstanceOf(NetworkException.class);
    }

    @Test
    public void streamsAndConnectionsLeaveNothingBehind() throws Exception {
        Host victim = hosts.host(settings(Duration.ofSeconds(10), 100, 100));
        Host guest = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        Hosts.introduce(guest, victim);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[10_000];
            assertThat(Hosts.roundTrip(Hosts.await(guest.dial(victim.id(), List.of(Hosts.ECHO))), bytes))
                    .isEqualTo(bytes);
        }
        CompletableFuture<Void> gone = Hosts.gone(victim, guest.id());
        assertThat(guest.peers().disconnect(victim.id())).isTrue();
        Hosts.await(gone);
        Limits limits = limits(victim);
        assertThat(limits.list()).hasSize(2);
        for (Resource resource : Resource.values()) {
            assertThat(limits.system().held(resource)).as("%s", resource).isZero();
        }
        assertThat(victim.peers().find(guest.id()).map(view -> view.connected()))
                .isEqualTo(Optional.of(false));
    }
}
