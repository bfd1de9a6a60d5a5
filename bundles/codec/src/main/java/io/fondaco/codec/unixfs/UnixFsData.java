package io.fondaco.codec.unixfs;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BytesNode;
import io.fondaco.codec.pb.ProtoReader;
import io.fondaco.codec.pb.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a UnixFS node says in the Data of its DAG-PB node. Fields in order, no unknown ones, times from 1970 on: what is
 * accepted encodes back to the same bytes.
 *
 * @param data bytes of the file that lie in this node, or the target of a symbolic link
 * @param fileSize bytes of the file in this node and below
 * @param blockSizes bytes of the file below each link
 * @param hashType multihash code of a sharded directory's hash
 * @param fanout slots in a shard of a directory
 *     <p>Source: specs.ipfs.tech/unixfs.
 */
public record UnixFsData(
        Type type,
        Optional<BytesNode> data,
        OptionalLong fileSize,
        List<Long> blockSizes,
        OptionalLong hashType,
        OptionalLong fanout,
        OptionalLong mode,
        Optional<ModificationTime> modificationTime) {
    /** What the node is; the ordinal is the number on the wire. */
    public enum Type {
        RAW,
        DIRECTORY,
        FILE,
        METADATA,
        SYMLINK,
        HAMT_SHARD
    }

    /** Seconds since 1970 and, where given, nanoseconds as an unsigned number. */
    public record ModificationTime(long seconds, Optional<Integer> nanos) {}

    public UnixFsData {
        blockSizes = List.copyOf(blockSizes);
    }

    /** A plain directory. */
    public static UnixFsData directory() {
        return new UnixFsData(
                Type.DIRECTORY,
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** Reads the message, which must fill {@code bytes} exactly, or throws {@link DecodeException}. */
    public static UnixFsData decode(byte[] bytes) {
        ProtoReader reader = new ProtoReader(bytes, 0, bytes.length);
        Type type = null;
        Optional<BytesNode> data = Optional.empty();
        List<Long> blockSizes = new ArrayList<>();
        OptionalLong[] numbers = {OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()
        };
        Optional<ModificationTime> time = Optional.empty();
        int previous = 0;
        while (reader.hasMore()) {
            int from = reader.offset();
            int field = reader.readField();
            if (field < previous || (field == previous && field != 4)) {
                throw DecodeException.malformed(from, "field " + field + " comes twice or out of order");
            }
            previous = field;
            if (field == 2) {
                reader.expect(ProtoReader.BYTES);
                data = Optional.of(new BytesNode(reader.readBytes()));
                continue;
            }
            if (field == 8) {
                reader.expect(ProtoReader.BYTES);
                time = Optional.of(time(reader.readMessage()));
                continue;
            }
            if (field > 8) {
                throw DecodeException.malformed(from, "UnixFS has no field " + field);
            }
            reader.expect(ProtoReader.VARINT);
            long value = reader.readVarint();
            switch (field) {
                case 1 -> {
                    if (value >= Type.values().length) {
                        throw DecodeException.malformed(from, "UnixFS has no type " + value);
                    }
                    type = Type.values()[(int) value];
                }
                case 3 -> numbers[0] = OptionalLong.of(value);
                case 4 -> blockSizes.add(value);
                default -> numbers[field - 4] = OptionalLong.of(value);
            }
        }
        if (type == null) {
            throw DecodeException.malformed(0, "UnixFS node without a type");
        }
        return new UnixFsData(type, data, numbers[0], blockSizes, numbers[1], numbers[2], numbers[3], time);
    }

    private static ModificationTime time(ProtoReader reader) {
        int from = reader.offset();
        if (!reader.hasMore() || reader.readField() != 1) {
            throw DecodeException.malformed(from, "modification time without seconds");
        }
        reader.expect(ProtoReader.VARINT);
        long seconds = reader.readVarint();
        Optional<Integer> nanos = Optional.empty();
        if (reader.hasMore()) {
            int at = reader.offset();
            if (reader.readField() != 2) {
                throw DecodeException.malformed(at, "unknown field in a modification time");
            }
            reader.expect(ProtoReader.FIXED32);
            nanos = Optional.of(reader.readFixed32());
        }
        if (reader.hasMore()) {
            throw DecodeException.malformed(reader.offset(), "trailing field in a modification time");
        }
        return new ModificationTime(seconds, nanos);
    }

    /** The bytes of this message. */
    public byte[] encode() {
        ProtoWriter writer = new ProtoWriter(32 + 6 * blockSizes.size());
        writer.writeVarintField(1, type.ordinal());
        data.ifPresent(bytes -> writer.writeBytesField(2, bytes.toBytes()));
        fileSize.ifPresent(size -> writer.writeVarintField(3, size));
        blockSizes.forEach(size -> writer.writeVarintField(4, size));
        hashType.ifPresent(code -> writer.writeVarintField(5, code));
        fanout.ifPresent(slots -> writer.writeVarintField(6, slots));
        mode.ifPresent(bits -> writer.writeVarintField(7, bits));
        modificationTime.ifPresent(time -> {
            ProtoWriter inner = new ProtoWriter(16);
            inner.writeVarintField(1, time.seconds());
            time.nanos().ifPresent(nanos -> inner.writeFixed32Field(2, nanos));
            writer.writeBytesField(8, inner.toBytes());
        });
        return writer.toBytes();
    }

    /**
     * Bytes of the file in this node and below, as its parts add up to.
     *
     * @throws DecodeException if that is not the file size it states, or the sizes overflow
     */
    long checkedSize() {
        long size = data.map(BytesNode::byteLength).orElse(0);
        for (long part : blockSizes) {
            size += part;
            if (size < 0) {
                throw DecodeException.malformed(0, "sizes add up to more than 2^63-1");
            }
        }
        if (fileSize.isPresent() && fileSize.getAsLong() != size) {
            throw DecodeException.malformed(
                    0, "file size is given as " + fileSize.getAsLong() + " but its parts add up to " + size);
        }
        return size;
    }
}
