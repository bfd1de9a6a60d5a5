package io.fondaco.transfer.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file beside the draft that says which ranges have reached the disk, of which version of which address. Replaced
 * as a whole, so it is never torn; written only after the bytes it speaks of were forced.
 *
 * <p>Lines: {@code fondaco-http 1}, the SHA-256 of the address, the total, the version as {@link Head#version} has it,
 * then {@code from to} per range.
 */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final String FORM = "fondaco-http 1";
    private static final long MOST_BYTES = 1 << 20;

    /** What was written. */
    record Entry(String address, long total, String version, Ranges ranges) {}

    private final Path path;

    Ledger(Path draft) {
        path = draft.resolveSibling(draft.getFileName() + ".http");
    }

    /** Empty when there is none that can be read: then everything is fetched. */
    Optional<Entry> read() {
        try {
            if (!Files.exists(path) || Files.size(path) > MOST_BYTES) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(path, StandardCharsets.ISO_8859_1);
            if (lines.size() < 4 || !lines.get(0).equals(FORM)) {
                return Optional.empty();
            }
            long total = Long.parseLong(lines.get(2));
            Ranges ranges = new Ranges();
            for (String line : lines.subList(4, lines.size())) {
                int space = line.indexOf(' ');
                long from = Long.parseLong(line.substring(0, Math.max(0, space)));
                long to = Long.parseLong(line.substring(space + 1));
                if (from < 0 || from >= to || to > total) {
                    return Optional.empty();
                }
                ranges.add(from, to);
            }
            return lines.get(3).indexOf('|') < 0
                    ? Optional.empty()
                    : Optional.of(new Entry(lines.get(1), total, lines.get(3), ranges));
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} cannot be read, the file is fetched from its beginning: {}", path, e.toString());
            return Optional.empty();
        }
    }

    void write(Entry entry) throws IOException {
        StringBuilder text =
                new StringBuilder(FORM + "\n" + entry.address + "\n" + entry.total + "\n" + entry.version + "\n");
        for (Ranges.Range range : entry.ranges.all()) {
            text.append(range.from()).append(' ').append(range.to()).append('\n');
        }
        Path next = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
