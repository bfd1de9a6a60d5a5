package io.fondaco.codec.unixfs;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BlockSource;
import io.fondaco.codec.pb.PbLink;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Puts a UnixFS file together again, whole or in part. Every block is verified; a node whose sizes contradict its
 * children is refused before bytes at wrong places are written. Only blocks that overlap the range are loaded.
 *
 * <p>Throws {@link DecodeException} when a block is missing, malformed, not a file's, does not match its CID, or a
 * limit is reached; what was written until then is a correct beginning.
 */
public final class UnixFsExporter {
    private record Frame(Iterator<PbLink> links, Iterator<Long> sizes) {}

    private final BlockSource source;
    private final ExportLimits limits;

    /** @param source need not be trusted */
    public UnixFsExporter(BlockSource source, ExportLimits limits) {
        this.source = Objects.requireNonNull(source, "source");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** Bytes in the file, as its root states; loads the root only. */
    public long size(Cid file) throws IOException {
        Blocks blocks = new Blocks(source, limits);
        byte[] block = blocks.load(file);
        return file.codec() == Cid.RAW
                ? block.length
                : blocks.entry(file, block).data().checkedSize();
    }

    /** Writes the whole file and returns its size in bytes. */
    public long export(Cid file, OutputStream out) throws IOException {
        return export(file, 0, Long.MAX_VALUE, out);
    }

    /**
     * Writes up to {@code length} bytes from {@code offset} on.
     *
     * @return bytes written: fewer than {@code length} if the file ends before, 0 if it ends before {@code offset}
     */
    public long export(Cid file, long offset, long length, OutputStream out) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("range of " + length + " bytes at " + offset);
        }
        long end = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
        return new Run(offset, end, out).run(file);
    }

    private final class Run {
        private final Blocks blocks = new Blocks(source, limits);
        private final Deque<Frame> stack = new ArrayDeque<>();
        private final long from;
        private final long to;
        private final OutputStream out;
        private long position;
        private long written;

        Run(long from, long to, OutputStream out) {
            this.from = from;
            this.to = to;
            this.out = out;
        }

        long run(Cid file) throws IOException {
            visit(file, -1);
            while (!stack.isEmpty()) {
                Frame frame = stack.peek();
                if (!frame.links().hasNext() || position >= to) {
                    stack.pop();
                    continue;
                }
                PbLink link = frame.links().next();
                long size = frame.sizes().next();
                if (position + size <= from) {
                    position += size;
                } else {
                    visit(link.cid(), size);
                }
            }
            return written;
        }

        private void visit(Cid cid, long expected) throws IOException {
            if (stack.size() >= limits.maxDepth()) {
                throw DecodeException.limit(0, "file nested deeper than " + limits.maxDepth() + ", at " + cid);
            }
            byte[] block = blocks.load(cid);
            if (cid.codec() == Cid.RAW) {
                check(cid, expected, block.length);
                write(block);
                return;
            }
            Blocks.Entry entry = blocks.entry(cid, block);
            UnixFsData data = entry.data();
            if (data.type() != UnixFsData.Type.FILE && data.type() != UnixFsData.Type.RAW) {
                throw DecodeException.malformed(0, "block " + cid + " is a " + data.type() + ", not a file");
            }
            List<PbLink> links = entry.node().links();
            if (links.size() != data.blockSizes().size()) {
                throw DecodeException.malformed(
                        0,
                        "block " + cid + " has " + links.size() + " links but "
                                + data.blockSizes().size() + " sizes");
            }
            check(cid, expected, data.checkedSize());
            if (data.data().isPresent()) {
                write(data.data().get().toBytes());
            }
            stack.push(new Frame(links.iterator(), data.blockSizes().iterator()));
        }

        private void check(Cid cid, long expected, long size) {
            if (expected >= 0 && expected != size) {
                throw DecodeException.malformed(
                        0, "block " + cid + " holds " + size + " bytes where its parent promises " + expected);
            }
        }

        private void write(byte[] bytes) throws IOException {
            long first = Math.max(from, position);
            long last = Math.min(to, position + bytes.length);
            if (first < last) {
                if (last - first > limits.maxBytes() - written) {
                    throw DecodeException.limit(0, "more than " + limits.maxBytes() + " bytes");
                }
                out.write(bytes, (int) (first - position), (int) (last - first));
                written += last - first;
            }
            position += bytes.length;
        }
    }
}
