package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.PeerView;
import io.fondaco.network.Peers;
import io.fondaco.network.Stream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class ConversationTest {

    @Parameters(name = "{0}")
    public static List<String> securities() {
        return List.of("noise", "tls");
    }

    private final Hosts hosts = new Hosts();
    private final Settings settings;
    private final Host alice;
    private final Host bob;

    public ConversationTest(String security) {
        settings = Settings.STANDARD.securedBy(List.of(security));
        alice = hosts.host(settings);
        bob = hosts.host(settings);
        Hosts.introduce(alice, bob);
    }

    @After
    public void close() throws Exception {
        hosts.close();
    }

    @Test
    public void getsBackEveryByteItSends() {
        byte[] bytes = new byte[5_000_003];
        new Random(7).nextBytes(bytes);
        Stream stream = Hosts.await(alice.dial(bob.id(), List.of("/nobody/speaks/this", Hosts.ECHO)));
        assertThat(stream.protocol()).isEqualTo(Hosts.ECHO);
        assertThat(Hosts.roundTrip(stream, bytes)).isEqualTo(bytes);
    }

    @Test
    public void measuresAPeer() {
        assertThat(Hosts.await(alice.peers().ping(bob.id()))).isPositive();
        Peers.Speed times = Hosts.await(alice.peers().measure(bob.id(), 3_000_000, 2_000_000));
        assertThat(times.up()).isPositive();
        PeerView view = alice.peers().find(bob.id()).orElseThrow();
        assertThat(view.connections()).hasSize(1);
        assertThat(view.connections().get(0).roundTrip()).isPresent();
    }

    @Test
    public void saysThatAPeerSpeaksNothingInCommon() {
        assertThatThrownBy(() -> Hosts.await(alice.dial(bob.id(), List.of("/nobody/speaks/this"))))
                .hasCauseInstanceOf(NetworkException.class)
                .hasMessageContaining("speaks none of [/nobody/speaks/this]");
    }

    @Test
    public void talksToPeersOfEveryKindOfIdentity() {
        for (Kind kind : Kind.values()) {
            PeerKeyPair keys = PeerKeyPair.generate(kind, new SecureRandom());
            Host carol = hosts.host(settings, Hosts.identity(keys));
            Hosts.introduce(alice, carol);
            assertThat(Hosts.await(alice.peers().ping(carol.id())))
                    .as("%s", kind)
                    .isPositive();
            assertThat(Hosts.await(carol.peers().ping(alice.id())))
                    .as("%s", kind)
                    .isPositive();
        }
    }
}
