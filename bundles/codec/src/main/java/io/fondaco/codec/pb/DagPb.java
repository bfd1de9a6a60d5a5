package io.fondaco.codec.pb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BytesNode;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Varint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Strict DAG-PB: Links before Data, fields of a link in order, no unknown fields, shortest varints. What is accepted
 * encodes back to the same bytes.
 *
 * <p>Source: ipld.io/specs/codecs/dag-pb.
 */
public final class DagPb {
    private static final int NODE_DATA = 1;
    private static final int NODE_LINKS = 2;
    private static final int LINK_HASH = 1;
    private static final int LINK_NAME = 2;
    private static final int LINK_TSIZE = 3;

    private DagPb() {}

    /** Reads a node that fills {@code bytes} exactly, or throws {@link DecodeException}. */
    public static PbNode decode(byte[] bytes) {
        ProtoReader reader = new ProtoReader(bytes, 0, bytes.length);
        List<PbLink> links = new ArrayList<>();
        Optional<BytesNode> data = Optional.empty();
        while (reader.hasMore()) {
            int from = reader.offset();
            int field = reader.readField();
            reader.expect(ProtoReader.BYTES);
            if (data.isPresent()) {
                throw DecodeException.malformed(from, "field " + field + " follows Data, which comes last and once");
            }
            if (field == NODE_LINKS) {
                links.add(decodeLink(reader.readMessage()));
            } else if (field == NODE_DATA) {
                data = Optional.of(new BytesNode(reader.readBytes()));
            } else {
                throw DecodeException.malformed(from, "a node has no field " + field);
            }
        }
        return new PbNode(links, data);
    }

    private static PbLink decodeLink(ProtoReader reader) {
        Cid cid = null;
        Optional<String> name = Optional.empty();
        OptionalLong tsize = OptionalLong.empty();
        int previous = 0;
        int start = reader.offset();
        while (reader.hasMore()) {
            int from = reader.offset();
            int field = reader.readField();
            if (field <= previous) {
                throw DecodeException.malformed(from, "field " + field + " of a link comes twice or out of order");
            }
            previous = field;
            switch (field) {
                case LINK_HASH -> {
                    reader.expect(ProtoReader.BYTES);
                    cid = cid(reader.readBytes(), from);
                }
                case LINK_NAME -> {
                    reader.expect(ProtoReader.BYTES);
                    name = Optional.of(reader.readText());
                }
                case LINK_TSIZE -> {
                    reader.expect(ProtoReader.VARINT);
                    tsize = OptionalLong.of(reader.readVarint());
                }
                default -> throw DecodeException.malformed(from, "a link has no field " + field);
            }
        }
        if (cid == null) {
            throw DecodeException.malformed(start, "link without a CID");
        }
        return new PbLink(cid, name, tsize);
    }

    private static Cid cid(byte[] bytes, int from) {
        try {
            return Cid.fromBytes(bytes);
        } catch (InvalidValueException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, from, e.getMessage(), e);
        }
    }

    /** The bytes of {@code node}, links in the order it has them. */
    public static byte[] encode(PbNode node) {
        ProtoWriter writer = new ProtoWriter(64 + 64 * node.links().size());
        node.links().forEach(link -> write(writer, link));
        node.data().ifPresent(data -> writer.writeBytesField(NODE_DATA, data.toBytes()));
        return writer.toBytes();
    }

    /** Writes one link of a node. */
    public static void write(ProtoWriter writer, PbLink link) {
        byte[] name = link.name().map(text -> text.getBytes(UTF_8)).orElse(null);
        int length = ProtoWriter.bytesFieldLength(link.cid().byteLength());
        length += name == null ? 0 : ProtoWriter.bytesFieldLength(name.length);
        length += link.tsize().isPresent() ? 1 + Varint.length(link.tsize().getAsLong()) : 0;
        writer.writeBytesHead(NODE_LINKS, length);
        writer.writeCidField(LINK_HASH, link.cid());
        if (name != null) {
            writer.writeBytesField(LINK_NAME, name);
        }
        if (link.tsize().isPresent()) {
            writer.writeVarintField(LINK_TSIZE, link.tsize().getAsLong());
        }
    }
}
