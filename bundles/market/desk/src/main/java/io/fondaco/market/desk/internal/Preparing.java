package io.fondaco.market.desk.internal;

import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.car.DepthFirst;
import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.codec.unixfs.Imported;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.market.IntakeException;
import io.fondaco.market.Payload;
import io.fondaco.model.Cid;
import io.fondaco.model.Progress;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceInfo;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a file ready for a deal: one pass over the file makes the DAG, one over its blocks lays them out depth first, as
 * a GraphSync transfer brings them to a provider, and computes the commitment over that. The root is known only when all
 * blocks are, so one pass cannot do both.
 */
final class Preparing {

    private static final Logger LOG = LoggerFactory.getLogger(Preparing.class);

    /** Files may be as large as disks are. */
    private static final TraversalLimits LIMITS =
            new TraversalLimits(Long.MAX_VALUE, Long.MAX_VALUE, TraversalLimits.DEFAULT.maxDepth(), 4 << 20);

    private final Blobs blobs;
    private final Staging staging;

    Preparing(Blobs blobs, Staging staging) {
        this.blobs = blobs;
        this.staging = staging;
    }

    Payload prepare(Path file, Progress progress) {
        if (!Files.isRegularFile(file)) {
            throw new IntakeException(
                    Files.exists(file)
                            ? file + " is not a file; pack a folder as a CAR or archive first"
                            : "no file " + file);
        }
        String name = Staging.INTAKE + UUID.randomUUID();
        String blocks = name + "-blocks";
        try {
            long size = Files.size(file);
            FileTime changed = Files.getLastModifiedTime(file);
            room(file, size);
            Payload payload = packed(file, blocks, name, size, progress);
            // A file that changes while it is read gives a DAG of no version of it.
            if (Files.size(file) != size || !Files.getLastModifiedTime(file).equals(changed)) {
                throw new IntakeException(file + " changed while it was read; store it again when it is at rest");
            }
            return payload;
        } catch (NoSuchFileException gone) {
            throw new IntakeException(file + " vanished while it was read", gone);
        } catch (IOException failed) {
            throw new IntakeException("cannot take in " + file + ": " + failed.getMessage(), failed);
        } finally {
            discard(blocks);
            discard(name);
        }
    }

    /** The blocks are there twice until they are in order. */
    private void room(Path file, long size) throws IOException {
        long needed = 2 * (size + size / 100 + (1 << 20));
        if (blobs.free() < needed) {
            throw new IntakeException(
                    file + " needs " + needed + " bytes in the data folder, " + blobs.free() + " are free; make room");
        }
    }

    private Payload packed(Path file, String blocks, String name, long size, Progress progress) throws IOException {
        Path unordered = blobs.draft(blocks).path();
        Imported imported;
        try (InputStream in = new Counting(Files.newInputStream(file), size, progress);
                FileChannel car = writing(unordered)) {
            imported = UnixFsImporter.importToCar(in, UnixFsOptions.DEFAULT, car, (offset, bytes) -> {});
        }
        if (imported.size() != size) {
            throw new IntakeException(
                    file + " had " + size + " bytes and gave " + imported.size() + "; it changed while it was read");
        }
        Draft draft = blobs.draft(name);
        PieceInfo piece = ordered(unordered, imported.root(), draft.path(), progress);
        progress.at("storing", size, size);
        staging.stage(draft, piece.cidV1());
        return new Payload(imported.root(), piece.cidV1(), piece.size(), piece.payloadBytes(), size);
    }

    private static FileChannel writing(Path path) throws IOException {
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static PieceInfo ordered(Path unordered, Cid root, Path to, Progress progress) throws IOException {
        long total = Files.size(unordered);
        try (CarFile blocks = CarFile.open(unordered);
                FileChannel car = writing(to);
                CommPCalculator commP = CommPCalculator.parallel()) {
            CarWriter writer = CarWriter.open(car, List.of(root), (offset, bytes) -> {
                        commP.update(bytes);
                        if (offset >>> 20 != offset + bytes.limit() >>> 20) {
                            progress.at("ordering", offset, total);
                        }
                    })
                    .writeBehind();
            try {
                DepthFirst.write(blocks, root, LIMITS, writer);
                writer.finish();
            } catch (IOException | RuntimeException | Error e) {
                writer.abandon();
                throw e;
            }
            return commP.finish();
        }
    }

    private void discard(String name) {
        try {
            blobs.discard(name);
        } catch (IOException left) {
            LOG.warn("draft {} could not be removed; it can be deleted by hand", name, left);
        }
    }

    /** Tells how far reading has come. */
    private static final class Counting extends FilterInputStream {
        private static final long EVERY = 1 << 20;

        private final long total;
        private final Progress progress;
        private long read;
        private long told;

        private Counting(InputStream in, long total, Progress progress) {
            super(in);
            this.total = total;
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            count(Math.max(0, n));
            return n;
        }

        private void count(int n) {
            read += n;
            if (read - told >= EVERY || n > 0 && read == total) {
                told = read;
                progress.at("preparing", read, total);
            }
        }
    }
}
