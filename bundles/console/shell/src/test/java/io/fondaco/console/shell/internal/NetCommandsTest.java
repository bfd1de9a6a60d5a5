package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerView;
import io.fondaco.network.Peers;
import io.fondaco.party.Party;
import io.fondaco.transfer.Offerings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class NetCommandsTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final PeerId BOB = PeerId.parse("12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq");
    private static final PeerId CAROL = PeerId.parse("12D3KooWSrKnMZUcSxK8G7wmBbXdU8nFEfWGhLu6H8xjn8LmCSJb");
    private static final Multiaddr PLACE = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");

    private final List<PeerId> learnt = new ArrayList<>();
    private final Peers peers = Fakes.of(
            Peers.class,
            Map.of(
                    "list",
                    none -> List.of(
                            new PeerView(
                                    CAROL,
                                    List.of(PLACE),
                                    List.of("/a"),
                                    "js-libp2p/3.3.11",
                                    List.of(new PeerView.Connection(
                                            PLACE,
                                            true,
                                            "/noise",
                                            "/yamux/1.0.0",
                                            2,
                                            Optional.of(Duration.ofMillis(3))))),
                            new PeerView(BOB, List.of(PLACE), List.of(), "", List.of())),
                    "connect",
                    who -> CompletableFuture.completedFuture(
                            new PeerView((PeerId) who[0], List.of(), List.of(), "", List.of())),
                    "learn",
                    what -> {
                        learnt.add((PeerId) what[0]);
                        return null;
                    },
                    "find",
                    who -> Optional.of(new PeerView(
                            (PeerId) who[0],
                            List.of(),
                            List.of(),
                            "",
                            who[0].equals(CAROL)
                                    ? List.of(new PeerView.Connection(
                                            PLACE, true, "/noise", "/yamux/1.0.0", 0, Optional.empty()))
                                    : List.of())),
                    "ping",
                    who -> CompletableFuture.completedFuture(Duration.ofMillis(7)),
                    "measure",
                    what -> CompletableFuture.completedFuture(
                            new Peers.Speed(Duration.ofSeconds(2), Duration.ofSeconds(4))),
                    "limits",
                    none -> List.of(
                            new Peers.Limit("system", "memory", 5, 512L << 20, 0),
                            new Peers.Limit("peer " + CAROL, "streams in", 2, Long.MAX_VALUE, 1))));
    private final Host host = Fakes.of(
            Host.class, Map.of("id", none -> BOB, "addresses", none -> List.of(PLACE), "peers", none -> peers));
    private final Merchants merchants = new Merchants();

    private <T extends NetCommand<?>> T at(int width, T command) {
        if (merchants.all().isEmpty()) {
            merchants.enter(Fakes.of(Party.class, Map.of("name", none -> "bob", "host", none -> host)));
        }
        command.merchants = merchants;
        command.session = Fakes.session(width);
        return command;
    }

    @Test
    public void givesAddressesAsConnectTakesThem() {
        NetId id = at(80, new NetId());
        assertThat(Fakes.printed(out -> id.show(id.ask(), out)))
                .contains("bob  " + BOB, "  /ip4/127.0.0.1/tcp/4001/p2p/" + BOB);
    }

    @Test
    public void listsConnectedPeersAndWithAllTheKnown() throws Exception {
        NetPeers list = at(0, new NetPeers());
        assertThat(Fakes.printed(out -> list.show(list.ask(), out)))
                .contains(CAROL.toString(), "to /ip4/127.0.0.1/tcp/4001", "/noise", "2 / 3.00 ms", "js-libp2p/3.3.11")
                .doesNotContain("known");
        list.all = true;
        assertThat(Fakes.printed(out -> list.show(list.ask(), out))).contains("known");
        list.json = true;
        assertThat(new ShellJson().tree(list.ask()).toString()).contains("\"remote\":\"/ip4/127.0.0.1/tcp/4001\"");
    }

    @Test
    public void understandsAPeerHoweverItIsNamed() throws Exception {
        for (String name :
                new String[] {"bob", BOB.toString(), PLACE.withPeer(BOB).toString(), "/p2p/" + BOB}) {
            NetConnect connect = at(80, new NetConnect());
            connect.target = name;
            assertThat(connect.ask().id()).as(name).isEqualTo(BOB);
        }
        NetConnect connect = at(80, new NetConnect());
        connect.target = "foo";
        assertThatThrownBy(connect::ask)
                .hasMessageContaining("'foo' is no party of this house, no peer id and no address");
        connect.target = PLACE.toString();
        assertThatThrownBy(connect::ask).hasMessageContaining("add /p2p/ and the peer's id");
        connect.party = "nobody";
        assertThatThrownBy(connect::ask).hasMessageContaining("No party 'nobody' is in the house");
    }

    @Test
    public void keepsNoAddressOfAPeerThatIsConnectedAlready() throws Exception {
        NetConnect connect = at(80, new NetConnect());
        connect.target = PLACE.withPeer(CAROL).toString();
        connect.ask();
        assertThat(learnt).isEmpty();
        connect.target = PLACE.withPeer(BOB).toString();
        connect.ask();
        assertThat(learnt).containsExactly(BOB);
    }

    @Test
    public void saysWhenNobodyIsInTheHouse() {
        NetId id = new NetId();
        id.merchants = merchants;
        assertThatThrownBy(id::ask)
                .hasMessageContaining("Nobody is in the house")
                .hasMessageContaining("fondaco status");
    }

    @Test
    public void measuresWithFiguresAndTheirUnits() throws Exception {
        NetPerf perf = at(80, new NetPerf());
        perf.target = "bob";
        NetPerf.Found found = perf.ask();
        assertThat(Fakes.printed(out -> perf.show(found, out)))
                .contains("up    100 MiB in 2.00 s, 50 MiB/s", "down  100 MiB in 4.00 s, 25 MiB/s");
        perf.up = -1;
        assertThatThrownBy(perf::ask).hasMessageContaining("0 to 10240 MiB");
        NetPing ping = at(80, new NetPing());
        ping.target = "bob";
        assertThat(ping.ask().nanos()).containsOnly(7_000_000L).hasSize(3);
        ping.count = 0;
        assertThatThrownBy(ping::ask).hasMessageContaining("-c is 1 to 100");
    }

    @Test
    public void showsWhatIsHeldAndRefused() {
        NetLimits limits = at(80, new NetLimits());
        String shown = Fakes.printed(out -> limits.show(limits.ask(), out));
        assertThat(shown).contains("system", "536870912", "peer 12D3KooW..n8LmCSJb");
        assertThat(shown.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    public void offersACarAsItIsAndAFilePackedAndTakesBothBack() throws Exception {
        List<Path> offered = new ArrayList<>();
        Counter counter = new Counter(Fakes.of(Offerings.class, Map.of("offer", what -> {
            offered.add((Path) what[1]);
            return (Registration) () -> offered.remove((Path) what[1]);
        })));
        Path file = Files.write(folder.newFile("photo.jpg").toPath(), new byte[3_000_000]);
        NetServe serve = at(80, new NetServe());
        serve.counter = counter;
        serve.file = file.toString();
        Cid root = serve.ask().get(0).roots().get(0);
        Path packed = offered.get(0);
        assertThat(packed).exists().isNotEqualTo(file);
        Path car = Files.copy(packed, folder.getRoot().toPath().resolve("photo.car"));
        serve.file = car.toString();
        assertThat(serve.ask().get(0).roots()).containsExactly(root);
        assertThat(offered).containsExactly(packed, car);
        serve.file = null;
        assertThat(Fakes.printed(out -> serve.show(counter.served(), out))).contains(root.toString(), "photo.jpg");
        serve.stop = true;
        serve.file = root.toString();
        assertThat(serve.ask()).isEmpty();
        assertThat(offered).isEmpty();
        assertThat(packed).doesNotExist();
        assertThat(car).exists();
        assertThatThrownBy(serve::ask).hasMessageContaining("is not on offer");
        serve.stop = false;
        byte[] cut = java.util.Arrays.copyOf(Files.readAllBytes(car), 2_000_000);
        serve.file = Files.write(folder.newFile("cut.car").toPath(), cut).toString();
        assertThatThrownBy(serve::ask).hasMessageContaining("begins as a CAR but is damaged");
        serve.file = folder.getRoot().toString();
        assertThatThrownBy(serve::ask).hasMessageContaining("is not a file");
    }
}
