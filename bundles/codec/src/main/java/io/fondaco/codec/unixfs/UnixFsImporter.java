package io.fondaco.codec.unixfs;

import io.fondaco.codec.car.ByteSink;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.ipld.BlockSink;
import io.fondaco.codec.pb.DagPb;
import io.fondaco.codec.pb.PbLink;
import io.fondaco.codec.pb.ProtoWriter;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a stream of bytes into a UnixFS file, in one pass and constant memory: one chunk, and one list of links for
 * each level of the tree. Blocks leave children first, the root last; equal chunks leave once each time they occur.
 *
 * <p>Source: specs.ipfs.tech/unixfs; the layouts are kubo's.
 */
public final class UnixFsImporter {
    /** Room before and after a chunk for the fields that make it a UnixFS node. */
    private static final int MARGIN = 32;

    /** Subtrees of each depth under a node of the trickle layout. */
    private static final int TRICKLE_REPEAT = 4;

    private record Child(Cid cid, long dagSize, long size) {}

    private final InputStream in;
    private final UnixFsOptions options;
    private final BlockSink sink;
    private final byte[] chunk;
    private final ProtoWriter node = new ProtoWriter(1 << 12);
    private int filled;
    private long blocks;

    private UnixFsImporter(InputStream in, UnixFsOptions options, BlockSink sink) {
        this.in = in;
        this.options = options;
        this.sink = sink;
        this.chunk = new byte[MARGIN + options.chunkSize() + MARGIN];
    }

    /** Reads {@code in} to its end, without closing it, and hands the blocks to {@code sink}. */
    public static Imported importFile(InputStream in, UnixFsOptions options, BlockSink sink) throws IOException {
        return new UnixFsImporter(in, options, sink).run();
    }

    /**
     * Reads {@code in} to its end and writes a CARv1 with the file's root where {@code car} stands. Neither is closed.
     * Writing happens on a thread of its own, which has ended when this returns or throws.
     *
     * @param tee sees every byte of the CAR; the header comes twice, see {@link ByteSink}
     */
    public static Imported importToCar(InputStream in, UnixFsOptions options, SeekableByteChannel car, ByteSink tee)
            throws IOException {
        Multihash zero = new Multihash(Multihash.SHA2_256, new byte[32]);
        Cid placeholder = options.cidVersion() == 0 ? Cid.v0(zero) : Cid.v1(Cid.RAW, zero);
        CarWriter writer = CarWriter.reserveRoot(car, placeholder, tee).writeBehind();
        try {
            Imported imported = importFile(in, options, writer);
            writer.patchRoot(imported.root());
            writer.finish();
            return imported;
        } catch (IOException | RuntimeException | Error e) {
            writer.abandon();
            throw e;
        }
    }

    private Imported run() throws IOException {
        fill();
        Child root;
        if (filled == 0) {
            root = options.reduceSingleLeaf() ? leaf() : node(List.of());
        } else {
            root = options.layout() == UnixFsOptions.Layout.BALANCED ? balanced() : trickle();
        }
        return new Imported(root.cid(), root.size(), root.dagSize(), blocks);
    }

    private Child balanced() throws IOException {
        Child first = leaf();
        if (done() && options.reduceSingleLeaf()) {
            return first;
        }
        List<List<Child>> levels = new ArrayList<>();
        add(levels, 0, first);
        while (!done()) {
            add(levels, 0, leaf());
        }
        for (int level = 0; ; level++) {
            List<Child> pending = levels.get(level);
            boolean top = level == levels.size() - 1;
            // A lone leaf gets a node above it; a lone node at the top is the root.
            if (top && pending.size() == 1 && level > 0) {
                return pending.get(0);
            }
            if (!pending.isEmpty()) {
                close(levels, level);
            }
        }
    }

    private void add(List<List<Child>> levels, int level, Child child) throws IOException {
        if (level == levels.size()) {
            levels.add(new ArrayList<>());
        }
        levels.get(level).add(child);
        if (levels.get(level).size() == options.maxLinks()) {
            close(levels, level);
        }
    }

    private void close(List<List<Child>> levels, int level) throws IOException {
        Child parent = node(levels.get(level));
        levels.get(level).clear();
        add(levels, level + 1, parent);
    }

    private Child trickle() throws IOException {
        Child first = leaf();
        if (done() && options.reduceSingleLeaf()) {
            return first;
        }
        return trickle(first, Integer.MAX_VALUE);
    }

    private Child trickle(Child first, int maxDepth) throws IOException {
        List<Child> children = new ArrayList<>();
        children.add(first);
        while (children.size() < options.maxLinks() && !done()) {
            children.add(leaf());
        }
        for (int depth = 1; depth < maxDepth && !done(); depth++) {
            for (int i = 0; i < TRICKLE_REPEAT && !done(); i++) {
                children.add(trickle(leaf(), depth));
            }
        }
        return node(children);
    }

    private boolean done() {
        return filled == 0;
    }

    private void fill() throws IOException {
        filled = in.readNBytes(chunk, MARGIN, options.chunkSize());
    }

    /** Emits the chunk at hand and reads the next. */
    private Child leaf() throws IOException {
        int from = MARGIN;
        int to = MARGIN + filled;
        if (!options.rawLeaves()) {
            boolean trickle = options.layout() == UnixFsOptions.Layout.TRICKLE;
            int type = (trickle ? UnixFsData.Type.RAW : UnixFsData.Type.FILE).ordinal();
            int message = 2 + (filled == 0 ? 0 : ProtoWriter.bytesFieldLength(filled));
            message += ProtoWriter.varintFieldLength(filled);
            from -= 1 + Varint.length(message) + 2 + (filled == 0 ? 0 : 1 + Varint.length(filled));
            int at = from;
            chunk[at++] = 1 << 3 | 2;
            at = Varint.write(message, chunk, at);
            chunk[at++] = 1 << 3;
            chunk[at++] = (byte) type;
            if (filled > 0) {
                chunk[at++] = 2 << 3 | 2;
                Varint.write(filled, chunk, at);
            }
            chunk[to++] = 3 << 3;
            to = Varint.write(filled, chunk, to);
        }
        Multihash hash = Multihash.sha256(chunk, from, to - from);
        Cid cid = options.rawLeaves() ? Cid.v1(Cid.RAW, hash) : nodeCid(hash);
        put(cid, ByteBuffer.wrap(chunk, from, to - from));
        Child leaf = new Child(cid, (long) to - from, filled);
        fill();
        return leaf;
    }

    private Child node(List<Child> children) throws IOException {
        node.clear();
        long size = 0;
        long dagSize = 0;
        int message = 2;
        for (Child child : children) {
            DagPb.write(node, PbLink.of(child.cid(), "", child.dagSize()));
            size += child.size();
            dagSize += child.dagSize();
            message += ProtoWriter.varintFieldLength(child.size());
        }
        message += ProtoWriter.varintFieldLength(size);
        node.writeBytesHead(1, message);
        node.writeVarintField(1, UnixFsData.Type.FILE.ordinal());
        node.writeVarintField(3, size);
        for (Child child : children) {
            node.writeVarintField(4, child.size());
        }
        Cid cid = nodeCid(Multihash.sha256(node.array(), 0, node.size()));
        put(cid, node.view());
        return new Child(cid, dagSize + node.size(), size);
    }

    private Cid nodeCid(Multihash hash) {
        return options.cidVersion() == 0 ? Cid.v0(hash) : Cid.v1(Cid.DAG_PB, hash);
    }

    private void put(Cid cid, ByteBuffer block) throws IOException {
        blocks++;
        sink.put(cid, block);
    }
}
