package io.fondaco.codec.unixfs;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BlockSource;
import io.fondaco.codec.ipld.VerifiedBlocks;
import io.fondaco.codec.pb.DagPb;
import io.fondaco.codec.pb.PbNode;
import io.fondaco.model.Cid;
import java.io.IOException;

/** Verified blocks, counted against a budget, and what UnixFS makes of them. */
final class Blocks {
    /** A DAG-PB node and the UnixFS message in it. */
    record Entry(PbNode node, UnixFsData data) {}

    private final VerifiedBlocks blocks;
    private long left;

    Blocks(BlockSource source, ExportLimits limits) {
        this.blocks = new VerifiedBlocks(source, limits.maxBlock());
        this.left = limits.maxBlocks();
    }

    byte[] load(Cid cid) throws IOException {
        if (left-- <= 0) {
            throw DecodeException.limit(0, "more blocks than allowed, at " + cid);
        }
        return blocks.get(cid);
    }

    Entry entry(Cid cid, byte[] block) {
        if (cid.codec() != Cid.DAG_PB) {
            throw DecodeException.malformed(
                    0, "block " + cid + " has codec 0x" + Long.toHexString(cid.codec()) + ", which is not UnixFS");
        }
        try {
            PbNode node = DagPb.decode(block);
            byte[] data = node.data()
                    .orElseThrow(() -> DecodeException.malformed(0, "node without Data"))
                    .toBytes();
            return new Entry(node, UnixFsData.decode(data));
        } catch (DecodeException e) {
            throw new DecodeException(e.kind(), e.offset(), "block " + cid + ": " + e.reason(), e);
        }
    }
}
