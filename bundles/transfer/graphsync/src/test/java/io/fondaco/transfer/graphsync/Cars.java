package io.fondaco.transfer.graphsync;

import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarReader;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.car.DepthFirst;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** CARs to move. */
public final class Cars {

    private static final int LEAF = 100_000;
    private static final int CID = 36;

    private Cars() {}

    public static Cid raw(byte[] block) {
        return Cid.v1(Cid.RAW, Multihash.sha256(block));
    }

    /** A CAR of exactly so many bytes, 97 at least: random leaves under a list. */
    public static byte[] ofLength(int length) {
        Random random = new Random(length);
        for (int leaves = Math.max(1, length / (LEAF + CID + 3) - 1); ; leaves++) {
            int fixed = section(list(leaves)) + (leaves - 1) * section(LEAF) + 59;
            int rest = leaves == 1 && length < 300 ? length - 59 : length - fixed;
            for (int head = 1; head <= 4; head++) {
                int last = rest - CID - head;
                if (last >= 1 && last <= 1 << 20 && section(last) == rest) {
                    return car(random, length < 300 ? 0 : leaves - 1, last, length < 300);
                }
            }
            if (rest < 0) {
                throw new IllegalArgumentException("no CAR has " + length + " bytes");
            }
        }
    }

    private static int section(int block) {
        return Varint.length(CID + block) + CID + block;
    }

    private static int list(int links) {
        return (links < 24 ? 1 : links < 256 ? 2 : 3) + links * (5 + CID);
    }

    private static byte[] car(Random random, int full, int last, boolean alone) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i <= full; i++) {
            byte[] leaf = new byte[i < full ? LEAF : last];
            random.nextBytes(leaf);
            leaves.add(leaf);
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] root = DagCbor.encode(
                    new ListNode(leaves.stream().map(leaf -> Node.of(raw(leaf))).toList()));
            Cid cid = alone ? raw(leaves.get(0)) : DagCbor.cid(root);
            try (CarWriter writer = CarWriter.open(Channels.newChannel(out), List.of(cid))) {
                if (!alone) {
                    writer.put(cid, ByteBuffer.wrap(root));
                }
                for (byte[] leaf : leaves) {
                    writer.put(raw(leaf), ByteBuffer.wrap(leaf));
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one root a CAR names. */
    public static Cid root(byte[] car) throws IOException {
        try (CarReader reader = CarReader.open(new ByteArrayInputStream(car), CarLimits.DEFAULT)) {
            return reader.roots().get(0);
        }
    }

    /** Imports bytes as UnixFS; the CAR is in depth-first order. */
    public static Cid ofFile(InputStream bytes, UnixFsOptions options, Path car) throws IOException {
        Path unordered = car.resolveSibling(car.getFileName() + ".unordered");
        Cid root;
        try (FileChannel out = FileChannel.open(
                unordered, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            root = UnixFsImporter.importToCar(bytes, options, out, (offset, part) -> {})
                    .root();
        }
        try (CarFile file = CarFile.open(unordered);
                CarWriter writer = CarWriter.open(
                        FileChannel.open(car, StandardOpenOption.CREATE, StandardOpenOption.WRITE), List.of(root))) {
            DepthFirst.write(file, root, TraversalLimits.DEFAULT, writer);
        }
        Files.delete(unordered);
        return root;
    }
}
