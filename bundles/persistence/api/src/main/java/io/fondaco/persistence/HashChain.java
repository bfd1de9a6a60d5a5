package io.fondaco.persistence;

import io.fondaco.model.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The chain of hashes that makes a stream's history tamper-evident. SHA-256, 32 bytes; the first event follows zeros. */
public final class HashChain {

    private static final byte[] START = new byte[32];

    private HashChain() {}

    /** The hash before the first event. */
    public static byte[] start() {
        return START.clone();
    }

    /** The hash of an event, every field length-prefixed so that no two events share their bytes. */
    public static byte[] next(byte[] before, String stream, long seq, String kind, long atMillis, byte[] body) {
        byte[] s = stream.getBytes(StandardCharsets.UTF_8);
        byte[] k = kind.getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(before.length + 4 + s.length + 8 + 4 + k.length + 8 + 4);
        head.put(before)
                .putInt(s.length)
                .put(s)
                .putLong(seq)
                .putInt(k.length)
                .put(k)
                .putLong(atMillis)
                .putInt(body.length);
        MessageDigest sha;
        sha = Digests.sha256();
        sha.update(head.array());
        return sha.digest(body);
    }

    /**
     * Checks a whole stream.
     *
     * @param entries the stream from its first event
     * @return what is wrong with it, empty when nothing is
     */
    public static Optional<String> fault(List<JournalEntry> entries) {
        byte[] before = START;
        long seq = 0;
        for (JournalEntry e : entries) {
            seq++;
            if (e.seq() != seq) {
                return Optional.of("stream " + e.stream() + ": event " + seq + " is missing, " + e.seq() + " is there");
            }
            byte[] hash = next(before, e.stream(), e.seq(), e.kind(), e.atMillis(), e.body());
            if (!Arrays.equals(hash, e.hash())) {
                return Optional.of(
                        "stream " + e.stream() + ": event " + seq + " (" + e.kind() + ") does not match its hash");
            }
            before = hash;
        }
        return Optional.empty();
    }
}
