package io.fondaco.replica;

import io.fondaco.replica.ChunkTree.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Trees in files, for replicas of any size: the hashes of the leaves one behind the other, then each level above them up to
 * the root. Making one and showing leaves of it takes no more memory than a few chunks do.
 */
public final class TreeFile {
    private static final int HASH = ChunkTree.HASH;

    private TreeFile() {}

    /**
     * Makes a tree of a file of leaves' hashes.
     *
     * @return its root
     * @throws ReplicaException when it holds no such hashes
     */
    public static byte[] finish(Kind kind, Path file) throws IOException {
        long bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            bytes = channel.size();
            if (bytes == 0 || bytes % HASH != 0) {
                throw new ReplicaException(bytes + " bytes are no hashes of leaves");
            }
            ChunkTree.grow(kind, bytes / HASH, new ChunkTree.Ground() {
                @Override
                public void read(long from, byte[] into, int length) throws IOException {
                    whole(channel, ByteBuffer.wrap(into, 0, length), from);
                }

                @Override
                public void write(long from, byte[] hashes, int length) throws IOException {
                    ByteBuffer rest = ByteBuffer.wrap(hashes, 0, length);
                    long at = from;
                    while (rest.hasRemaining()) {
                        at += channel.write(rest, at);
                    }
                }
            });
            channel.force(true);
        }
        return open(kind, file, bytes / HASH).root();
    }

    /**
     * The tree of a file. It is opened whenever something is read, and never held open.
     *
     * @throws IOException when it is not the file of a tree of so many leaves
     */
    public static ChunkTree open(Kind kind, Path file, long leaves) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != ChunkTree.size(kind, leaves)) {
                throw new IOException(file + " has " + channel.size() + " bytes, a tree of " + leaves + " leaves has "
                        + ChunkTree.size(kind, leaves));
            }
        }
        return new ChunkTree(kind, leaves, places -> {
            List<byte[]> hashes = new ArrayList<>(places.length);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                for (long place : places) {
                    ByteBuffer hash = ByteBuffer.allocate(HASH);
                    whole(channel, hash, place * HASH);
                    hashes.add(hash.array());
                }
            }
            return hashes;
        });
    }

    private static void whole(FileChannel channel, ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new IOException("the file of a tree ends before byte " + (from + into.limit()));
            }
            at += read;
        }
    }
}
