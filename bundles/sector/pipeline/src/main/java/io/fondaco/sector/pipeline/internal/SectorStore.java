package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.StoreException;
import io.fondaco.piece.Fr32;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Where sectors lie on the disk: {@code <root>/<miner>/<number>/} with {@code unsealed}, {@code sealed}, {@code proof} and
 * the folder {@code cache} of files under Filecoin's names.
 */
final class SectorStore implements Workshop.Disk {
    private static final int BUFFER = 1 << 17;
    private static final String PART = ".part";

    private final Path root;
    private final Blobs blobs;

    SectorStore(Path root, Blobs blobs) {
        this.root = root;
        this.blobs = blobs;
    }

    private Path folder(SectorId sector) {
        return root.resolve(sector.miner().toString()).resolve(Long.toString(sector.number()));
    }

    SectorFiles files(SectorId sector) {
        Path folder = folder(sector);
        return new SectorFiles(
                folder.resolve("unsealed"), folder.resolve("sealed"), new SectorCache(folder.resolve("cache")));
    }

    /** The proof for the chain, once it is made. */
    Path proof(SectorId sector) {
        return folder(sector).resolve("proof");
    }

    /** Whether a replica lies here, whole or not. */
    boolean sealed(SectorId sector) {
        return Files.exists(files(sector).sealed());
    }

    /** Miners of whom sectors lie here. */
    Set<Address> miners() {
        if (!Files.isDirectory(root)) {
            return Set.of();
        }
        Set<Address> miners = new TreeSet<>();
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : (Iterable<Path>) folders::iterator) {
                try {
                    miners.add(Address.parse(folder.getFileName().toString()));
                } catch (InvalidValueException another) {
                    // A folder of something else.
                    continue;
                }
            }
        } catch (IOException | UncheckedIOException unreadable) {
            throw new StoreException("the folder of sectors " + root + " cannot be read", unreadable);
        }
        return miners;
    }

    @Override
    public long free() {
        try {
            Files.createDirectories(root);
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException silent) {
            return -1;
        }
    }

    /** Files that are being written may be as long as they will be from the beginning: they count once they are there. */
    @Override
    public long used(SectorId sector) {
        Path folder = folder(sector);
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        long[] bytes = {0};
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += file.toString().endsWith(PART) ? 0 : attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path gone, IOException failure) {
                    // Renamed or deleted meanwhile.
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            return 0;
        }
        return bytes[0];
    }

    /** Deletes all that was made of a sector's data, so that sealing begins with the data again. */
    void scrap(SectorId sector) throws IOException {
        SectorFiles files = files(sector);
        Files.deleteIfExists(files.sealed());
        Files.deleteIfExists(proof(sector));
        delete(files.cache().folder());
    }

    /**
     * Lays a sector's pieces out, each at its place and padded, zeros between them. Writes the whole file or none.
     *
     * @param stop asked often; once it says yes the work ends without a file
     * @throws FileNotFoundException when a copy is not there any more
     */
    void lay(Sector.Order order, BooleanSupplier stop) throws IOException {
        Path to = files(order.id()).unsealed();
        Files.createDirectories(to.getParent());
        Path part = to.resolveSibling("unsealed" + PART);
        try (FileChannel out = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (Sector.Placed piece : order.pieces()) {
                copy(piece, out, stop);
            }
            if (out.size() < order.size()) {
                // Zeros between pieces and at the end are not written: the file is as long as the sector all the same.
                out.write(ByteBuffer.allocate(1), order.size() - 1);
            }
            out.force(true);
        }
        if (stop.getAsBoolean()) {
            Files.deleteIfExists(part);
            return;
        }
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private void copy(Sector.Placed piece, FileChannel out, BooleanSupplier stop) throws IOException {
        Cid cid = piece.copy();
        Blob blob = blobs.find(cid)
                .orElseThrow(() -> new FileNotFoundException(
                        "the copy " + cid + " of deal " + piece.deal() + " is not" + " in the store any more"));
        byte[] buffer = new byte[BUFFER];
        long at = piece.offset();
        try (InputStream padded = Fr32.padding(Files.newInputStream(blob.path()))) {
            for (int n = padded.read(buffer); n >= 0 && !stop.getAsBoolean(); n = padded.read(buffer)) {
                for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n); bytes.hasRemaining(); ) {
                    at += out.write(bytes, at);
                }
            }
        }
    }

    /** Deletes all of a sector; also when some of it is gone already. */
    void delete(SectorId sector) throws IOException {
        delete(folder(sector));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Writes a file whole or not at all. */
    static void write(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + PART);
        try (FileChannel out = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                out.write(left);
            }
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
