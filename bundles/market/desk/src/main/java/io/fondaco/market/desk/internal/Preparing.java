package io.fondaco.market.desk.internal;

import io.fondaco.codec.unixfs.Imported;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.market.IntakeException;
import io.fondaco.market.Payload;
import io.fondaco.model.Progress;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceInfo;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a file ready for a deal in one pass: DAG, CAR and commitment together, nothing read twice. */
final class Preparing {

    private static final Logger LOG = LoggerFactory.getLogger(Preparing.class);

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
        try {
            long size = Files.size(file);
            FileTime changed = Files.getLastModifiedTime(file);
            room(file, size);
            Payload payload = packed(file, name, size, progress);
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
            discard(name);
        }
    }

    private void room(Path file, long size) throws IOException {
        long needed = size + size / 100 + (1 << 20);
        if (blobs.free() < needed) {
            throw new IntakeException(
                    file + " needs " + needed + " bytes in the data folder, " + blobs.free() + " are free; make room");
        }
    }

    private Payload packed(Path file, String name, long size, Progress progress) throws IOException {
        Draft draft = blobs.draft(name);
        Imported imported;
        PieceInfo piece;
        try (InputStream in = new Counting(Files.newInputStream(file), size, progress);
                FileChannel car = FileChannel.open(
                        draft.path(),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                CommPCalculator commP = CommPCalculator.parallel()) {
            imported = UnixFsImporter.importToCar(
                    in, UnixFsOptions.DEFAULT, car, (offset, bytes) -> take(commP, offset, bytes));
            piece = commP.finish();
        }
        if (imported.size() != size) {
            throw new IntakeException(
                    file + " had " + size + " bytes and gave " + imported.size() + "; it changed while it was read");
        }
        progress.at("storing", size, size);
        staging.stage(draft, piece.cidV1());
        return new Payload(imported.root(), piece.cidV1(), piece.size(), piece.payloadBytes(), size);
    }

    /** The importer's last call gives the header again, at offset 0, with the root it knows by then. */
    private static void take(CommPCalculator commP, long offset, ByteBuffer bytes) {
        if (offset == commP.bytesSoFar()) {
            commP.update(bytes);
            return;
        }
        byte[] header = new byte[bytes.remaining()];
        bytes.get(header);
        commP.patchPrefix(header);
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
