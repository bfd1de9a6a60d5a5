package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborPolicy;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.Node;
import io.fondaco.model.Cid;
import io.fondaco.model.Varint;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Action;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Block;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Kind;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Met;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Request;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Response;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Messages as DAG-CBOR. Read with map keys in any order and with text that is not UTF-8, which old data-transfer messages
 * in extensions have; written canonically.
 */
public final class MessageCodec {

    private static final CborLimits LIMITS = new CborLimits(64, Message.MOST, 1 << 18);
    private static final Set<CborPolicy> FORGIVEN = Set.of(CborPolicy.ANY_KEY_ORDER, CborPolicy.LENIENT_TEXT);
    private static final int MOST_PREFIX = 40;
    private static final int HEADROOM = Varint.MAX_BYTES;

    private MessageCodec() {}

    /** The bytes of a message, without the length that goes before it. */
    public static byte[] encode(Message message) {
        ByteBuffer frame = framed(message);
        byte[] bytes = new byte[(int) Varint.read(frame)];
        frame.get(bytes);
        return bytes;
    }

    /** The bytes of a message behind their length, as they go over a stream. */
    public static ByteBuffer framed(Message message) {
        CborWriter to = new CborWriter(expected(message)).writeRaw(new byte[HEADROOM]);
        write(to, message);
        ByteBuffer frame = to.view();
        byte[] length = Varint.encode(frame.remaining() - HEADROOM);
        int start = HEADROOM - length.length;
        frame.put(start, length);
        return frame.position(start);
    }

    private static int expected(Message message) {
        int expected = 512;
        for (Block block : message.blocks()) {
            expected += block.data().length + 32;
        }
        for (Response response : message.responses()) {
            expected += 48 * response.met().size();
        }
        return expected;
    }

    private static void write(CborWriter to, Message message) {
        int parts = (message.blocks().isEmpty() ? 0 : 1)
                + (message.requests().isEmpty() ? 0 : 1)
                + (message.responses().isEmpty() ? 0 : 1);
        to.writeMapHeader(1).writeText("gs2").writeMapHeader(parts);
        if (!message.blocks().isEmpty()) {
            to.writeText("blk").writeListHeader(message.blocks().size());
            for (Block block : message.blocks()) {
                to.writeListHeader(2).writeBytes(block.prefix().encode()).writeBytes(block.data());
            }
        }
        if (!message.requests().isEmpty()) {
            to.writeText("req").writeListHeader(message.requests().size());
            message.requests().forEach(request -> write(to, request));
        }
        if (!message.responses().isEmpty()) {
            to.writeText("rsp").writeListHeader(message.responses().size());
            message.responses().forEach(response -> write(to, response));
        }
    }

    private static void write(CborWriter to, Request request) {
        boolean isNew = request.kind() == Kind.NEW;
        boolean extended = !request.extensions().isEmpty();
        to.writeMapHeader(2 + (extended ? 1 : 0) + (isNew ? 3 : 0));
        to.writeText("id").writeBytes(bytes(request.id()));
        if (extended) {
            extensions(to, request.extensions());
        }
        if (isNew) {
            to.writeText("pri").writeLong(request.priority());
            to.writeText("sel");
            DagCbor.write(to, request.selector().orElseThrow(), CborWriter.KeyOrder.CANONICAL);
            to.writeText("root").writeCid(request.root().orElseThrow());
        }
        to.writeText("type").writeText(request.kind().text);
    }

    private static void write(CborWriter to, Response response) {
        boolean extended = !response.extensions().isEmpty();
        boolean met = !response.met().isEmpty();
        to.writeMapHeader(2 + (extended ? 1 : 0) + (met ? 1 : 0));
        if (extended) {
            extensions(to, response.extensions());
        }
        if (met) {
            to.writeText("meta").writeListHeader(response.met().size());
            for (Met one : response.met()) {
                to.writeListHeader(2).writeCid(one.link()).writeText(one.action().text);
            }
        }
        to.writeText("stat").writeLong(response.status());
        to.writeText("reqid").writeBytes(bytes(response.id()));
    }

