package io.fondaco.transfer.graphsync.internal.datatransfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.Selector;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Existing;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Request;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Response;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Type;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Typed;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class TransferCodecTest {

    static final PeerId ALICE = PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
    static final PeerId BOB = PeerId.parse("QmNTnYbfudf9vqb8QhQbUS2P6ZdpGHHz1n1y5hzy2Cpi5z");

    static Request request() {
        return new Request(
                Type.NEW,
                -2,
                false,
                true,
                Optional.of(Cid.v1(Cid.RAW, Multihash.sha256(new byte[0]))),
                Optional.of(Selector.all().toNode()),
                new Typed("StorageDataTransferVoucher", Node.list(Node.of(7))),
                Optional.empty());
    }

    static Request restart() {
        return new Request(
                Type.RESTART_EXISTING,
                0,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Typed.NONE,
                Optional.of(new Existing(ALICE, BOB, 5)));
    }

    static Response response() {
        return new Response(Type.VOUCHER_RESULT, 77, true, true, new Typed("x", Node.of("owed")));
    }

    @Test
    public void readsWhatItWrites() {
        for (TransferMessage message : new TransferMessage[] {
            request(), restart(), response(), Request.plain(Type.UPDATE, 3, true), Request.voucher(4, Typed.NONE)
        }) {
            assertThat(TransferCodec.decode(TransferCodec.encode(message))).isEqualTo(message);
            assertThat(TransferCodec.fromNode(TransferCodec.toNode(message))).isEqualTo(message);
        }
    }

    @Test
    public void writesKeysShortestFirst() {
        assertThat(HexFormat.of().formatHex(TransferCodec.encode(new Response(Type.NEW, 1, true, false, Typed.NONE))))
                .isEqualTo("a36449735271f46752657175657374f668526573706f6e7365a6644163" + "7074f56450617573f4"
                        + "645479706500" + "6456526573f6" + "645654797060"
                        + "6658666572494401");
    }

    /** As written before 2023: keys as declared, and peers as text that is not UTF-8. */
    @Test
    public void readsKeysInDeclarationOrderAndPeersThatAreNotText() {
        byte[] bytes = TransferCodec.encode(restart());
        assertThat(TransferCodec.decode(bytes)).isEqualTo(restart());
        String declared = "a36449735271f46752657175657374f668526573706f6e7365a6" + "645479706500" + "6441637074f5"
                + "6450617573f4" + "66586665724944182a" + "6456526573f6" + "645654797060";
        assertThat(TransferCodec.decode(HexFormat.of().parseHex(declared)))
                .isEqualTo(new Response(Type.NEW, 42, true, false, Typed.NONE));
    }

    @Test
    public void knowsWhereAMessageEndsInAStream() {
        byte[] one = TransferCodec.encode(request());
        byte[] both = Arrays.copyOf(one, one.length + 3);
        assertThat(TransferCodec.length(both, both.length)).hasValue(one.length);
        for (int filled = 1; filled < one.length; filled++) {
            assertThat(TransferCodec.length(one, filled)).isEmpty();
        }
    }

    @Test
    public void refusesEveryMessageThatWasCutOffOrGoesOn() {
        byte[] whole = TransferCodec.encode(request());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> TransferCodec.decode(cut)).isInstanceOf(DecodeException.class);
        }
        assertThatThrownBy(() -> TransferCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    public void refusesWhatTheProtocolDoesNotHave() {
        refused("IsRq", Node.of(1), "neither true nor false");
        refused("IsRq", Node.of(true), "not a map");
        refused("More", Node.of(1), "no message has a key");
        refused("Response", new MapNode(Map.of("Type", Node.of(8))), "of type 8");
    }

    private static void refused(String key, Node value, String why) {
        MapNode message = (MapNode) TransferCodec.toNode(response());
        Map<String, Node> changed = new java.util.LinkedHashMap<>(message.entries());
        changed.put(key, value);
        assertThatThrownBy(() -> TransferCodec.fromNode(new MapNode(changed)))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(why);
    }
}
