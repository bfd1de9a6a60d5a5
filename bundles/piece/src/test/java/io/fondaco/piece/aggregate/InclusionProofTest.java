package io.fondaco.piece.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.PieceInfo;
import io.fondaco.piece.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.Test;

public class InclusionProofTest {
    private final List<String> golden =
            Vectors.rows("inclusion-proof.txt").stream().map(row -> row[0]).toList();
    private final PieceCommitment piece = new PieceCommitment(HexFormat.of().parseHex(golden.get(0)));
    private final PieceSize size = PieceSize.ofPadded(Long.parseLong(golden.get(1)));
    private final PieceInfo deal = PieceInfo.full(
            new PieceCommitment(HexFormat.of().parseHex(golden.get(2))),
            PieceSize.ofPadded(Long.parseLong(golden.get(3))));
    private final byte[] cbor = HexFormat.of().parseHex(golden.get(4));

    @Test
    public void verifiesThePublishedProof() {
        InclusionProof proof = InclusionProof.fromBytes(cbor);
        assertThat(proof.dealOf(piece, size)).isEqualTo(deal);
        proof.verify(piece, size, deal);
        assertThat(proof.toBytes()).isEqualTo(cbor);
        assertThat(proof.entry().index()).isEqualTo(0x1ffc0003);
    }

    @Test
    public void everyFlippedBitOfThePublishedProofIsNoticed() {
        for (int bit = 0; bit < cbor.length * 8; bit++) {
            byte[] changed = cbor.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> InclusionProof.fromBytes(changed).verify(piece, size, deal))
                    .as("bit %d", bit)
                    .isInstanceOf(PieceException.class);
        }
    }

    @Test
    public void refusesCutAndTrailingBytes() {
        for (int length = 0; length < cbor.length; length++) {
            byte[] cut = Arrays.copyOf(cbor, length);
            malformed(cut, "offset");
        }
        malformed(Arrays.copyOf(cbor, cbor.length + 1), "1 bytes follow");
    }

    @Test
    public void refusesNumbersNotInShortestForm() {
        malformed(HexFormat.of().parseHex("82821800808200" + "80"), "shortest form");
        malformed(HexFormat.of().parseHex("82821900ff80820080"), "shortest form");
        malformed(HexFormat.of().parseHex("82821bffffffffffffffff80820080"), "18446744073709551615");
        malformed(HexFormat.of().parseHex("8282009b7fffffffffffffff"), "belongs");
    }

    @Test
    public void refusesAnIndexOutsideTheTree() {
        byte[] node = new byte[32];
        assertThatThrownBy(() -> new MerklePath(2, List.of(node)))
                .isInstanceOfSatisfying(
                        PieceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_RANGE));
        assertThatThrownBy(() -> new MerklePath(-1, List.of(node))).isInstanceOf(PieceException.class);
        node[31] = (byte) 0x80;
        assertThatThrownBy(() -> new MerklePath(1, List.of(node))).hasMessageContaining("node 0");
    }

    @Test
    public void refusesPathsOfDifferentDealsAndEntriesOutsideTheIndex() {
        InclusionProof proof = InclusionProof.fromBytes(cbor);
        List<byte[]> longer = new ArrayList<>(proof.piece().siblings());
        longer.add(new byte[32]);
        mismatch(new InclusionProof(new MerklePath(5, longer), proof.entry()), "2^36");
        mismatch(
                new InclusionProof(
                        proof.piece(), new MerklePath(0x1ffbffff, proof.entry().siblings())),
                "before the index");
        mismatch(
                new InclusionProof(
                        proof.piece(), new MerklePath(0x1ffc0002, proof.entry().siblings())),
                "different deals");
        assertThatThrownBy(() -> proof.dealOf(piece, PieceSize.ofPadded(1L << 62)))
                .isInstanceOfSatisfying(
                        PieceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_RANGE));
    }

    @Test
    public void aProofForAnotherDealIsRefusedWithBothNames() {
        PieceInfo other = PieceInfo.zero(deal.size());
        assertThatThrownBy(() -> InclusionProof.fromBytes(cbor).verify(piece, size, other))
                .hasMessageContaining(other.commitment().toString())
                .hasMessageContaining(deal.commitment().toString());
    }

    private void mismatch(InclusionProof proof, String message) {
        assertThatThrownBy(() -> proof.dealOf(piece, size))
                .isInstanceOfSatisfying(
                        PieceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH))
                .hasMessageContaining(message);
    }

    private static void malformed(byte[] bytes, String message) {
        assertThatThrownBy(() -> InclusionProof.fromBytes(bytes))
                .isInstanceOf(PieceException.class)
                .hasMessageContaining(message);
    }
}
