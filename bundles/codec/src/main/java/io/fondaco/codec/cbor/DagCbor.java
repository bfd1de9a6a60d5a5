package io.fondaco.codec.cbor;

import io.fondaco.codec.ipld.BoolNode;
import io.fondaco.codec.ipld.BytesNode;
import io.fondaco.codec.ipld.FloatNode;
import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.LinkNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.NullNode;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** DAG-CBOR of whole nodes. Source: ipld.io/specs/codecs/dag-cbor. */
public final class DagCbor {
    private DagCbor() {}

    /** Reads exactly one node under {@link CborLimits#DEFAULT}, or throws {@code DecodeException}. */
    public static Node decode(byte[] bytes) {
        return decode(bytes, CborLimits.DEFAULT, Set.of());
    }

    /** Reads exactly one node, or throws {@code DecodeException}. */
    public static Node decode(byte[] bytes, CborLimits limits, Set<CborPolicy> forgiven) {
        CborReader reader = new CborReader(bytes, limits, forgiven);
        Node node = read(reader);
        reader.finish();
        return node;
    }

    /** Reads the next item of {@code reader} as a node. */
    public static Node read(CborReader reader) {
        switch (reader.peek()) {
            case INTEGER:
                return readInteger(reader);
            case BYTES:
                return new BytesNode(reader.readBytes());
            case TEXT:
                return StringNode.ofBytes(reader.readTextBytes());
            case LIST:
                int length = reader.readListHeader();
                List<Node> items = new ArrayList<>(length);
                for (int i = 0; i < length; i++) {
                    items.add(read(reader));
                }
                return new ListNode(items);
            case MAP:
                int entries = reader.readMapHeader();
                Map<String, Node> map = new LinkedHashMap<>();
                for (int i = 0; i < entries; i++) {
                    String key = reader.readText();
                    map.put(key, read(reader));
                }
                return new MapNode(map);
            case LINK:
                return new LinkNode(reader.readCid());
            case BOOLEAN:
                return new BoolNode(reader.readBoolean());
            case NULL:
                reader.readNull();
                return Node.ofNull();
            case FLOAT:
                return new FloatNode(reader.readFloat());
            default:
                throw new IllegalStateException("no such kind");
        }
    }

    private static Node readInteger(CborReader reader) {
        return reader.nextIsNegative() ? IntNode.of(reader.readLong()) : IntNode.ofUnsigned(reader.readUnsignedLong());
    }

    /** The canonical bytes of {@code node}: map keys sorted. */
    public static byte[] encode(Node node) {
        CborWriter writer = new CborWriter();
        write(writer, node, CborWriter.KeyOrder.CANONICAL);
        return writer.toBytes();
    }

    /** Writes {@code node} as the next item, map keys in the given order. */
    public static void write(CborWriter writer, Node node, CborWriter.KeyOrder order) {
        if (node instanceof NullNode) {
            writer.writeNull();
        } else if (node instanceof BoolNode bool) {
            writer.writeBoolean(bool.value());
        } else if (node instanceof IntNode number) {
            if (number.unsigned()) {
                writer.writeUnsignedLong(number.bits());
            } else {
                writer.writeLong(number.bits());
            }
        } else if (node instanceof FloatNode number) {
            writer.writeFloat(number.value());
        } else if (node instanceof StringNode text) {
            writer.writeTextBytes(text.toBytes());
        } else if (node instanceof BytesNode data) {
            writer.writeBytes(data.toBytes());
        } else if (node instanceof LinkNode link) {
            writer.writeCid(link.cid());
        } else if (node instanceof ListNode list) {
            writer.writeListHeader(list.items().size());
            list.items().forEach(item -> write(writer, item, order));
        } else if (node instanceof MapNode map) {
            List<String> keys = new ArrayList<>(map.entries().keySet());
            if (order == CborWriter.KeyOrder.CANONICAL) {
                keys.sort(CborWriter.canonicalKeys());
            }
            writer.writeMapHeader(keys.size());
            for (String key : keys) {
                writer.writeText(key);
                write(writer, map.entries().get(key), order);
            }
        }
    }

    /** CIDv1, dag-cbor, blake2b-256 of {@code block}: how the chain names its objects. */
    public static Cid chainCid(byte[] block) {
        return Cid.v1(Cid.DAG_CBOR, Multihash.blake2b256(block));
    }

    /** CIDv1, dag-cbor, sha2-256 of {@code block}: how markets name signed proposals. */
    public static Cid cid(byte[] block) {
        return Cid.v1(Cid.DAG_CBOR, Multihash.sha256(block));
    }
}
