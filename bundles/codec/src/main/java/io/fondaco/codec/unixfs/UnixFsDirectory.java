package io.fondaco.codec.unixfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BlockSink;
import io.fondaco.codec.ipld.BlockSource;
import io.fondaco.codec.ipld.BytesNode;
import io.fondaco.codec.pb.DagPb;
import io.fondaco.codec.pb.PbLink;
import io.fondaco.codec.pb.PbNode;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * UnixFS directories, basic and sharded: listed, searched by path; basic ones are built too. Every block is verified.
 *
 * <p>Throws {@link DecodeException} when a block is missing, malformed, does not match its CID, or a limit is reached.
 * Source: specs.ipfs.tech/unixfs.
 */
public final class UnixFsDirectory {
    /** Multihash code of the only hash sharded directories use: murmur3-x64-64. */
    private static final long MURMUR3 = 0x22;

    /**
     * One name in a directory.
     *
     * @param dagSize bytes of all blocks below, as its writer counted
     */
    public record Entry(String name, Cid cid, long dagSize) {}

    private final BlockSource source;
    private final ExportLimits limits;

    /** @param source need not be trusted */
    public UnixFsDirectory(BlockSource source, ExportLimits limits) {
        this.source = Objects.requireNonNull(source, "source");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * Writes a basic directory, names sorted by their bytes.
     *
     * @param cidVersion 0 or 1
     * @throws IllegalArgumentException if a name is empty, holds a '/' or comes twice
     */
    public static Imported build(List<Entry> entries, int cidVersion, BlockSink sink) throws IOException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(entry -> entry.name().getBytes(UTF_8), Arrays::compareUnsigned));
        List<PbLink> links = new ArrayList<>();
        long dagSize = 0;
        for (Entry entry : sorted) {
            boolean twice = !links.isEmpty()
                    && links.get(links.size() - 1).name().orElseThrow().equals(entry.name());
            if (twice || entry.name().isEmpty() || entry.name().indexOf('/') >= 0) {
                throw new IllegalArgumentException("name \"" + entry.name() + "\" is empty, holds '/' or comes twice");
            }
            links.add(PbLink.of(entry.cid(), entry.name(), entry.dagSize()));
            dagSize += entry.dagSize();
        }
        byte[] data = UnixFsData.directory().encode();
        byte[] block = DagPb.encode(new PbNode(links, Optional.of(new BytesNode(data))));
        Multihash hash = Multihash.sha256(block);
        Cid cid = cidVersion == 0 ? Cid.v0(hash) : Cid.v1(Cid.DAG_PB, hash);
        sink.put(cid, ByteBuffer.wrap(block));
        return new Imported(cid, 0, dagSize + block.length, 1);
    }

    /** Everything in the directory, in the order of its blocks. */
    public List<Entry> list(Cid directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        list(new Blocks(source, limits), directory, 0, entries);
        return entries;
    }

    private void list(Blocks blocks, Cid cid, int depth, List<Entry> into) throws IOException {
        // A 64-bit hash, at least three bits a level.
        if (depth > 22) {
            throw DecodeException.limit(0, "shards nested deeper than their hash is long, at " + cid);
        }
        Blocks.Entry entry = directory(blocks, cid);
        int width = width(cid, entry.data());
        for (PbLink link : entry.node().links()) {
            String name = name(cid, link, width);
            if (width > 0 && name.length() == width) {
                list(blocks, link.cid(), depth + 1, into);
            } else {
                into.add(new Entry(
                        name.substring(width), link.cid(), link.tsize().orElse(0)));
            }
        }
    }

    /**
     * What {@code path} leads to, from {@code root}; empty if a name on the way is not there.
     *
     * @param path names with '/' between them; empty names are passed over, so that "" is the root itself
     * @throws DecodeException as stated above, and if a name on the way is looked up in what is no directory
     */
    public Optional<Cid> resolve(Cid root, String path) throws IOException {
        Blocks blocks = new Blocks(source, limits);
        Cid at = root;
        int depth = 0;
        for (String name : path.split("/")) {
            if (name.isEmpty()) {
                continue;
            }
            if (++depth > limits.maxDepth()) {
                throw DecodeException.limit(0, "path of more than " + limits.maxDepth() + " names");
            }
            Optional<Cid> next = find(blocks, at, name);
            if (next.isEmpty()) {
                return next;
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    private Optional<Cid> find(Blocks blocks, Cid directory, String name) throws IOException {
        long hash = Murmur3.hash64(name.getBytes(UTF_8));
        int used = 0;
        Cid cid = directory;
        while (true) {
            Blocks.Entry entry = directory(blocks, cid);
            int width = width(cid, entry.data());
            if (width == 0) {
                return link(entry.node(), name).map(PbLink::cid);
            }
            int bits = Long.numberOfTrailingZeros(entry.data().fanout().getAsLong());
            if (used + bits > Long.SIZE) {
                throw DecodeException.limit(0, "shards nested deeper than their hash is long, at " + cid);
            }
            long slot = hash << used >>> Long.SIZE - bits;
            used += bits;
            String prefix = String.format(Locale.ROOT, "%0" + width + "X", slot);
            Optional<PbLink> found = link(entry.node(), prefix + name);
            if (found.isPresent()) {
                return found.map(PbLink::cid);
            }
            Optional<PbLink> shard = link(entry.node(), prefix);
            if (shard.isEmpty()) {
                return Optional.empty();
            }
            cid = shard.get().cid();
        }
    }

    private static Optional<PbLink> link(PbNode node, String name) {
        for (PbLink link : node.links()) {
            if (link.name().isPresent() && link.name().get().equals(name)) {
                return Optional.of(link);
            }
        }
        return Optional.empty();
    }

    private static Blocks.Entry directory(Blocks blocks, Cid cid) throws IOException {
        Blocks.Entry entry = blocks.entry(cid, blocks.load(cid));
        UnixFsData.Type type = entry.data().type();
        if (type != UnixFsData.Type.DIRECTORY && type != UnixFsData.Type.HAMT_SHARD) {
            throw DecodeException.malformed(0, "block " + cid + " is a " + type + ", not a directory");
        }
        return entry;
    }

    /** Hex digits before each name of a shard; 0 for a basic directory. */
    private static int width(Cid cid, UnixFsData data) {
        if (data.type() == UnixFsData.Type.DIRECTORY) {
            return 0;
        }
        long fanout = data.fanout().orElse(0);
        if (data.hashType().orElse(0) != MURMUR3 || fanout < 8 || fanout > 1024 || Long.bitCount(fanout) != 1) {
            throw DecodeException.malformed(
                    0, "block " + cid + " is a shard of fanout " + fanout + " or of an unknown hash");
        }
        return Long.toHexString(fanout - 1).length();
    }

    private static String name(Cid cid, PbLink link, int width) {
        String name = link.name().orElse("");
        if (name.length() < Math.max(1, width)) {
            throw DecodeException.malformed(0, "block " + cid + " has a link without a name");
        }
        return name;
    }
}
