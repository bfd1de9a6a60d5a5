package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerView;
import io.fondaco.network.Peers;
import io.fondaco.party.Party;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

public class NetCommandsTest {

    private static final PeerId BOB = PeerId.parse("12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq");
    private static final PeerId CAROL = PeerId.parse("12D3KooWSrKnMZUcSxK8G7wmBbXdU8nFEfWGhLu6H8xjn8LmCSJb");
    private static final Multiaddr PLACE = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");

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
                    what -> null,
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
        connect.target = PLACE.toString();
        assertThatThrownBy(connect::ask).hasMessageContaining("add /p2p/ and the peer's id");
        connect.party = "nobody";
        assertThatThrownBy(connect::ask).hasMessageContaining("No nobody is in the house");
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
}
