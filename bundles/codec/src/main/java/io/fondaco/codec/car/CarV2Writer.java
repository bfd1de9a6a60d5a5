package io.fondaco.codec.car;

import io.fondaco.codec.ipld.BlockSink;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes a CARv2: pragma, header, a CARv1, and an index of the kind MultihashIndexSorted (0x0401). The index is held in
 * memory until the end, about 100 bytes a block. Not for use by several threads.
 *
 * <p>Source: ipld.io/specs/transport/car/carv2.
 */
public final class CarV2Writer implements BlockSink, Closeable {
    /** Multicodec code of the index. */
    public static final long MULTIHASH_INDEX_SORTED = 0x0401;

    private record Entry(byte[] digest, long offset) {}

    private final SeekableByteChannel file;
    private final CarWriter car;
    private final long start;
    private final TreeMap<Long, TreeMap<Integer, List<Entry>>> index = new TreeMap<>(Long::compareUnsigned);
    private boolean finished;

    private CarV2Writer(SeekableByteChannel file, List<Cid> roots) throws IOException {
        this.file = file;
        this.start = file.position();
        write(ByteBuffer.wrap(CarHeader.PRAGMA));
        write(ByteBuffer.allocate(CarHeader.V2_HEADER));
        this.car = roots == null ? CarWriter.reserveRoot(file) : CarWriter.open(file, roots);
    }

    /** Starts a CARv2 where {@code file} stands. The channel is closed with the writer. */
    public static CarV2Writer open(SeekableByteChannel file, List<Cid> roots) throws IOException {
        return new CarV2Writer(file, List.copyOf(roots));
    }

    /** As above, the root to be given with {@link #patchRoot} later. */
    public static CarV2Writer reserveRoot(SeekableByteChannel file) throws IOException {
        return new CarV2Writer(file, null);
    }

    @Override
    public void put(Cid cid, ByteBuffer block) throws IOException {
        long offset = car.position();
        car.put(cid, block);
        Multihash hash = cid.multihash();
        if (hash.code() != Multihash.IDENTITY) {
            index.computeIfAbsent(hash.code(), code -> new TreeMap<>())
                    .computeIfAbsent(hash.digestLength(), length -> new ArrayList<>())
                    .add(new Entry(hash.digest(), offset));
        }
    }

    /** Puts {@code root} in the place reserved for it; see {@link CarWriter#patchRoot}. */
    public void patchRoot(Cid root) throws IOException {
        car.patchRoot(root);
    }

    /** Writes the index and the header; {@link #close} does so too. */
    public void finish() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        car.flush();
        long dataOffset = CarHeader.PRAGMA.length + CarHeader.V2_HEADER;
        writeIndex();
        long end = file.position();
        ByteBuffer header = ByteBuffer.allocate(CarHeader.V2_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        // First bit of the characteristics: the index names every block.
        header.put(0, (byte) 0x80);
        header.putLong(16, dataOffset).putLong(24, car.position()).putLong(32, dataOffset + car.position());
        file.position(start + CarHeader.PRAGMA.length);
        write(header);
        file.position(end);
    }

    private void writeIndex() throws IOException {
        write(ByteBuffer.wrap(Varint.encode(MULTIHASH_INDEX_SORTED)));
        write(little(4).putInt(0, index.size()));
        for (var code : index.entrySet()) {
            write(little(12).putLong(0, code.getKey()).putInt(8, code.getValue().size()));
            for (var width : code.getValue().entrySet()) {
                List<Entry> entries = width.getValue();
                entries.sort(Comparator.comparing(Entry::digest, Arrays::compareUnsigned)
                        .thenComparingLong(Entry::offset));
                int size = width.getKey() + 8;
                write(little(12).putInt(0, size).putLong(4, (long) size * entries.size()));
                ByteBuffer batch = little(size * 512);
                for (Entry entry : entries) {
                    if (batch.remaining() < size) {
                        write(batch.flip());
                        batch.clear();
                    }
                    batch.put(entry.digest()).putLong(entry.offset());
                }
                write(batch.flip());
            }
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (file.isOpen()) {
                finish();
            }
        } finally {
            car.close();
        }
    }
}
