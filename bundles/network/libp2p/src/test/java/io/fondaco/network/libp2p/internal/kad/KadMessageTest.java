package io.fondaco.network.libp2p.internal.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.pb.ProtoWriter;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.libp2p.internal.gossip.Mutations;
import io.fondaco.network.libp2p.internal.kad.KadMessage.Type;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class KadMessageTest {

    private static final PeerAddresses ONE =
            new PeerAddresses(Swarm.peer(1), List.of(Swarm.address(1), Swarm.address(2)));
    private static final KadMessage FULL =
            new KadMessage(Type.GET_PROVIDERS, new byte[] {1, 2}, List.of(ONE), List.of(ONE, ONE));

    @Test
    public void writesTheFieldsOfTheSpecification() {
        String id = HexFormat.of().formatHex(Swarm.peer(1).toBytes());
        assertThat(HexFormat.of()
                        .formatHex(new KadMessage(Type.FIND_NODE, new byte[] {9}, List.of(ONE), List.of()).toBytes()))
                .isEqualTo("0804" + "120109" + "423c" + "0a26" + id + "1208040a000001060fa1" + "1208040a000002060fa1");
    }

    @Test
    public void readsWhatItWrites() {
        assertThat(KadMessage.fromBytes(FULL.toBytes()))
                .usingRecursiveComparison()
                .isEqualTo(FULL);
    }

    @Test
    public void leavesOutPeersAndAddressesOfUnknownKindsAndAddressesOfOthers() {
        ProtoWriter peer = new ProtoWriter(64);
        peer.writeBytesField(1, Swarm.peer(1).toBytes());
        peer.writeBytesField(2, new byte[] {(byte) 0xff, 0x7f, 1});
        peer.writeBytesField(2, Swarm.address(3).withPeer(Swarm.peer(2)).toBytes());
        peer.writeBytesField(2, Swarm.address(4).withPeer(Swarm.peer(1)).toBytes());
        ProtoWriter stranger = new ProtoWriter(64);
        stranger.writeBytesField(1, new byte[] {0x55, 1, 1});
        ProtoWriter message = new ProtoWriter(64);
        message.writeBytesField(8, peer.toBytes());
        message.writeBytesField(8, stranger.toBytes());
        message.writeBytesField(3, new byte[] {1, 2, 3});
        assertThat(KadMessage.fromBytes(message.toBytes()).closer())
                .containsExactly(new PeerAddresses(Swarm.peer(1), List.of(Swarm.address(4))));
    }

    @Test
    public void refusesMoreThanTheLimits() {
        List<KadMessage> large = List.of(
                KadMessage.ask(Type.PING, new byte[KadMessage.MAX_KEY + 1]),
                new KadMessage(Type.PING, new byte[0], Collections.nCopies(1001, ONE), List.of()));
        for (KadMessage message : large) {
            assertThatThrownBy(() -> KadMessage.fromBytes(message.toBytes()))
                    .isInstanceOfSatisfying(
                            DecodeException.class, e -> assertThat(e.kind()).isEqualTo(DecodeException.Kind.LIMIT));
        }
        assertThatThrownBy(() -> KadMessage.fromBytes(new byte[] {8, 6})).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> KadMessage.fromBytes(new byte[KadMessage.MAX_BYTES + 1]))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    public void aMillionMutationsGiveAMessageOrADecodeException() {
        Random random = new Random(37);
        byte[] seed = FULL.toBytes();
        int accepted = 0;
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = Mutations.of(seed, random);
            try {
                KadMessage message = KadMessage.fromBytes(bytes);
                accepted++;
                assertThat(message.closer().size() + message.providers().size() <= bytes.length)
                        .isTrue();
            } catch (DecodeException expected) {
                if (expected.getMessage().isEmpty()) {
                    throw expected;
                }
            }
        }
        assertThat(accepted).isBetween(10_000, 990_000);
    }
}
