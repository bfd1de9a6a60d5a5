package io.fondaco.proof.stacked;

import io.fondaco.model.Digests;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.SealStatement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Which nodes a proof must show: in the order in which they are drawn, and some possibly more than once.
 *
 * <p>Source: storage-proofs-porep, stacked/vanilla/challenges; storage-proofs-post, fallback; FIP-0059 and FIP-0090.
 */
final class Challenges {
    private static final String SYNTHETIC = "filecoin.io|PoRep|1|Synthetic|1|";
    private static final String NON_INTERACTIVE = "filecoin.io|PoRep|1|NonInteractive|1";
    private static final int MOST_CANDIDATES = 1 << 18;

    private Challenges() {}

    /** The nodes of a replica that a seal proof must show; never node 0. */
    static long[] seal(SealStatement statement) {
        var proof = statement.order().proof();
        Node replicaId = statement.order().replicaId();
        long nodes = proof.size().nodes();
        return switch (proof.challenge()) {
            case INTERACTIVE -> interactive(replicaId, statement.seed(), proof.challenges(), nodes);
            case NON_INTERACTIVE -> nonInteractive(replicaId, statement.commR(), proof.challenges(), nodes);
            case SYNTHETIC -> {
                int candidates = (int) Math.min(nodes, MOST_CANDIDATES);
                int[] chosen = chosen(replicaId, statement.seed(), proof.challenges(), candidates);
                long[] challenges = new long[chosen.length];
                Candidates all = new Candidates(replicaId, statement.commR(), nodes);
                for (int i = 0; i < chosen.length; i++) {
                    challenges[i] = all.get(chosen[i]);
                }
                yield challenges;
            }
        };
    }

    static long[] interactive(Node replicaId, Node seed, int count, long nodes) {
        MessageDigest sha = Digests.sha256();
        long[] challenges = new long[count];
        for (int i = 0; i < count; i++) {
            sha.update(replicaId.bytes());
            sha.update(seed.bytes());
            challenges[i] = place(sha.digest(little(i, Integer.BYTES)), nodes);
        }
        return challenges;
    }

    static long[] nonInteractive(Node replicaId, Node commR, int count, long nodes) {
        MessageDigest sha = Digests.sha256();
        long[] challenges = new long[count];
        for (int i = 0; i < count; i++) {
            sha.update(NON_INTERACTIVE.getBytes(StandardCharsets.US_ASCII));
            sha.update(replicaId.bytes());
            sha.update(commR.bytes());
            challenges[i] = place(sha.digest(little(i, Integer.BYTES)), nodes);
        }
        return challenges;
    }

    /** Which candidates a seed picks. */
    static int[] chosen(Node replicaId, Node seed, int count, int candidates) {
        ChaCha random = stream("Selection", replicaId, seed);
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = Integer.remainderUnsigned(random.next(), candidates);
        }
        return chosen;
    }

    /** The nodes synthetic challenges are picked among. */
    static final class Candidates {
        private final ChaCha random;
        private final long nodes;

        Candidates(Node replicaId, Node commR, long nodes) {
            this.random = stream("Generation", replicaId, commR);
            this.nodes = nodes;
        }

        long get(int number) {
            ByteBuffer bytes = ByteBuffer.allocate(Node.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            random.block(number / 2);
            for (int i = number % 2 * 8; i > 0; i--) {
                random.next();
            }
            while (bytes.hasRemaining()) {
                bytes.putInt(random.next());
            }
            return place(bytes.array(), nodes);
        }
    }

    private static ChaCha stream(String purpose, Node replicaId, Node other) {
        byte[] message = ByteBuffer.allocate(2 * Node.BYTES)
                .put(replicaId.bytes())
                .put(other.bytes())
                .array();
        byte[] digest = Blake2b.digest((SYNTHETIC + purpose).getBytes(StandardCharsets.US_ASCII), message);
        int[] key = new int[8];
        ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(key);
        int[] nonce = new int[3];
        ByteBuffer.wrap("synth-porep\0".getBytes(StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(nonce);
        ChaCha random = new ChaCha(20);
        random.start(key, nonce);
        return random;
    }

    /** A number of 256 bits, little-endian, brought to 1 to nodes - 1. */
    private static long place(byte[] digest, long nodes) {
        long rest = 0;
        for (int i = digest.length - 1; i >= 0; i--) {
            rest = (rest << 8 | digest[i] & 0xff) % (nodes - 1);
        }
        return rest + 1;
    }

    /** The leaves of a sector that a PoSt must show. @param position of the sector in the statement */
    static long[] post(PostStatement statement, int position) {
        PostProof proof = statement.proof();
        byte[] randomness = trimmed(statement.randomness());
        byte[] sector = little(statement.sectors().get(position).number(), Long.BYTES);
        long first = proof.use() == PostProof.Use.WINDOW_V1 ? (long) position * proof.challenges() : 0;
        long[] challenges = new long[proof.challenges()];
        MessageDigest sha = Digests.sha256();
        for (int i = 0; i < challenges.length; i++) {
            sha.update(randomness);
            sha.update(sector);
            byte[] digest = sha.digest(little(first + i, Long.BYTES));
            challenges[i] = Long.remainderUnsigned(first(digest), proof.size().nodes());
        }
        return challenges;
    }

    /** The place of the sector a winning PoSt is asked of. */
    static long winner(Node prover, Node randomness, long sectors) {
        MessageDigest sha = Digests.sha256();
        sha.update(prover.bytes());
        sha.update(trimmed(randomness));
        return Long.remainderUnsigned(first(sha.digest(little(0, Long.BYTES))), sectors);
    }

    private static byte[] trimmed(Node randomness) {
        byte[] bytes = randomness.bytes();
        bytes[Node.BYTES - 1] &= Sha256.TRIM;
        return bytes;
    }

    private static long first(byte[] digest) {
        return ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static byte[] little(long number, int bytes) {
        byte[] little = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            little[i] = (byte) (number >>> 8 * i);
        }
        return little;
    }
}
