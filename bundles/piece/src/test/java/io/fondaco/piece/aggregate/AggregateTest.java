package io.fondaco.piece.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.PieceInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.Test;

public class AggregateTest {
    private static final PieceSize MIB = PieceSize.ofPadded(1 << 20);
    private static final List<PieceInfo> SAMPLE = List.of(
            PieceInfo.full(
                    PieceCommitment.parse("baga6ea4seaqae5ysjdbsr4b5jhotaz5ooh62jrrdbxwygfpkkfjz44kvywycmgy"),
                    PieceSize.ofPadded(524288)),
            PieceInfo.full(
                    PieceCommitment.parse("baga6ea4seaqnrm2n2g4m23t6rs26obxjw2tjtr7tcho24gepj2naqhevytduyoa"),
                    PieceSize.ofPadded(262144)));

    @Test
    public void reproducesThePublishedSampleAggregate() {
        Aggregate aggregate = Aggregate.of(MIB, SAMPLE);
        assertThat(SegmentIndex.capacity(MIB)).isEqualTo(8);
        assertThat(aggregate.indexBytes()).hasSize(512);
        assertThat(aggregate.entries()).extracting(SegmentEntry::offset).containsExactly(0L, 524288L);
        assertThat(aggregate.entries())
                .extracting(entry -> HexFormat.of().formatHex(entry.checksum()))
                .containsExactly("f09f73f5f2710ab83fd968425c73b91e", "8403b5d28d6670d2356a212c72c53a03");
        assertThat(aggregate.indexCommitment())
                .hasToString("baga6ea4seaqhcxljs2dth37blnnevcbzvf2bkveytmtpdiq6lwseenadxzzoyei");
        assertThat(aggregate.commitment())
                .hasToString("baga6ea4seaqnqkeoqevjjjfe46wo2lpfclcbmkyms4wkz5srou3vzmr3w3c72bq");
    }

    @Test
    public void theIndexIsAPieceOfItsOwnAndReadsBack() {
        Aggregate aggregate = Aggregate.of(MIB, SAMPLE);
        byte[] payload = aggregate.indexPayload();
        assertThat((long) payload.length).isEqualTo(SegmentIndex.unpaddedLength(MIB));
        assertThat(CommPCalculator.of(payload).commitment()).isEqualTo(aggregate.indexCommitment());
        SegmentIndex index = SegmentIndex.parsePayload(MIB, payload);
        assertThat(index.entries()).isEqualTo(aggregate.entries());
        assertThat(index.rejected()).isEmpty();
    }

    @Test
    public void commitsToTheVeryBytesOfTheDealAndProvesEveryPiece() {
        Random random = new Random(58);
        for (int round = 0; round < 10; round++) {
            PieceSize deal = PieceSize.ofPadded(1 << 20);
            byte[] bytes = new byte[(int) deal.unpadded()];
            List<PieceInfo> pieces = new ArrayList<>();
            int at = 0;
            for (int i = 0; i < 1 + round % 8; i++) {
                int size = 127 << random.nextInt(10);
                at = (at + size - 1) / size * size;
                byte[] payload = new byte[size];
                random.nextBytes(payload);
                System.arraycopy(payload, 0, bytes, at, size);
                pieces.add(CommPCalculator.of(payload));
                at += size;
            }
            Aggregate aggregate = Aggregate.of(deal, pieces);
            byte[] index = aggregate.indexPayload();
            System.arraycopy(index, 0, bytes, (int) SegmentIndex.unpaddedOffset(deal), index.length);
            assertThat(aggregate.piece()).isEqualTo(CommPCalculator.of(bytes));
            for (int i = 0; i < pieces.size(); i++) {
                InclusionProof proof = aggregate.proof(i);
                proof.verify(pieces.get(i).commitment(), pieces.get(i).size(), aggregate.piece());
                assertThat(InclusionProof.fromBytes(proof.toBytes())).isEqualTo(proof);
                PieceInfo other = CommPCalculator.of(new byte[] {(byte) i});
                assertThatThrownBy(() -> proof.dealOf(other.commitment(), MIB)).isInstanceOf(PieceException.class);
            }
        }
    }

    @Test
    public void holdsAFullIndexInADealOfThirtyTwoGibibytes() {
        PieceSize deal = PieceSize.ofPadded(1L << 35);
        assertThat(SegmentIndex.capacity(deal)).isEqualTo(262144);
        PieceInfo piece = CommPCalculator.of(new byte[] {1});
        Aggregate aggregate = Aggregate.of(deal, Collections.nCopies(20_000, piece));
        aggregate.proof(19_999).verify(piece.commitment(), piece.size(), aggregate.piece());
        SegmentIndex index = SegmentIndex.parse(deal, aggregate.indexBytes());
        assertThat(index.entries()).hasSize(20_000);
    }

    @Test
    public void refusesWhatDoesNotFit() {
        PieceInfo half = PieceInfo.zero(PieceSize.ofPadded(1 << 19));
        PieceInfo least = PieceInfo.zero(PieceSize.ofPadded(128));
        doesNotFit(() -> Aggregate.of(MIB, List.of()), "no pieces");
        doesNotFit(() -> Aggregate.of(MIB, List.of(half, half)), "piece 1");
        doesNotFit(() -> Aggregate.of(MIB, Collections.nCopies(9, least)), "9 pieces");
        doesNotFit(() -> Aggregate.of(PieceSize.ofPadded(256), List.of(least)), "no room for an index");
        doesNotFit(() -> Aggregate.of(PieceSize.ofPadded(128), List.of(least)), "no room for an index");
    }

    @Test
    public void findsTheSmallestDeal() {
        assertThat(Aggregate.smallestDeal(SAMPLE)).isEqualTo(MIB);
        PieceInfo half = PieceInfo.zero(PieceSize.ofPadded(1 << 19));
        assertThat(Aggregate.smallestDeal(List.of(half, half)).padded()).isEqualTo(1 << 21);
        PieceInfo least = PieceInfo.zero(PieceSize.ofPadded(128));
        PieceSize deal = Aggregate.smallestDeal(Collections.nCopies(9, least));
        assertThat(SegmentIndex.capacity(deal)).isEqualTo(16);
        Aggregate.of(deal, Collections.nCopies(9, least));
    }

    @Test
    public void takesGoodEntriesAndNamesTheBadOnes() {
        byte[] index = Aggregate.of(MIB, SAMPLE).indexBytes();
        index[64] ^= 1;
        byte[] beyond = new SegmentEntry(SAMPLE.get(0).commitment(), 1 << 20, 128).toBytes();
        System.arraycopy(beyond, 0, index, 5 * 64, 64);
        SegmentIndex parsed = SegmentIndex.parse(MIB, index);
        assertThat(parsed.entries()).hasSize(1);
        assertThat(parsed.rejected()).containsOnlyKeys(1, 5);
        assertThat(parsed.rejected().get(1)).contains("checksum");
        assertThat(parsed.rejected().get(5)).contains("inside or beyond the index");
        assertThatThrownBy(() -> SegmentIndex.parse(MIB, Arrays.copyOf(index, 448)))
                .isInstanceOf(PieceException.class)
                .hasMessageContaining("512 bytes long, not 448");
    }

    private static void doesNotFit(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PieceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DOES_NOT_FIT))
                .hasMessageContaining(message);
    }
}
