package io.fondaco.codec.car;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BlockSource;
import io.fondaco.codec.ipld.VerifiedBlocks;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Blocks out of a CAR file, version 1 or 2, each verified as it is read unless that is waived. Safe for use by several
 * threads.
 */
public final class CarFile implements BlockSource, Closeable {
    private final FileChannel file;
    private final CarIndex index;

    private CarFile(FileChannel file, CarIndex index) {
        this.file = file;
        this.index = index;
    }

    /** Opens a file under {@link CarLimits#DEFAULT} and rebuilds its index. */
    public static CarFile open(Path path) throws IOException {
        return open(path, CarLimits.DEFAULT);
    }

    /** Opens a file and rebuilds its index; throws {@link DecodeException} as a reader. */
    public static CarFile open(Path path, CarLimits limits) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new CarFile(file, CarIndex.rebuild(file, limits));
        } catch (IOException | RuntimeException e) {
            try {
                file.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** Opens a file whose index is known from an earlier {@link #open}; it must not have changed since. */
    public static CarFile open(Path path, CarIndex index) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        return new CarFile(file, index.over(file));
    }

    /** The roots the header names: claims of its writer, possibly none. */
    public List<Cid> roots() {
        return index.roots();
    }

    public CarIndex index() {
        return index;
    }

    /**
     * The block, found by multihash whatever the codec, or empty if the file lacks it. Identity CIDs carry theirs.
     *
     * @throws DecodeException if the bytes in the file do not have the hash
     */
    @Override
    public Optional<byte[]> get(Cid cid) throws IOException {
        return get(cid, true);
    }

    /** The same blocks as they are in the file, for who hands them to a side that verifies them itself. */
    public BlockSource unverified() {
        return cid -> get(cid, false);
    }

    private Optional<byte[]> get(Cid cid, boolean verified) throws IOException {
        if (cid.multihash().code() == Multihash.IDENTITY) {
            return Optional.of(cid.multihash().digest());
        }
        Optional<CarIndex.Location> found = index.find(cid.multihash());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer block = ByteBuffer.allocate(found.get().length());
        long offset = found.get().offset();
        while (block.hasRemaining()) {
            if (file.read(block, offset + block.position()) < 0) {
                throw DecodeException.incomplete(offset + block.position(), "file was cut off since it was opened");
            }
        }
        if (verified) {
            VerifiedBlocks.verify(cid, block.array(), offset);
        }
        return Optional.of(block.array());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
