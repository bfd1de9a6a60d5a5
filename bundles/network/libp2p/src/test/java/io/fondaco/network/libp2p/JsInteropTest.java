package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerView;
import io.fondaco.network.Peers;
import io.fondaco.network.Stream;
import io.fondaco.testing.kit.JsProcess;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** A peer of another make, in both directions. */
@RunWith(Parameterized.class)
public class JsInteropTest {

    @Parameters(name = "{0}")
    public static List<String> securities() {
        return List.of("noise", "tls");
    }

    private final String security;
    private final Hosts hosts = new Hosts();
    private Host ours;
    private JsProcess theirs;

    public JsInteropTest(String security) {
        this.security = security;
    }

    @Before
    public void start() throws Exception {
        Assume.assumeTrue(JsPeer.available());
        theirs = JsPeer.start(Map.of("security", security));
        ours = hosts.host(Settings.STANDARD.securedBy(List.of(security)));
        Hosts.introduce(ours, theirs.id(), theirs.address());
    }

    @After
    public void close() throws Exception {
        if (theirs != null) {
            theirs.close();
        }
        hosts.close();
    }

    private String ourAddress() {
        return ours.addresses().get(0).withPeer(ours.id()).toString();
    }

    @Test
    public void carriesEveryByteBothWaysWhenWeDial() {
        byte[] bytes = new byte[3_000_001];
        new Random(11).nextBytes(bytes);
        Stream stream = Hosts.await(ours.dial(theirs.id(), List.of(Hosts.ECHO)));
        assertThat(Hosts.roundTrip(stream, bytes)).isEqualTo(bytes);
    }

    @Test
    public void carriesEveryByteBothWaysWhenTheyDial() {
        JsonNode answer = theirs.ask("echo", Map.of("to", ourAddress(), "bytes", 3_000_001))
                .join();
        assertThat(answer.get("received").asInt()).isEqualTo(3_000_001);
        assertThat(answer.get("same").asBoolean()).isTrue();
    }

    @Test
    public void pingsAndIsPinged() {
        assertThat(Hosts.await(ours.peers().ping(theirs.id()))).isPositive();
        // It counts whole milliseconds: on a quiet machine none pass.
        assertThat(theirs.ask("ping", Map.of("to", ourAddress()))
                        .join()
                        .get("ms")
                        .asDouble())
                .isNotNegative();
    }

    @Test
    public void measuresAndIsMeasured() {
        Peers.Speed times = Hosts.await(ours.peers().measure(theirs.id(), 2_000_000, 3_000_000));
        assertThat(times.down()).isPositive();
        JsonNode answer = theirs.ask("perf", Map.of("to", ourAddress(), "up", 2_000_000, "down", 3_000_000))
                .join();
        assertThat(answer.get("received").asInt()).isEqualTo(3_000_000);
    }

    @Test
    public void eachLearnsWhoTheOtherIs() {
        JsonNode connection = theirs.ask("dial", Map.of("to", ourAddress())).join();
        assertThat(connection.get("peer").asText()).isEqualTo(ours.id().toString());
        assertThat(connection.get("encryption").asText()).isEqualTo(security.equals("noise") ? "/noise" : "/tls/1.0.0");
        assertThat(connection.get("muxer").asText()).isEqualTo("/yamux/1.0.0");
        PeerView view = Hosts.identified(ours, theirs.id());
        assertThat(view.protocols()).contains(Hosts.ECHO, "/ipfs/ping/1.0.0");
        assertThat(view.agent()).startsWith("js-libp2p/");
        assertThat(view.addresses()).contains(theirs.address().withoutPeer());
        JsonNode known =
                theirs.ask("known", Map.of("peer", ours.id().toString())).join();
        assertThat(known.get("agent").asText()).startsWith("fondaco/");
        assertThat(known.get("protocols").toString()).contains(Hosts.ECHO);
        Multiaddr listed = Multiaddr.parse(known.get("addresses").get(0).asText());
        assertThat(listed.withoutPeer()).isEqualTo(ours.addresses().get(0));
    }

    @Test
    public void understandsOurIdentitiesOfOtherKinds() {
        // Not ECDSA: js-libp2p 3.3 fails to read such a public key.
        for (Kind kind : List.of(Kind.SECP256K1, Kind.RSA)) {
            PeerKeyPair keys = PeerKeyPair.generate(kind, new SecureRandom());
            Host host = hosts.host(Settings.STANDARD.securedBy(List.of(security)), Hosts.identity(keys));
            JsonNode connection = theirs.ask(
                            "dial",
                            Map.of(
                                    "to",
                                    host.addresses().get(0).withPeer(host.id()).toString()))
                    .join();
            assertThat(connection.get("peer").asText()).isEqualTo(keys.peerId().toString());
        }
    }
}
