package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.Settings.Routing;
import io.fondaco.network.libp2p.Settings.Routing.Mode;
import io.fondaco.testing.kit.JsProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Assume;
import org.junit.Test;

/** Contents and peers found over real sockets. */
public class RoutingTest {

    private static final String KAD = "/ipfs/kad/1.0.0";

    private final Hosts hosts = new Hosts();
    private final List<JsProcess> theirs = new ArrayList<>();

    @After
    public void close() throws Exception {
        theirs.forEach(JsProcess::close);
        hosts.close();
    }

    private static Cid content(String text) {
        return Cid.v1(Cid.RAW, Multihash.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Multiaddr address(Host host) {
        return host.addresses().get(0).withPeer(host.id());
    }

    private Host host(Mode mode, String protocol, Multiaddr... bootstrap) {
        return hosts.host(Settings.STANDARD.routedBy(new Routing(mode, protocol, List.of(bootstrap))));
    }

    @Test
    public void whatOneProvidesAnotherFindsAndDials() {
        Host first = host(Mode.SERVER, KAD);
        List<Host> servers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            servers.add(host(Mode.SERVER, KAD, address(first)));
        }
        Host provider = host(Mode.CLIENT, KAD, address(first));
        Host seeker = host(Mode.CLIENT, KAD, address(servers.get(2)));
        Cid content = content("a file");
        assertThat(Hosts.await(provider.routing().provide(content))).isBetween(1, 7);
        List<PeerAddresses> found = Hosts.await(seeker.routing().findProviders(content, 5));
        assertThat(found).extracting(PeerAddresses::peer).containsExactly(provider.id());
        assertThat(found.get(0).addresses()).isEqualTo(provider.addresses());
        assertThat(Hosts.await(seeker.routing().findProviders(Cid.v0(content.multihash()), 5)))
                .as("the same content by another CID")
                .hasSize(1);
        Stream stream = Hosts.await(seeker.dial(provider.id(), List.of(Hosts.ECHO)));
        assertThat(Hosts.roundTrip(stream, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
    }

    @Test
    public void dialsAPeerThatOnlyOthersKnow() {
        Host first = host(Mode.SERVER, KAD);
        Host far = host(Mode.SERVER, KAD, address(first));
        Hosts.await(far.routing().provide(content("so that it has met the first")));
        Host near = host(Mode.CLIENT, KAD, address(first));
        assertThat(near.peers().find(far.id())).isEmpty();
        Stream stream = Hosts.await(near.dial(far.id(), List.of(Hosts.ECHO)));
        assertThat(Hosts.roundTrip(stream, new byte[] {4})).containsExactly(4);
    }

    @Test
    public void aClientAnswersNobody() {
        Host server = host(Mode.SERVER, KAD);
        Host client = host(Mode.CLIENT, KAD, address(server));
        Hosts.introduce(server, client);
        assertThatThrownBy(() -> Hosts.await(server.dial(client.id(), List.of(KAD))))
                .hasCauseInstanceOf(NetworkException.class);
        assertThat(Hosts.identified(server, client.id()).protocols()).doesNotContain(KAD);
        assertThat(Hosts.identified(client, server.id()).protocols()).contains(KAD);
    }

    @Test
    public void nodesOfAnotherNetworkAreStrangers() {
        Host server = host(Mode.SERVER, "/fil/kad/testnet/kad/1.0.0");
        Host client = host(Mode.CLIENT, KAD, address(server));
        assertThat(Hosts.await(client.routing().findProviders(content("a file"), 1)))
                .isEmpty();
        assertThatThrownBy(() -> Hosts.await(client.routing().provide(content("a file"))))
                .hasCauseInstanceOf(NetworkException.class);
        Host own = host(Mode.CLIENT, "/fil/kad/testnet/kad/1.0.0", address(server));
        assertThat(Hosts.await(own.routing().provide(content("a file")))).isEqualTo(1);
    }

    @Test
    public void saysThatRoutingIsOff() {
        Host off = hosts.host(Settings.STANDARD);
        assertThatThrownBy(() -> Hosts.await(off.routing().findProviders(content("a file"), 1)))
                .hasCauseInstanceOf(NetworkException.class)
                .hasMessageContaining("routing = client");
    }

    @Test
    public void findsAtTheirServerWhatItAndOthersProvide() throws Exception {
        Assume.assumeTrue(JsPeer.available());
        JsProcess server = js(Map.of("dht", "server"));
        Host ours = host(Mode.CLIENT, KAD, server.address());
        Host other = host(Mode.CLIENT, KAD, server.address());
        Cid mine = content("of ours");
        assertThat(Hosts.await(other.routing().provide(mine))).isEqualTo(1);
        List<PeerAddresses> found = Hosts.await(ours.routing().findProviders(mine, 1));
        assertThat(found).containsExactly(new PeerAddresses(other.id(), other.addresses()));
        Cid theirs = content("of theirs");
        JsProcess client = js(Map.of("dht", "client"));
        client.ask("dial", Map.of("to", server.address().toString())).join();
        inTheTableOf(client);
        client.ask("provide", Map.of("cid", theirs.toString())).join();
        assertThat(Hosts.await(ours.routing().findProviders(theirs, 1)))
                .extracting(PeerAddresses::peer)
                .containsExactly(client.id());
        assertThat(Hosts.await(ours.routing().findPeer(client.id()))).isPresent();
    }

    @Test
    public void theirClientFindsAtOurServerWhatOthersProvideAndProvidesThere() throws Exception {
        Assume.assumeTrue(JsPeer.available());
        Host ours = host(Mode.SERVER, KAD);
        Host provider = host(Mode.CLIENT, KAD, address(ours));
        Cid mine = content("of ours");
        assertThat(Hosts.await(provider.routing().provide(mine))).isEqualTo(1);
        JsProcess client = js(Map.of("dht", "client"));
        client.ask("dial", Map.of("to", address(ours).toString())).join();
        inTheTableOf(client);
        JsonNode found = client.ask("findProviders", Map.of("cid", mine.toString(), "most", 1))
                .join()
                .get("found");
        assertThat(found.get(0).get("peer").asText()).isEqualTo(provider.id().toString());
        assertThat(found.get(0).get("addresses").toString())
                .contains(provider.addresses().get(0).toString());
        Cid theirs = content("of theirs");
        client.ask("provide", Map.of("cid", theirs.toString())).join();
        Host seeker = host(Mode.CLIENT, KAD, address(ours));
        List<PeerAddresses> providers = Hosts.await(seeker.routing().findProviders(theirs, 1));
        assertThat(providers).extracting(PeerAddresses::peer).containsExactly(client.id());
        assertThat(providers.get(0).addresses()).contains(client.address().withoutPeer());
    }

    private static void inTheTableOf(JsProcess client) {
        PubSubTest.until(
                "their table has the server",
                () -> client.ask("table", Map.of()).join().get("size").asInt() == 1);
    }

    private JsProcess js(Map<String, Object> options) throws Exception {
        JsProcess peer = JsPeer.start(options);
        theirs.add(peer);
        peer.id();
        return peer;
    }
}
