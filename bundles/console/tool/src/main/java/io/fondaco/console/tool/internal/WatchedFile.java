package io.fondaco.console.tool.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.LongConsumer;

/** A file read once from front to back, which must not change meanwhile: a result over a mix of two files is worthless. */
final class WatchedFile extends FilterInputStream {

    private static final long STEP = 4L << 20;

    private final Path file;
    private final BasicFileAttributes before;
    private final LongConsumer progress;
    private long read;
    private long told;

    private WatchedFile(Path file, BasicFileAttributes before, LongConsumer progress) throws IOException {
        super(Files.newInputStream(file));
        this.file = file;
        this.before = before;
        this.progress = progress;
    }

    /** @param progress hears of the bytes read so far, every few MiB */
    static WatchedFile open(Path file, LongConsumer progress) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new IOException("There is no file " + file, e);
        }
        if (!attributes.isRegularFile()) {
            throw new IOException(file + " is not a regular file");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("You may not read " + file);
        }
        return new WatchedFile(file, attributes, progress);
    }

    /** Call when the end was reached: fails when the file is not what it was at the start. */
    void requireUnchanged() throws IOException {
        BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
        if (read != before.size()
                || after.size() != before.size()
                || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
            throw new IOException(file + " changed while it was read: it had " + before.size() + " bytes, " + read
                    + " were read and it has " + after.size() + " now. Run it again when nobody writes to it");
        }
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            count(1);
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int got = in.read(target, offset, length);
        if (got > 0) {
            count(got);
        }
        return got;
    }

    private void count(int bytes) {
        read += bytes;
        if (read - told >= STEP) {
            told = read;
            progress.accept(read);
        }
    }

    long bytesRead() {
        return read;
    }
}
