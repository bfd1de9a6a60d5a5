package io.fondaco.market.arfleet.internal;

import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import io.fondaco.replica.ReplicaLayout;
import io.fondaco.replica.TreeFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one replica, of the client that packs it or of the provider that keeps it, in a folder of their own: the
 * packed chunks one behind the other, the tree over them, and keys. Chunks are all of one length.
 */
final class ReplicaFiles {
    /** Packed bytes of a chunk with a key of 1024 bits. */
    static final int CHUNK = ReplicaLayout.WEB.packed(ReplicaLayout.WEB.chunk(), 128);

    static final String PACKED = "packed";
    static final String TREE = "tree";
    static final String PUBLIC = "public.pem";

    private static final int BATCH = 128;

    private final Path folder;

    /** @param name a placement's local name, letters and digits: part of a path */
    ReplicaFiles(Path folder, String name) {
        if (!name.matches("[0-9a-z]{1,64}")) {
            throw new IllegalArgumentException("no placement has a name like that");
        }
        this.folder = folder.resolve(name);
    }

    /** The names of all there are in a folder. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    void create() throws IOException {
        Files.createDirectories(folder);
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    boolean has(String name) {
        return Files.exists(path(name));
    }

    /** Whole or not at all, readable by its owner only. */
    void write(String name, byte[] bytes) throws IOException {
        create();
        Path draft = path(name + ".new");
        Files.deleteIfExists(draft);
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        keep(draft, path(name));
    }

    byte[] read(String name) throws IOException {
        return Files.readAllBytes(path(name));
    }

    /** A file that appears under its name once it is {@link #keep kept}. */
    OutputStream draft(String name) throws IOException {
        create();
        return new BufferedOutputStream(Files.newOutputStream(path(name + ".new")), 1 << 20);
    }

    void kept(String name) throws IOException {
        try (FileChannel file = FileChannel.open(path(name + ".new"), StandardOpenOption.WRITE)) {
            file.force(true);
        }
        keep(path(name + ".new"), path(name));
    }

    private static void keep(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException other) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
        // So that the name survives a power cut too: the journal says soon that it is there.
        try (FileChannel names = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Packed chunks that are there. What was cut short in the middle of one does not count. */
    long chunks() throws IOException {
        try {
            return Files.size(path(PACKED)) / CHUNK;
        } catch (NoSuchFileException none) {
            return 0;
        }
    }

    /** Writes chunks at their place; they are on disk when this returns. */
    void put(long first, byte[] chunks) throws IOException {
        create();
        try (FileChannel file = FileChannel.open(path(PACKED), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(chunks);
            long at = first * CHUNK;
            while (rest.hasRemaining()) {
                at += file.write(rest, at);
            }
            file.force(false);
        }
    }

    /** So many chunks from one on. @throws IOException when they are not there */
    byte[] get(long first, int count) throws IOException {
        ByteBuffer chunks = ByteBuffer.allocate(Math.multiplyExact(count, CHUNK));
        try (FileChannel file = FileChannel.open(path(PACKED), StandardOpenOption.READ)) {
            long at = first * CHUNK;
            while (chunks.hasRemaining()) {
                int read = file.read(chunks, at);
                if (read < 0) {
                    throw new IOException(path(PACKED) + " ends before chunk " + (first + count - 1));
                }
                at += read;
            }
        }
        return chunks.array();
    }

    /** Hashes of leaves, one behind the other. */
    @FunctionalInterface
    interface Leaves {
        void to(OutputStream hashes) throws IOException;
    }

    /** Makes the tree over leaves; it is there once it is {@link #kept}. @return its root */
    byte[] draftTree(Leaves leaves) throws IOException {
        try (OutputStream out = draft(TREE)) {
            leaves.to(out);
        }
        return TreeFile.finish(Kind.SEPARATED, path(TREE + ".new"));
    }

    /** Hashes so many chunks that are there. */
    void leaves(long count, OutputStream hashes) throws IOException {
        for (long first = 0; first < count; first += BATCH) {
            int now = (int) Math.min(BATCH, count - first);
            byte[] chunks = get(first, now);
            for (int i = 0; i < now; i++) {
                hashes.write(leaf(first + i, chunks, i));
            }
        }
    }

    /** The hash of a leaf that is one of some chunks. */
    static byte[] leaf(long index, byte[] chunks, int place) {
        return ChunkTree.leaf(Kind.SEPARATED, index, Arrays.copyOfRange(chunks, place * CHUNK, (place + 1) * CHUNK));
    }

    /** The tree over so many leaves. @throws IOException when it is not there */
    ChunkTree tree(long leaves) throws IOException {
        return TreeFile.open(Kind.SEPARATED, path(TREE), leaves);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    /** Removes the folder and all in it. */
    void delete() {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(all::add);
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException gone) {
            // Nothing to remove.
        } catch (IOException e) {
            throw new UncheckedIOException("what is left of a replica cannot be removed: " + folder, e);
        }
    }
}
