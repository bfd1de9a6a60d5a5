package io.fondaco.transfer.graphsync.internal.graphsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Action;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Block;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Kind;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Met;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Request;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Response;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.Test;

public class MessageCodecTest {

    static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final String NEW =
            "a163677332a16372657181a56269645000112233445566778899aabbccddeeff63707269006373656c"
                    + "a16152a2616ca1646e6f6e65a0623a3ea16161a1613ea16140a064726f6f74d82a58250001551220"
                    + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8556474797065616e";

    static Cid raw(byte[] block) {
        return Cid.v1(Cid.RAW, Multihash.sha256(block));
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    static Request request() {
        return new Request(
                ID,
                Kind.NEW,
                0,
                Optional.of(raw(new byte[0])),
                Optional.of(Selector.all().toNode()),
                Map.of());
    }

    static Message full() {
        byte[] block = {1, 2, 3};
        return new Message(
                List.of(
                        request(),
                        Request.cancel(UUID.fromString("00000000-0000-0000-0000-000000000001")),
                        Request.update(ID, Map.of("x", Node.list(Node.of(1), Node.ofNull())))),
                List.of(new Response(
                        ID,
                        Status.PARTIAL,
                        List.of(
                                new Met(raw(block), Action.PRESENT),
                                new Met(raw(new byte[] {4}), Action.NOT_SENT),
                                new Met(raw(new byte[] {5}), Action.MISSING),
                                new Met(raw(new byte[] {6}), Action.SKIPPED)),
                        Map.of("fil/data-transfer/1.1", Node.of("some")))),
                List.of(new Block(Prefix.of(raw(block)), block)));
    }

    @Test
    public void writesANewRequestAsJsGraphSyncDoes() {
        assertThat(HexFormat.of().formatHex(MessageCodec.encode(new Message(List.of(request()), List.of(), List.of()))))
                .isEqualTo(NEW);
        assertThat(MessageCodec.decode(hex(NEW)).requests()).containsExactly(request());
    }

    @Test
    public void readsWhatItWrites() {
        assertThat(MessageCodec.decode(MessageCodec.encode(full()))).isEqualTo(full());
    }

    @Test
    public void givesABlockTheCidOfItsOwnBytes() {
        Message message = MessageCodec.decode(MessageCodec.encode(full()));
        assertThat(message.blocks().get(0).cid()).isEqualTo(raw(new byte[] {1, 2, 3}));
        assertThat(HexFormat.of().formatHex(message.blocks().get(0).prefix().encode()))
                .isEqualTo("01551220");
        assertThat(Prefix.decode(hex("00701220"), 0).cid(new byte[0])).isEqualTo(Cid.v0(Multihash.sha256(new byte[0])));
    }

    @Test
    public void refusesEveryMessageThatWasCutOff() {
        byte[] whole = MessageCodec.encode(full());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> MessageCodec.decode(cut)).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    public void refusesTrailingBytes() {
        assertThatThrownBy(() -> MessageCodec.decode(hex(NEW + "00")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("trailing");
    }

    @Test
    public void refusesWhatTheProtocolDoesNotHave() {
        String id = "50" + "00112233445566778899aabbccddeeff";
        refused("a163677331a0", "gs2");
        refused("a163677332a16378797a80", "no such part");
        refused("a163677332a16372657181a2626964" + id + "647479706561" + "7a", "new, a cancel or an update");
        refused("a163677332a16372657181a2626964" + id + "6474797065616e", "without root or selector");
        refused("a163677332a16372657181a26269644f00112233445566778899aabbccddee647479706561" + "63", "16 bytes");
        refused("a163677332a16372737081a26473746174183c657265716964" + id, "status 60");
        refused("a163677332a163626c6b8182450155122000" + "4101", "");
        refused("a163677332a163626c6b8182440155162041" + "01", "hash 0x16");
    }

    private static void refused(String hex, String why) {
        assertThatThrownBy(() -> MessageCodec.decode(hex(hex)))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(why);
    }

    @Test
    public void refusesABlockOfMoreThanTwoMebibytes() {
        byte[] block = new byte[Message.MOST_BLOCK + 1];
        byte[] message = MessageCodec.encode(
                new Message(List.of(), List.of(), List.of(new Block(Prefix.of(raw(block)), block))));
        assertThatThrownBy(() -> MessageCodec.decode(message)).isInstanceOf(DecodeException.class);
    }
}
