package io.fondaco.piece;

import io.fondaco.piece.PieceException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** Pads or unpads what it reads, 512 groups at a time. Made by {@link Fr32#padding} and {@link Fr32#unpadding}. */
final class Fr32InputStream extends InputStream {
    private static final int GROUPS = 512;

    private final InputStream source;
    private final boolean padding;
    private final byte[] raw;
    private final byte[] ready;
    private int at;
    private int end;

    Fr32InputStream(InputStream source, boolean padding) {
        this.source = Objects.requireNonNull(source, "source");
        this.padding = padding;
        this.raw = new byte[GROUPS * (padding ? Fr32.GROUP : Fr32.PADDED_GROUP)];
        this.ready = new byte[GROUPS * (padding ? Fr32.PADDED_GROUP : Fr32.GROUP)];
    }

    @Override
    public int read() throws IOException {
        return fill() ? ready[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, end - at);
        System.arraycopy(ready, at, bytes, offset, n);
        at += n;
        return n;
    }

    @Override
    public int available() {
        return end - at;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private boolean fill() throws IOException {
        if (at < end) {
            return true;
        }
        int n = source.readNBytes(raw, 0, raw.length);
        at = 0;
        if (padding) {
            int groups = (n + Fr32.GROUP - 1) / Fr32.GROUP;
            Arrays.fill(raw, n, groups * Fr32.GROUP, (byte) 0);
            Fr32.pad(raw, 0, ready, 0, groups);
            end = groups * Fr32.PADDED_GROUP;
        } else {
            if (n % Fr32.PADDED_GROUP != 0) {
                throw new IOException(new PieceException(
                        Reason.MALFORMED,
                        "fr32 data ends inside a group of 128 bytes: " + n % Fr32.PADDED_GROUP
                                + " bytes are left over"));
            }
            try {
                Fr32.unpad(raw, 0, ready, 0, n / Fr32.PADDED_GROUP);
            } catch (PieceException e) {
                throw new IOException(e);
            }
            end = n / Fr32.PADDED_GROUP * Fr32.GROUP;
        }
        return end > 0;
    }
}
