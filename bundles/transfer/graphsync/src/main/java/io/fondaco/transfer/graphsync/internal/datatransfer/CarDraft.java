package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.car.CarBlock;
import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarReader;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.selector.Selector;
import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.codec.selector.Walk;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import io.fondaco.transfer.graphsync.internal.graphsync.Landing;
import io.fondaco.transfer.graphsync.internal.graphsync.Message;
import io.fondaco.transfer.spi.TransportException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The CAR a receiver writes: one root, blocks in the order of the walk over the whole DAG, each once. One that is there
 * already is read, verified block by block against the walk, and cut after its last good block.
 */
final class CarDraft implements Landing, AutoCloseable {

    private static final byte[] NOTHING = {};
    private static final int LENGTH_BITS = 22;
    private static final int WINDOW = 1 << 18;

    private final FileChannel file;
    private final long wanted;
    private final long most;
    private final Map<Cid, Long> where = new HashMap<>();
    private long size;
    private long links;

    /**
     * Opens a draft. May take a while for a large one that is there already.
     *
     * @param wanted bytes there must be in the end, -1 when unknown
     * @param most bytes there may be
     */
    CarDraft(Path path, Cid root, TraversalLimits limits, long wanted, long most) throws IOException {
        this.wanted = wanted;
        this.most = most;
        byte[] header = header(root);
        if (header.length > most) {
            throw tooMany(header.length);
        }
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (begins(path, header)) {
                size = header.length;
                verify(path, root, limits);
                file.truncate(size);
            } else {
                file.truncate(0);
                write(ByteBuffer.wrap(header));
            }
            if (size > most) {
                throw tooMany(size);
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static byte[] header(Cid root) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CarWriter.open(Channels.newChannel(bytes), List.of(root)).close();
        return bytes.toByteArray();
    }

    private static boolean begins(Path path, byte[] header) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(header.length), header);
        }
    }

    /** Goes as far as blocks are whole, right, and in order. */
    private void verify(Path path, Cid root, TraversalLimits limits) throws IOException {
        CarLimits lengths = new CarLimits(1 << 20, Message.MOST_BLOCK + 1024);
        try (CarReader reader = CarReader.open(new BufferedInputStream(Files.newInputStream(path), WINDOW), lengths)) {
            Walk walk = new Walk(root, Selector.all(), limits);
            for (Optional<Cid> next = walk.wanted(); next.isPresent(); next = walk.wanted()) {
                Cid cid = next.get();
                if (cid.multihash().code() == Multihash.IDENTITY) {
                    walk.take(cid.multihash().digest());
                } else if (has(cid)) {
                    walk.take(cid.codec() == Cid.RAW ? NOTHING : get(cid));
                } else {
                    Optional<CarBlock> block = reader.next();
                    if (block.isEmpty() || !block.get().cid().equals(cid)) {
                        return;
                    }
                    byte[] bytes = block.get().bytes();
                    walk.take(bytes);
                    int head = head(cid, bytes.length).length;
                    note(cid, size + head, bytes.length);
                    size += head + bytes.length;
                }
                links = walk.links();
            }
        } catch (DecodeException tail) {
            // A crash left a tail that never reached the disk, or somebody else wrote here: all from here on is
            // fetched.
            return;
        }
    }

    private static byte[] head(Cid cid, int block) {
        int length = cid.byteLength();
        byte[] head = new byte[Varint.MAX_BYTES + length];
        int at = Varint.write((long) length + block, head, 0);
        return Arrays.copyOf(head, cid.write(head, at));
    }

    private void note(Cid cid, long offset, int length) {
        where.put(cid, offset << LENGTH_BITS | length);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            size += file.write(bytes, size);
        }
    }

    private TransportException tooMany(long bytes) {
        long bound = wanted >= 0 ? Math.min(wanted, most) : most;
        return TransportException.lasting("there are " + bytes + " bytes or more and may be " + bound, null);
    }

    @Override
    public boolean has(Cid cid) {
        return where.containsKey(cid);
    }

    @Override
    public byte[] get(Cid cid) throws IOException {
        long place = where.get(cid);
        ByteBuffer block = ByteBuffer.allocate((int) (place & (1 << LENGTH_BITS) - 1));
        long offset = place >>> LENGTH_BITS;
        while (block.hasRemaining()) {
            if (file.read(block, offset + block.position()) < 0) {
                throw new EOFException("the draft was cut at " + (offset + block.position()) + " meanwhile");
            }
        }
        return block.array();
    }

    @Override
    public void put(Cid cid, byte[] block) throws IOException {
        byte[] head = head(cid, block.length);
        long after = size + head.length + block.length;
        if (after > most || wanted >= 0 && after > wanted) {
            throw tooMany(after);
        }
        note(cid, size + head.length, block.length);
        write(ByteBuffer.wrap(head));
        write(ByteBuffer.wrap(block));
    }

    /** Bytes in the file. */
    long size() {
        return size;
    }

    /** Blocks in the file. */
    int blocks() {
        return where.size();
    }

    /** Links of the walk that lead to blocks in the file, before the first that does not. */
    long links() {
        return links;
    }

    /** Forces it to the disk. @throws TransportException when it is not as long as it must be */
    void finish() throws IOException {
        if (wanted >= 0 && size != wanted) {
            throw TransportException.lasting("there are " + size + " bytes and must be " + wanted, null);
        }
        file.force(true);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
