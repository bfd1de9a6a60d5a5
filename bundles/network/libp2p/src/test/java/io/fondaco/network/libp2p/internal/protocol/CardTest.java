package io.fondaco.network.libp2p.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.libp2p.internal.protocol.Identify.Card;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

public class CardTest {

    private static final Card CARD = new Card(
            new byte[] {8, 1, 18, 1, 7},
            List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001")),
            List.of("/a", "/b"),
            Optional.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/5")),
            "v",
            "agent");

    @Test
    public void hasTheSpecificationsBytes() {
        String bytes = "0a050801120107" + "1208047f000001060fa1" + "1a022f61" + "1a022f62" + "2208047f000001060005"
                + "2a0176" + "32056167656e74";
        assertThat(HexFormat.of().formatHex(CARD.toBytes())).isEqualTo(bytes);
        Card read = Card.fromBytes(HexFormat.of().parseHex(bytes));
        assertThat(read.addresses()).isEqualTo(CARD.addresses());
        assertThat(read.protocols()).containsExactly("/a", "/b");
        assertThat(read.agent()).isEqualTo("agent");
    }

    @Test
    public void leavesOutAddressesAndFieldsItDoesNotKnow() {
        byte[] bytes = HexFormat.of().parseHex("1203ff7f01" + "4203010203" + "1a022f61");
        Card card = Card.fromBytes(bytes);
        assertThat(card.addresses()).isEmpty();
        assertThat(card.protocols()).containsExactly("/a");
    }

    @Test
    public void showsNoControlCharacters() {
        Card card =
                new Card(new byte[0], List.of(), List.of(), Optional.empty(), "", "evil\u001b[2J\n" + "x".repeat(500));
        assertThat(Card.fromBytes(card.toBytes()).agent())
                .startsWith("evil?[2J?")
                .hasSize(128);
    }

    @Test
    public void refusesAPeerThatSpeaksEndlessly() {
        Card card = new Card(new byte[0], List.of(), Collections.nCopies(513, "/p"), Optional.empty(), "", "");
        assertThatThrownBy(() -> Card.fromBytes(card.toBytes())).isInstanceOf(DecodeException.class);
    }

    @Test
    public void survivesAMillionMutations() {
        Random random = new Random(5);
        byte[] good = CARD.toBytes();
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                Card.fromBytes(bytes);
            } catch (DecodeException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
    }
}
