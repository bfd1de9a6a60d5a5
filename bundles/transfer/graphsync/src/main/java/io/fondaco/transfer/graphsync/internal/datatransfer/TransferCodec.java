package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborPolicy;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.BoolNode;
import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.LinkNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.NullNode;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PeerId;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Existing;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Request;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Response;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Type;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Typed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Data-transfer messages as nodes, as they lie in GraphSync extensions, and as the DAG-CBOR of these nodes, as they go over
 * streams. Peer ids in them are text that is not UTF-8, and keys come in two orders.
 */
public final class TransferCodec {

    private static final CborLimits LIMITS = new CborLimits(64, TransferMessage.MOST, 1 << 16);
    private static final Set<CborPolicy> FORGIVEN = Set.of(CborPolicy.ANY_KEY_ORDER, CborPolicy.LENIENT_TEXT);

    private TransferCodec() {}

    public static byte[] encode(TransferMessage message) {
        return DagCbor.encode(toNode(message));
    }

    /** Reads exactly one message, or throws {@link DecodeException}. */
    public static TransferMessage decode(byte[] bytes) {
        return fromNode(DagCbor.decode(bytes, LIMITS, FORGIVEN));
    }

    /** Length of the message at the front of {@code bytes[0, filled)}, if it is all there; throws as {@link #decode}. */
    static OptionalInt length(byte[] bytes, int filled) {
        int length = CborReader.itemLength(bytes, 0, filled, LIMITS, FORGIVEN);
        return length < 0 ? OptionalInt.empty() : OptionalInt.of(length);
    }

    public static Node toNode(TransferMessage message) {
        Map<String, Node> outer = new LinkedHashMap<>();
        outer.put("IsRq", Node.of(message instanceof Request));
        outer.put("Request", message instanceof Request request ? node(request) : Node.ofNull());
        outer.put("Response", message instanceof Response response ? node(response) : Node.ofNull());
        return new MapNode(outer);
    }

    private static Node node(Request request) {
        Map<String, Node> map = new LinkedHashMap<>();
        map.put("BCid", request.root().<Node>map(Node::of).orElse(Node.ofNull()));
        map.put("Type", Node.of(request.type().ordinal()));
        map.put("Paus", Node.of(request.paused()));
        map.put("Part", Node.of(false));
        map.put("Pull", Node.of(request.pull()));
        map.put("Stor", request.selector().orElse(Node.ofNull()));
        map.put("Vouch", request.voucher().body());
        map.put("VTyp", Node.of(request.voucher().type()));
        map.put("XferID", IntNode.ofUnsigned(request.number()));
        map.put(
                "RestartChannel",
                request.existing()
                        .map(existing -> Node.list(
                                StringNode.ofBytes(existing.initiator().toBytes()),
                                StringNode.ofBytes(existing.responder().toBytes()),
                                IntNode.ofUnsigned(existing.number())))
                        .orElse(Node.list(Node.of(""), Node.of(""), Node.of(0))));
        return new MapNode(map);
    }

    private static Node node(Response response) {
        Map<String, Node> map = new LinkedHashMap<>();
        map.put("Type", Node.of(response.type().ordinal()));
        map.put("Acpt", Node.of(response.accepted()));
        map.put("Paus", Node.of(response.paused()));
        map.put("VRes", response.result().body());
        map.put("VTyp", Node.of(response.result().type()));
        map.put("XferID", IntNode.ofUnsigned(response.number()));
        return new MapNode(map);
    }

    /** Reads a node, or throws {@link DecodeException}. */
    public static TransferMessage fromNode(Node node) {
        MapNode outer = map(node);
        keys(outer, Set.of("IsRq", "Request", "Response"));
        if (truth(outer, "IsRq")) {
            return request(map(field(outer, "Request")));
        }
        return response(map(field(outer, "Response")));
    }

    private static Request request(MapNode map) {
        keys(map, Set.of("BCid", "Type", "Paus", "Part", "Pull", "Stor", "Vouch", "VTyp", "XferID", "RestartChannel"));
        Type type = type(map);
        Request request = new Request(
                type,
                number(field(map, "XferID")),
                truth(map, "Paus"),
                truth(map, "Pull"),
                optional(map, "BCid").map(TransferCodec::cid),
                optional(map, "Stor"),
                typed(map, "Vouch"),
                type == Type.RESTART_EXISTING ? Optional.of(existing(field(map, "RestartChannel"))) : Optional.empty());
        if ((type == Type.NEW || type == Type.RESTART)
                && (request.root().isEmpty() || request.selector().isEmpty())) {
            throw malformed("a channel without a root or selector");
        }
        return request;
    }

    private static Response response(MapNode map) {
        keys(map, Set.of("Type", "Acpt", "Paus", "XferID", "VRes", "VTyp"));
        return new Response(
                type(map), number(field(map, "XferID")), truth(map, "Acpt"), truth(map, "Paus"), typed(map, "VRes"));
    }

    private static Existing existing(Node node) {
        if (!(node instanceof ListNode list) || list.items().size() != 3) {
            throw malformed("a channel is named by two peers and a number");
        }
        return new Existing(
                peer(list.items().get(0)),
                peer(list.items().get(1)),
                number(list.items().get(2)));
    }

    private static PeerId peer(Node node) {
        if (!(node instanceof StringNode text)) {
            throw malformed("a peer is not text");
        }
        try {
            return PeerId.fromBytes(text.toBytes());
        } catch (InvalidValueException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, 0, "not a peer: " + e.getMessage(), e);
        }
    }

    private static Type type(MapNode map) {
        long number = number(field(map, "Type"));
        if (number < 0 || number >= Type.values().length) {
            throw malformed("a message of type " + Long.toUnsignedString(number));
        }
        return Type.values()[(int) number];
    }

    private static Typed typed(MapNode map, String key) {
        if (!(field(map, "VTyp") instanceof StringNode type)) {
            throw malformed("\"VTyp\" is not text");
        }
        return new Typed(type.text(), optional(map, key).orElse(Node.ofNull()));
    }

    private static Cid cid(Node node) {
        if (node instanceof LinkNode link) {
            return link.cid();
        }
        throw malformed("\"BCid\" is not a link");
    }

    /** The bits of an unsigned number. */
    private static long number(Node node) {
        if (node instanceof IntNode number && (number.unsigned() || number.bits() >= 0)) {
            return number.bits();
        }
        throw malformed("a number that is none, or below 0");
    }

    private static boolean truth(MapNode map, String key) {
        if (field(map, key) instanceof BoolNode bool) {
            return bool.value();
        }
        throw malformed("\"" + key + "\" is neither true nor false");
    }

    private static Optional<Node> optional(MapNode map, String key) {
        return map.get(key).filter(node -> !(node instanceof NullNode));
    }

    private static Node field(MapNode map, String key) {
        return map.get(key).orElseThrow(() -> malformed("\"" + key + "\" is missing"));
    }

    private static MapNode map(Node node) {
        if (node instanceof MapNode map) {
            return map;
        }
        throw malformed("a message, or the part that counts, is not a map");
    }

    private static void keys(MapNode map, Set<String> known) {
        for (String key : map.entries().keySet()) {
            if (!known.contains(key)) {
                throw malformed("no message has a key \"" + key + "\"");
            }
        }
    }

    private static DecodeException malformed(String what) {
        return DecodeException.malformed(0, what);
    }
}
