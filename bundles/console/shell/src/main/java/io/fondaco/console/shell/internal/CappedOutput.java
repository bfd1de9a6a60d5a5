package io.fondaco.console.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Keeps the first bytes that are written and counts nothing more: a command that prints for ever fills no memory. */
final class CappedOutput extends OutputStream {

    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private boolean truncated;

    CappedOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void write(int value) {
        if (kept.size() < limit) {
            kept.write(value);
        } else {
            truncated = true;
        }
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
        int room = Math.min(length, limit - kept.size());
        kept.write(source, offset, room);
        truncated |= room < length;
    }

    synchronized boolean truncated() {
        return truncated;
    }

    /** The text so far, without terminal control sequences. */
    synchronized String text() {
        return COLOURS.matcher(kept.toString(StandardCharsets.UTF_8)).replaceAll("");
    }
}
