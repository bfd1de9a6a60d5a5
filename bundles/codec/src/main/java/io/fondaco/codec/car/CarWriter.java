package io.fondaco.codec.car;

import io.fondaco.codec.ipld.BlockSink;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Varint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;

/**
 * Writes a CARv1, block by block, in constant memory. Blocks are taken as they come: neither verified nor freed of
 * duplicates, and in any order.
 *
 * <p>Where the root is known only at the end, {@link #reserveRoot} lays down a header with a placeholder of the same
 * length, and {@link #patchRoot} puts the root in its place; {@link ByteSink} tells what a listener sees of it.
 *
 * <p>Source: ipld.io/specs/transport/car. Not for use by several threads.
 */
public final class CarWriter implements BlockSink, Closeable {
    /** Longest header that can be patched, in bytes. */
    public static final int MAX_PATCH = 127;

    private static final ByteSink NO_TEE = (offset, bytes) -> {};

    private final WritableByteChannel out;
    private final ByteSink tee;
    private final long start;
    private final Drain drain;
    private final byte[] head = new byte[Varint.MAX_BYTES + CarReader.maxCid()];
    private final int reserved;
    private long position;
    private ByteBuffer buffer = Drain.firstBuffer();
    private boolean patched;
    private boolean finished;

    private CarWriter(WritableByteChannel out, byte[] header, int reserved, ByteSink tee) throws IOException {
        this.out = Objects.requireNonNull(out, "out");
        this.tee = Objects.requireNonNull(tee, "tee");
        this.drain = new Drain(out);
        this.reserved = reserved;
        this.start = out instanceof SeekableByteChannel file ? file.position() : 0;
        append(ByteBuffer.wrap(header));
    }

    /** Writes a header with {@code roots} where {@code out} stands. The channel is closed with the writer. */
    public static CarWriter open(WritableByteChannel out, List<Cid> roots) throws IOException {
        return open(out, roots, NO_TEE);
    }

    /** As above; {@code tee} sees every byte. */
    public static CarWriter open(WritableByteChannel out, List<Cid> roots, ByteSink tee) throws IOException {
        return new CarWriter(out, CarHeader.encode(roots), 0, tee);
    }

    /**
     * Writes a header with a placeholder root where {@code file} stands: raw, sha2-256 of 32 zero bytes, 36 bytes like
     * every CIDv1 of raw, dag-pb or dag-cbor with sha2-256.
     */
    public static CarWriter reserveRoot(SeekableByteChannel file) throws IOException {
        return reserveRoot(file, NO_TEE);
    }

    /** As above; {@code tee} sees every byte, the header twice: see {@link ByteSink}. */
    public static CarWriter reserveRoot(SeekableByteChannel file, ByteSink tee) throws IOException {
        return reserveRoot(file, Cid.v1(Cid.RAW, new Multihash(Multihash.SHA2_256, new byte[32])), tee);
    }

    /** As above, for roots as long as {@code placeholder}, e.g. a CIDv0 of 34 bytes. */
    public static CarWriter reserveRoot(SeekableByteChannel file, Cid placeholder, ByteSink tee) throws IOException {
        byte[] header = CarHeader.encode(List.of(placeholder));
        if (header.length > MAX_PATCH) {
            throw new IllegalArgumentException("placeholder of " + placeholder.byteLength() + " bytes is too long");
        }
        return new CarWriter(file, header, header.length, tee);
    }

    /**
     * From now on writes to the channel on a thread of its own, so that whoever makes the blocks need not wait. A
     * failure then shows one buffer (2 MiB) late, at the latest in {@link #finish}, which must be called to end the
     * thread.
     */
    public CarWriter writeBehind() {
        drain.writeBehind();
        return this;
    }

    /** Writes one section. */
    @Override
    public void put(Cid cid, ByteBuffer block) throws IOException {
        if (patched || finished) {
            throw new IllegalStateException("the CAR is complete: no block may follow");
        }
        int cidLength = cid.byteLength();
        int at = Varint.write((long) cidLength + block.remaining(), head, 0);
        at = cid.write(head, at);
        append(ByteBuffer.wrap(head, 0, at));
        append(block.duplicate());
    }

    /**
     * Puts {@code root} in the place reserved for it; no block may follow.
     *
     * @throws IllegalStateException if none was reserved, or the place is taken already
     * @throws IllegalArgumentException if the root is not as long as the placeholder
     */
    public void patchRoot(Cid root) throws IOException {
        if (reserved == 0 || patched) {
            throw new IllegalStateException(patched ? "the root is in place already" : "no root was reserved");
        }
        byte[] header = CarHeader.encode(List.of(root));
        if (header.length != reserved) {
            throw new IllegalArgumentException("root " + root + " is not as long as the placeholder");
        }
        flush();
        SeekableByteChannel file = (SeekableByteChannel) out;
        long back = file.position();
        file.position(start);
        drain.writeFully(ByteBuffer.wrap(header));
        file.position(back);
        patched = true;
        tee.accept(0, ByteBuffer.wrap(header).asReadOnlyBuffer());
    }

    /** Bytes of the CAR so far, header included: where the next section goes. */
    public long position() {
        return position;
    }

    private void append(ByteBuffer bytes) throws IOException {
        tee.accept(position, bytes.asReadOnlyBuffer());
        position += bytes.remaining();
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                buffer = drain.exchange(buffer.flip());
            }
            int step = Math.min(bytes.remaining(), buffer.remaining());
            buffer.put(buffer.position(), bytes, bytes.position(), step);
            buffer.position(buffer.position() + step);
            bytes.position(bytes.position() + step);
        }
    }

    /** Hands everything written so far to the channel and waits until it took it. */
    public void flush() throws IOException {
        buffer = drain.exchange(buffer.flip());
        drain.await();
    }

    /** Flushes and ends the thread of {@link #writeBehind}; leaves the channel open. No block may follow. */
    public void finish() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        try {
            flush();
        } finally {
            drain.stop();
        }
    }

    /** Ends the thread of {@link #writeBehind} and drops what it has not written; leaves the channel open. */
    public void abandon() {
        finished = true;
        drain.stop();
    }

    /**
     * Finishes and closes the channel.
     *
     * @throws IllegalStateException if a root was reserved and never put in place; the channel is closed all the same
     */
    @Override
    public void close() throws IOException {
        try {
            finish();
        } finally {
            out.close();
        }
        if (reserved > 0 && !patched) {
            throw new IllegalStateException("the reserved root was never put in place: this CAR is void");
        }
    }
}
