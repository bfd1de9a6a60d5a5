package io.fondaco.network.libp2p.internal.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.pb.ProtoWriter;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Control;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Have;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Prune;
import io.fondaco.network.libp2p.internal.gossip.Rpc.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class RpcTest {

    private static final Rpc FULL = new Rpc(
            List.of(new Subscription("a", true), new Subscription("b", false)),
            List.of(new PostedMessage(
                    new byte[] {1}, new byte[] {2, 2}, new byte[8], "a", new byte[] {5}, new byte[] {6})),
            new Control(
                    List.of(new Have("a", List.of(new MessageId(new byte[] {7}), new MessageId(new byte[] {8})))),
                    List.of(new MessageId(new byte[] {9})),
                    List.of("a"),
                    List.of(new Prune("b", 60))));

    @Test
    public void writesTheFieldsOfTheSpecification() {
        assertThat(HexFormat.of().formatHex(FULL.toBytes()))
                .isEqualTo("0a0508011201610a050800120162"
                        + "121a0a010112020202" + "1a080000000000000000" + "220161" + "2a0105" + "320106"
                        + "1a1c" + "0a090a0161120107120108" + "12030a0109" + "1a030a0161" + "22050a0162183c");
    }

    @Test
    public void readsWhatItWrites() {
        Rpc back = Rpc.fromBytes(FULL.toBytes());
        assertThat(back).usingRecursiveComparison().isEqualTo(FULL);
        assertThat(Rpc.fromBytes(new byte[0])).isEqualTo(Rpc.EMPTY);
    }

    @Test
    public void anAbsentFieldIsNotAnEmptyOne() {
        PostedMessage absent = new PostedMessage(null, null, null, "a", null, null);
        PostedMessage empty = new PostedMessage(null, new byte[0], null, "a", null, null);
        assertThat(absent.signedPart()).isNotEqualTo(empty.signedPart());
        Rpc back = Rpc.fromBytes(new Rpc(List.of(), List.of(absent, empty), Control.NONE).toBytes());
        assertThat(back.messages().get(0).data()).isNull();
        assertThat(back.messages().get(1).data()).isEmpty();
    }

    @Test
    public void theSignatureCoversNeitherItselfNorTheKey() {
        PostedMessage bare = new PostedMessage(new byte[] {1}, new byte[] {2}, new byte[8], "a", null, null);
        PostedMessage full =
                new PostedMessage(new byte[] {1}, new byte[] {2}, new byte[8], "a", new byte[64], new byte[36]);
        assertThat(full.signedPart()).isEqualTo(bare.toBytes());
    }

    @Test
    public void passesOverFieldsOfLaterVersions() {
        ProtoWriter control = new ProtoWriter(16);
        control.writeBytesField(5, new byte[] {0x0a, 1, 1});
        ProtoWriter rpc = new ProtoWriter(16);
        rpc.writeBytesField(3, control.toBytes());
        rpc.writeVarintField(10, 5);
        assertThat(Rpc.fromBytes(rpc.toBytes())).isEqualTo(Rpc.EMPTY);
    }

    @Test
    public void joinsControlThatComesInPieces() {
        ProtoWriter graft = new ProtoWriter(16);
        graft.writeBytesField(3, new byte[] {0x0a, 1, 'x'});
        ProtoWriter rpc = new ProtoWriter(16);
        rpc.writeBytesField(3, graft.toBytes());
        rpc.writeBytesField(3, graft.toBytes());
        assertThat(Rpc.fromBytes(rpc.toBytes()).control().grafts()).containsExactly("x", "x");
    }

    @Test
    public void refusesMoreThanTheLimits() {
        List<Subscription> subscriptions = Collections.nCopies(Rpc.MAX_ENTRIES + 1, new Subscription("a", true));
        List<MessageId> ids = Collections.nCopies(Rpc.MAX_IDS + 1, new MessageId(new byte[] {1}));
        List<Rpc> large = List.of(
                new Rpc(subscriptions, List.of(), Control.NONE),
                new Rpc(List.of(), List.of(), new Control(List.of(), ids, List.of(), List.of())),
                new Rpc(
                        List.of(),
                        List.of(),
                        new Control(
                                List.of(),
                                List.of(new MessageId(new byte[Rpc.MAX_ID_BYTES + 1])),
                                List.of(),
                                List.of())),
                new Rpc(List.of(new Subscription("t".repeat(2000), true)), List.of(), Control.NONE));
        for (Rpc rpc : large) {
            assertThatThrownBy(() -> Rpc.fromBytes(rpc.toBytes()))
                    .isInstanceOfSatisfying(
                            DecodeException.class, e -> assertThat(e.kind()).isEqualTo(DecodeException.Kind.LIMIT));
        }
        assertThatThrownBy(() -> Rpc.fromBytes(new byte[Rpc.MAX_BYTES + 1])).isInstanceOf(DecodeException.class);
    }

    @Test
    public void refusesWhatIsCutShort() {
        byte[] bytes = FULL.toBytes();
        int refused = 0;
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            try {
                Rpc.fromBytes(cut);
            } catch (DecodeException e) {
                refused++;
            }
        }
        // All but the empty one and those that end between fields.
        assertThat(refused).isEqualTo(bytes.length - 4);
    }

    @Test
    public void aMillionMutationsGiveAnRpcOrADecodeException() {
        Random random = new Random(23);
        byte[] seed = FULL.toBytes();
        long accepted = 0;
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = Mutations.of(seed, random);
            try {
                Rpc rpc = Rpc.fromBytes(bytes);
                accepted++;
                long held = rpc.messages().stream()
                        .mapToLong(message -> message.toBytes().length)
                        .sum();
                assertThat(held <= 8L * bytes.length).isTrue();
            } catch (DecodeException expected) {
                if (expected.getMessage().isEmpty()) {
                    throw expected;
                }
            }
        }
        assertThat(accepted).isBetween(10_000L, 990_000L);
    }

    @Test
    public void aSignatureIsNotGenuineWhateverIsDoneToTheMessage() {
        Random random = new Random(29);
        Signatures signatures = new Signatures(Field.identity(1), SignaturePolicy.STRICT_SIGN);
        PostedMessage good = signatures.post("a", new byte[] {1, 2, 3}, 4);
        byte[] wire = new Rpc(List.of(), List.of(good), Control.NONE).toBytes();
        List<PostedMessage> tampered = new ArrayList<>();
        for (int i = 0; i < 20_000 && tampered.size() < 2_000; i++) {
            byte[] bytes = wire.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                tampered.addAll(Rpc.fromBytes(bytes).messages());
            } catch (DecodeException malformed) {
                assertThat(malformed.reason()).isNotEmpty();
            }
        }
        assertThat(tampered).hasSizeGreaterThan(1_000);
        assertThat(signatures.genuine(good)).isTrue();
        assertThat(tampered.stream().filter(signatures::complete).filter(signatures::genuine))
                .isEmpty();
    }
}
