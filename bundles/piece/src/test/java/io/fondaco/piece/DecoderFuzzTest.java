package io.fondaco.piece;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.Cid;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.aggregate.Aggregate;
import io.fondaco.piece.aggregate.InclusionProof;
import io.fondaco.piece.aggregate.SegmentEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.Test;

/** A decoder either refuses with its typed exception or gives a value that encodes to the same bytes. */
public class DecoderFuzzTest {
    private static final int ROUNDS = Integer.getInteger("fondaco.fuzz.rounds", 1_000_000);
    private static final PieceInfo PIECE = CommPCalculator.of(new byte[300]);

    @Test
    public void pieceCidDigests() {
        byte[] seed = PIECE.cidV2().multihash().digest();
        int taken = fuzz(
                1,
                seed,
                bytes -> PieceInfo.fromDigest(bytes).cidV2().multihash().digest());
        assertThat(taken).isPositive();
        assertThat(PieceInfo.fromCidV2(Cid.parse(PIECE.cidV2().toString()))).isEqualTo(PIECE);
    }

    @Test
    public void segmentEntries() {
        byte[] seed = new SegmentEntry(PIECE.commitment(), 512, 512).toBytes();
        int taken = fuzz(2, seed, bytes -> SegmentEntry.fromBytes(bytes).toBytes());
        assertThat(taken).as("only the seed itself has a right checksum").isEqualTo(unchanged(2, seed));
    }

    @Test
    public void inclusionProofs() {
        PieceSize deal = PieceSize.ofPadded(4096);
        byte[] seed = Aggregate.of(deal, List.of(PIECE)).proof(0).toBytes();
        PieceCommitment commitment = PIECE.commitment();
        int taken = fuzz(3, seed, bytes -> {
            InclusionProof proof = InclusionProof.fromBytes(bytes);
            if (!Arrays.equals(bytes, seed)) {
                // Hashing is what costs here, so only part of the survivors is followed to the root.
                if (bytes[bytes.length - 1] % 16 == 0) {
                    requireRefused(proof, commitment, bytes);
                }
            }
            return proof.toBytes();
        });
        assertThat(taken).isPositive();
    }

    private static void requireRefused(InclusionProof proof, PieceCommitment commitment, byte[] bytes) {
        try {
            proof.dealOf(commitment, PIECE.size());
        } catch (PieceException refused) {
            return;
        }
        throw new AssertionError("a forged proof leads both paths to one deal: " + Arrays.toString(bytes));
    }

    private static int unchanged(long seed, byte[] bytes) {
        int[] same = new int[1];
        fuzz(seed, bytes, changed -> {
            if (Arrays.equals(changed, bytes)) {
                same[0]++;
            }
            return changed;
        });
        return same[0];
    }

    private static int fuzz(long seed, byte[] original, Function<byte[], byte[]> decodeAndEncode) {
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutate(random, original);
            byte[] again;
            try {
                again = decodeAndEncode.apply(bytes);
            } catch (PieceException refused) {
                continue;
            }
            taken++;
            if (!Arrays.equals(again, bytes)) {
                throw new AssertionError("round " + i + ": accepted " + Arrays.toString(bytes));
            }
        }
        return taken;
    }

    private static byte[] mutate(Random random, byte[] original) {
        int length = random.nextInt(8) == 0 ? random.nextInt(original.length + 9) : original.length;
        byte[] bytes = Arrays.copyOf(original, length);
        for (int n = random.nextInt(4); n > 0 && length > 0; n--) {
            int at = random.nextInt(4) == 0 ? random.nextInt(Math.min(length, 8)) : random.nextInt(length);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1 << random.nextInt(8));
        }
        return bytes;
    }
}
