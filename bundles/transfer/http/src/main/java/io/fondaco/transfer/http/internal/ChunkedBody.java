package io.fondaco.transfer.http.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** Undoes the chunked encoding, strictly: sizes of 1 to 15 hexadecimal digits, CR LF everywhere, bounded trailers. */
final class ChunkedBody extends InputStream {

    private static final Pattern SIZE = Pattern.compile("([0-9a-fA-F]{1,15})(?:[ \\t]*;[\\t\\x20-\\x7e\\x80-\\xff]*)?");
    private static final int MOST_LINE = 1024;

    /** Chunks of a byte each would make a body of any size cost many times that; extensions are counted too. */
    private static final int MOST_TRAILERS = 64;

    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean over;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!over && left == 0) {
            next();
        }
        if (over) {
            return -1;
        }
        int read = in.read(into, from, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the body ends within a chunk");
        }
        left -= read;
        return read;
    }

    private void next() throws IOException {
        if (!first && !line().isEmpty()) {
            throw Head.malformed("a chunk is longer than it says");
        }
        first = false;
        var size = SIZE.matcher(line());
        if (!size.matches()) {
            throw Head.malformed("a chunk has no proper size");
        }
        left = Long.parseLong(size.group(1), 16);
        if (left > 0) {
            return;
        }
        over = true;
        for (int i = 0; i < MOST_TRAILERS; i++) {
            if (line().isEmpty()) {
                return;
            }
        }
        throw Head.malformed("it has more than " + MOST_TRAILERS + " trailers");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() <= MOST_LINE) {
            int b = in.read();
            if (b == '\r') {
                b = in.read();
                if (b == '\n') {
                    return line.toString();
                }
                if (b >= 0) {
                    throw Head.malformed("a CR stands alone");
                }
            }
            if (b < 0) {
                throw new EOFException("the body ends between chunks");
            }
            if (b == '\n') {
                throw Head.malformed("a line ends without CR");
            }
            line.append((char) b);
        }
        throw Head.malformed("a line between chunks is longer than " + MOST_LINE + " bytes");
    }
}