    private static void extensions(CborWriter to, Map<String, Node> extensions) {
        to.writeText("ext");
        List<CborWriter.Field> fields = new ArrayList<>();
        extensions.forEach((name, node) -> fields.add(
                CborWriter.field(name, writer -> DagCbor.write(writer, node, CborWriter.KeyOrder.CANONICAL))));
        to.writeMap(CborWriter.KeyOrder.CANONICAL, fields);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** Reads exactly one message, or throws {@link DecodeException}. */
    public static Message decode(byte[] bytes) {
        CborReader from = new CborReader(bytes, LIMITS, FORGIVEN);
        if (from.readMapHeader() != 1 || !from.readText().equals("gs2")) {
            throw DecodeException.malformed(0, "a message is a map with the one key \"gs2\"");
        }
        List<Request> requests = List.of();
        List<Response> responses = List.of();
        List<Block> blocks = List.of();
        for (int left = from.readMapHeader(); left > 0; left--) {
            int at = from.offset();
            switch (from.readText()) {
                case "req" -> requests = list(from, Message.MOST_REQUESTS, MessageCodec::request);
                case "rsp" -> responses = list(from, Message.MOST_REQUESTS, MessageCodec::response);
                case "blk" -> blocks = list(from, Integer.MAX_VALUE, MessageCodec::block);
                default -> throw DecodeException.malformed(at, "a message has no such part");
            }
        }
        from.finish();
        return new Message(requests, responses, blocks);
    }

    private static <T> List<T> list(CborReader from, int most, java.util.function.Function<CborReader, T> read) {
        int at = from.offset();
        int count = from.readListHeader();
        if (count > most) {
            throw DecodeException.limit(at, count + " requests or responses in a message, more than " + most);
        }
        List<T> all = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            all.add(read.apply(from));
        }
        return all;
    }

    private static Request request(CborReader from) {
        int start = from.offset();
        UUID id = null;
        Kind kind = null;
        int priority = 0;
        Cid root = null;
        Node selector = null;
        Map<String, Node> extensions = Map.of();
        for (int left = from.readMapHeader(); left > 0; left--) {
            int at = from.offset();
            switch (from.readText()) {
                case "id" -> id = id(from);
                case "type" -> kind = kind(from);
                case "pri" -> priority = (int) from.readLong(Integer.MIN_VALUE, Integer.MAX_VALUE);
                case "root" -> root = from.readNullable(CborReader::readCid);
                case "sel" -> selector = from.readNullable(DagCbor::read);
                case "ext" -> extensions = extensions(from);
                default -> throw DecodeException.malformed(at, "a request has no such key");
            }
        }
        if (id == null || kind == null) {
            throw DecodeException.malformed(start, "a request without id or type");
        }
        if (kind == Kind.NEW && (root == null || selector == null)) {
            throw DecodeException.malformed(start, "a new request without root or selector");
        }
        // Whatever else a cancel or an update carries means nothing.
        return switch (kind) {
            case NEW -> new Request(id, kind, priority, Optional.of(root), Optional.of(selector), extensions);
            case CANCEL -> Request.cancel(id);
            case UPDATE -> Request.update(id, extensions);
        };
    }

    private static Response response(CborReader from) {
        int start = from.offset();
        UUID id = null;
        int status = 0;
        List<Met> met = List.of();
        Map<String, Node> extensions = Map.of();
        for (int left = from.readMapHeader(); left > 0; left--) {
            int at = from.offset();
            switch (from.readText()) {
                case "reqid" -> id = id(from);
                case "stat" -> status = (int) from.readLong(0, 99);
                case "meta" -> met = list(from, Integer.MAX_VALUE, MessageCodec::met);
                case "ext" -> extensions = extensions(from);
                default -> throw DecodeException.malformed(at, "a response has no such key");
            }
        }
        if (id == null || !Status.known(status)) {
            throw DecodeException.malformed(start, "a response without id or with status " + status);
        }
        return new Response(id, status, met, extensions);
    }

    private static Met met(CborReader from) {
        from.readListHeader(2);
        Cid link = from.readCid();
        int at = from.offset();
        String text = from.readText();
        for (Action action : Action.values()) {
            if (action.text.equals(text)) {
                return new Met(link, action);
            }
        }
        throw DecodeException.malformed(at, "a link has no action such as this");
    }

    private static Block block(CborReader from) {
        from.readListHeader(2);
        int at = from.offset();
        Prefix prefix = Prefix.decode(from.readBytes(MOST_PREFIX), at);
        return new Block(prefix, from.readBytes(Message.MOST_BLOCK));
    }

    private static Map<String, Node> extensions(CborReader from) {
        Map<String, Node> all = new LinkedHashMap<>();
        for (int left = from.readMapHeader(); left > 0; left--) {
            String name = from.readText();
            all.put(name, DagCbor.read(from));
        }
        return all;
    }

    private static UUID id(CborReader from) {
        int at = from.offset();
        byte[] bytes = from.readBytes(16);
        if (bytes.length != 16) {
            throw DecodeException.malformed(at, "a request id has 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static Kind kind(CborReader from) {
        int at = from.offset();
        String text = from.readText();
        for (Kind kind : Kind.values()) {
            if (kind.text.equals(text)) {
                return kind;
            }
        }
        throw DecodeException.malformed(at, "a request is new, a cancel or an update");
    }
}
