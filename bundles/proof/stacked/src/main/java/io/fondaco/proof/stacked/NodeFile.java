package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of nodes that is read and written, not mapped: a disk that is full or fails is an IOException. Of any number of
 * threads as long as each writes to nodes of its own.
 */
final class NodeFile implements Closeable {
    private final Path path;
    private final FileChannel channel;

    private NodeFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** An empty file, or an existing one made empty. */
    static NodeFile create(Path path) throws IOException {
        return new NodeFile(
                path,
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
    }

    /**
     * A file to read.
     *
     * @throws ProofException (DAMAGED) when it is missing or does not have so many nodes
     */
    static NodeFile open(Path path, long nodes) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new ProofException(Reason.DAMAGED, path + " is missing: make it again");
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        long bytes = channel.size();
        if (bytes != nodes * Node.BYTES) {
            channel.close();
            throw new ProofException(
                    Reason.DAMAGED, path + " has " + bytes + " bytes, not " + nodes * Node.BYTES + ": make it again");
        }
        return new NodeFile(path, channel);
    }

    /** Fills a buffer with the nodes from {@code from} on; its position stays. */
    void read(long from, ByteBuffer to) throws IOException {
        ByteBuffer left = to.duplicate();
        long at = from * Node.BYTES;
        while (left.hasRemaining()) {
            int bytes = channel.read(left, at);
            if (bytes < 0) {
                throw new EOFException(path + " was cut while it was read: it ends at byte " + at);
            }
            at += bytes;
        }
    }

    Node read(long node) throws IOException {
        byte[] bytes = new byte[Node.BYTES];
        read(node, ByteBuffer.wrap(bytes));
        return Node.of(bytes);
    }

    /** Writes a buffer over the nodes from {@code from} on; its position stays. */
    void write(long from, ByteBuffer nodes) throws IOException {
        ByteBuffer left = nodes.duplicate();
        long at = from * Node.BYTES;
        while (left.hasRemaining()) {
            at += channel.write(left, at);
        }
    }

    /** Waits until everything is on the disk. */
    void force() throws IOException {
        channel.force(true);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
