package io.fondaco.chain.block;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The name of a tipset: the CIDs of its blocks in the order of their tickets. Without blocks it names what comes before
 * genesis.
 */
public record TipsetKey(List<Cid> cids) {
    /** Of no blocks. */
    public static final TipsetKey EMPTY = new TipsetKey(List.of());

    public TipsetKey {
        cids = List.copyOf(cids);
    }

    public static TipsetKey of(Cid... cids) {
        return new TipsetKey(List.of(cids));
    }

    /** The CIDs' bytes in a row. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        cids.forEach(cid -> out.writeBytes(cid.toBytes()));
        return out.toByteArray();
    }

    /** Reads CIDs in a row, or throws {@link DecodeException}. */
    public static TipsetKey fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Cid> cids = new ArrayList<>();
        while (in.hasRemaining()) {
            int from = in.position();
            try {
                cids.add(Cid.read(in));
            } catch (InvalidValueException e) {
                throw new DecodeException(DecodeException.Kind.MALFORMED, from, e.getMessage(), e);
            }
        }
        return new TipsetKey(cids);
    }

    /** The key as one CID: of its bytes as a CBOR byte string. */
    public Cid cid() {
        return DagCbor.chainCid(new CborWriter().writeBytes(toBytes()).toBytes());
    }

    public boolean isEmpty() {
        return cids.isEmpty();
    }

    /** The CIDs in braces, as Lotus shows it. */
    @Override
    public String toString() {
        return cids.stream().map(Cid::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
