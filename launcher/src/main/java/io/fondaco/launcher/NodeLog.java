package io.fondaco.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What a starting node has written so far, of logs that may be large from all the runs before. */
final class NodeLog {

    private static final int FRESH = 1 << 20;
    /** Stack traces of a start that fails are some KiB long. */
    private static final int END = 64 << 10;

    private static final int LINES = 12;

    private final NodeFolder node;
    private final long begin;

    /** From here on is what this start writes. */
    NodeLog(NodeFolder node) throws IOException {
        this.node = node;
        this.begin = Files.exists(node.logFile()) ? Files.size(node.logFile()) : 0;
    }

    /** Whether the node found one of its ports taken. */
    boolean tellsOfALostPort() throws IOException {
        if (!Files.exists(node.logFile())) {
            return false;
        }
        // A log shorter than it was has been rolled over.
        long from = Files.size(node.logFile()) < begin ? 0 : begin;
        return read(node.logFile(), from, FRESH).contains("java.net.BindException: Address already in use");
    }

    /** The last errors of a node's logs, which usually say it all; begins with a colon, or is empty. */
    static String lastErrors(NodeFolder node) {
        List<String> lines = new ArrayList<>();
        for (Path file : List.of(node.logFile(), node.consoleLog())) {
            try {
                long size = Files.size(file);
                read(file, Math.max(0, size - END), END)
                        .lines()
                        .skip(size > END ? 1 : 0) // most likely half a line
                        .filter(line -> line.contains("ERROR") || line.contains("Caused by") || line.contains("Error"))
                        .forEach(lines::add);
            } catch (IOException unreadable) {
                lines.add("(" + file + " cannot be read: " + unreadable.getMessage() + ")");
            }
        }
        return lines.isEmpty()
                ? ""
                : ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    private static String read(Path file, long from, int most) throws IOException {
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, Math.max(0, log.size() - from)));
            int got;
            do {
                got = log.read(bytes, from + bytes.position());
            } while (got >= 0 && bytes.hasRemaining());
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        }
    }
}
