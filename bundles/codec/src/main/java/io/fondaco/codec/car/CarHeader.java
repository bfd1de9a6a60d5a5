package io.fondaco.codec.car;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;
import io.fondaco.model.Varint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The DAG-CBOR header of a CAR. Source: ipld.io/specs/transport/car. */
record CarHeader(int version, List<Cid> roots) {
    /** Length, version 2: the bytes every CARv2 starts with. */
    static final byte[] PRAGMA = {0x0a, (byte) 0xa1, 0x67, 'v', 'e', 'r', 's', 'i', 'o', 'n', 2};

    /** CARv2: characteristics 16, data offset 8, data size 8, index offset 8, all little-endian. */
    static final int V2_HEADER = 40;

    static CarHeader decode(byte[] bytes, long offset, CarLimits limits) {
        try {
            CborLimits cbor = new CborLimits(4, limits.maxHeader(), 1 << 18);
            CborReader reader = new CborReader(bytes, cbor, Set.of());
            List<Cid> roots = null;
            long version = 0;
            for (int left = reader.readMapHeader(); left > 0; left--) {
                int from = reader.offset();
                String key = reader.readText();
                if (key.equals("roots")) {
                    int count = reader.readListHeader();
                    roots = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        roots.add(reader.readCid());
                    }
                } else if (key.equals("version")) {
                    version = reader.readLong(1, 2);
                } else {
                    throw DecodeException.malformed(from, "a CAR header has no key \"" + key + "\"");
                }
            }
            reader.finish();
            if (version == 0 || (version == 1) != (roots != null)) {
                throw DecodeException.malformed(0, "a CAR header has roots and version 1, or version 2 alone");
            }
            return new CarHeader((int) version, roots == null ? List.of() : List.copyOf(roots));
        } catch (DecodeException e) {
            throw new DecodeException(e.kind(), offset + e.offset(), e.reason(), e);
        }
    }

    /** The header of a CARv1, behind its length. */
    static byte[] encode(List<Cid> roots) {
        CborWriter writer = new CborWriter();
        writer.writeMapHeader(2).writeText("roots").writeListHeader(roots.size());
        roots.forEach(writer::writeCid);
        byte[] header = writer.writeText("version").writeLong(1).toBytes();
        byte[] length = Varint.encode(header.length);
        byte[] bytes = java.util.Arrays.copyOf(length, length.length + header.length);
        System.arraycopy(header, 0, bytes, length.length, header.length);
        return bytes;
    }
}
