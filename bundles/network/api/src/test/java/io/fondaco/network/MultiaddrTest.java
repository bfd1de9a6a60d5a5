package io.fondaco.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PeerId;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.Test;

public class MultiaddrTest {

    private static final PeerId PEER = PeerId.parse("12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq");

    /** Published or written by js-multiaddr 13. */
    private static final String[][] GOLDEN = {
        {"/ip4/127.0.0.1/tcp/4001", "047f000001060fa1"},
        {"/ip4/127.0.0.1/udp/4001/quic-v1", "047f00000191020fa1cd03"},
        {"/dns4/example.com/tcp/443/https", "360b6578616d706c652e636f6d0601bbbb03"},
        {"/dns/a.b/tcp/443/tls/http", "3503612e620601bbc003e003"},
        {"/ip4/1.2.3.4/tcp/80/http", "0401020304060050e003"},
        {"/ip6/::1/tcp/0", "2900000000000000000000000000000001060000"},
        {"/ip6/2001:db8:0:0:1::/tcp/1", "2920010db8000000000001000000000000060001"}
    };

    @Test
    public void isTheSameInTextAndInBytes() {
        for (String[] pair : GOLDEN) {
            byte[] bytes = HexFormat.of().parseHex(pair[1]);
            assertThat(Multiaddr.parse(pair[0]).toBytes()).as(pair[0]).isEqualTo(bytes);
            assertThat(Multiaddr.parse(Multiaddr.fromBytes(bytes).toString()).toBytes())
                    .isEqualTo(bytes);
        }
    }

    @Test
    public void writesOneTextForEveryAddress() {
        assertThat(Multiaddr.parse("/ip6/0:0:0:0:0:0:0:1/tcp/08/")).hasToString("/ip6/::1/tcp/8");
        assertThat(Multiaddr.parse("/ip6/2001:DB8::1:0:0:1/tcp/1")).hasToString("/ip6/2001:db8::1:0:0:1/tcp/1");
        assertThat(Multiaddr.parse("/ip6/::ffff:1.2.3.4/tcp/1")).hasToString("/ip6/::ffff:102:304/tcp/1");
        assertThat(Multiaddr.parse("/dns4/x.example/tcp/1/ipfs/" + PEER))
                .hasToString("/dns4/x.example/tcp/1/p2p/" + PEER);
        assertThat(Multiaddr.parse("/dns/x/tcp/80/http/http-path/a%2Fb"))
                .hasToString("/dns/x/tcp/80/http/http-path/a%2Fb");
        assertThat(Multiaddr.parse("/unix/tmp/some/socket")).hasToString("/unix/tmp/some/socket");
    }

    @Test
    public void knowsWhoseAddressItIs() {
        Multiaddr plain = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001");
        Multiaddr whole = plain.withPeer(PEER);
        assertThat(whole.peer()).contains(PEER);
        assertThat(whole.withoutPeer()).isEqualTo(plain);
        assertThat(plain.peer()).isEmpty();
        assertThat(whole.withPeer(PEER)).isEqualTo(whole);
        assertThatThrownBy(() -> Multiaddr.parse("/p2p/" + PEER).withoutPeer()).hasMessageContaining("only a peer");
        assertThat(Multiaddr.tcp(new InetSocketAddress("192.0.2.1", 4001))).isEqualTo(plain);
    }

    @Test
    public void refusesWhatIsNoAddress() {
        for (String text : new String[] {
            "",
            "/",
            "ip4/1.2.3.4",
            "/ip4",
            "/ip4/1.2.3",
            "/ip4/1.2.3.4.5",
            "/ip4/256.1.1.1",
            "/ip4/localhost",
            "/ip6/1.2.3.4",
            "/ip6/:::1",
            "/tcp/65536",
            "/tcp/-1",
            "/tcp/1/tcp",
            "/p2p/nobody",
            "/nosuch/1",
            "/dns//tcp/1",
            "/dns4/a\u0007b",
            "/certhash/x",
            "/dns/" + "a".repeat(256),
            "/tls".repeat(2000)
        }) {
            assertThatThrownBy(() -> Multiaddr.parse(text)).as(text).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    public void refusesEveryCutAndNamesTheOffset() {
        byte[] whole = Multiaddr.parse("/dns4/example.com/tcp/443/p2p/" + PEER).toBytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            boolean endsBetweenParts = length == 13 || length == 16;
            if (!endsBetweenParts) {
                assertThatThrownBy(() -> Multiaddr.fromBytes(cut)).isInstanceOf(InvalidValueException.class);
            }
        }
        assertThatThrownBy(() -> Multiaddr.fromBytes(HexFormat.of().parseHex("047f000001ff7f")))
                .hasMessageContaining("offset 5");
        assertThatThrownBy(() -> Multiaddr.fromBytes(new byte[2000])).hasMessageContaining("2000 bytes");
    }

    @Test
    public void survivesAMillionMutations() {
        Random random = new Random(4);
        byte[][] good = Arrays.stream(GOLDEN)
                .map(pair -> HexFormat.of().parseHex(pair[1]))
                .toArray(byte[][]::new);
        int read = 0;
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = good[random.nextInt(good.length)].clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
            try {
                Multiaddr address = Multiaddr.fromBytes(bytes);
                assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
                read++;
            } catch (InvalidValueException refused) {
                if (refused.offset() > bytes.length) {
                    throw new AssertionError("an offset behind the end", refused);
                }
            }
        }
        assertThat(read).isPositive();
    }
}
