package io.fondaco.proof.stacked;

import io.fondaco.model.Digests;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file with a note of what it was when it was finished: for which replica or graph, and its SHA-256. Whatever happened
 * to it since, to the note, or to both of different times, it is taken for damaged then, and never for whole.
 *
 * @param bytes it must have
 * @param note where the note is, in the cache of the sector
 * @param owner the id of the replica or graph it must belong to; null for any
 */
record KnownFile(Path path, long bytes, Path note, Node owner) {
    private static final int CHUNK = 1 << 20;

    /** What is wrong with it; empty when it is as it was. */
    Optional<String> trouble(Watch watch) throws IOException {
        if (!Files.isRegularFile(path)) {
            return Optional.of(path + " is missing");
        }
        long size = Files.size(path);
        if (size != bytes) {
            return Optional.of(path + " has " + size + " bytes, not " + bytes);
        }
        if (!Files.isRegularFile(note)) {
            return Optional.of(path + " was never finished: there is no " + note.getFileName());
        }
        String noted = new String(Files.readAllBytes(note), StandardCharsets.ISO_8859_1);
        if (owner != null && !noted.startsWith(owner + " ")) {
            return Optional.of(path + " does not belong to " + owner);
        }
        return noted.endsWith(" " + HexFormat.of().formatHex(digest(watch)) + "\n")
                ? Optional.empty()
                : Optional.of(path + " is not what it was when it was made");
    }

    boolean whole(Watch watch) throws IOException {
        return trouble(watch).isEmpty();
    }

    /** @param next what to do when it is not whole, as in {@code PreCommit1 makes it again} */
    void require(String next, Watch watch) throws IOException {
        Optional<String> trouble = trouble(watch);
        if (trouble.isPresent()) {
            throw new ProofException(Reason.DAMAGED, trouble.get() + ": " + next);
        }
    }

    /** Notes that the file is finished and has this digest. */
    void finished(byte[] digest) throws IOException {
        try (PartFile part = new PartFile(note)) {
            try (FileChannel channel = FileChannel.open(
                    part.path(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer line = ByteBuffer.wrap(line(digest).getBytes(StandardCharsets.US_ASCII));
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(true);
            }
            part.finish();
        }
    }

    /** Notes that the file is finished as it is. */
    void finished(Watch watch) throws IOException {
        finished(digest(watch));
    }

    /** Deletes the file and what is known of it. */
    void delete() throws IOException {
        Files.deleteIfExists(note);
        Files.deleteIfExists(path);
    }

    private String line(byte[] digest) {
        return (owner == null ? "-" : owner) + " " + HexFormat.of().formatHex(digest) + "\n";
    }

    /** SHA-256 of the file as it is. */
    byte[] digest(Watch watch) throws IOException {
        MessageDigest sha = Digests.sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        String stage = "checking " + path.getFileName();
        long nodes = bytes / Node.BYTES;
        try (FileChannel channel = FileChannel.open(path)) {
            for (long at = 0; at < bytes; ) {
                watch.at(stage, at / Node.BYTES, nodes);
                int read = channel.read(chunk.clear());
                if (read < 0) {
                    throw new IOException(path + " was cut while it was read: it ends at byte " + at);
                }
                sha.update(chunk.flip());
                at += read;
            }
        }
        watch.at(stage, nodes, nodes);
        return sha.digest();
    }
}
