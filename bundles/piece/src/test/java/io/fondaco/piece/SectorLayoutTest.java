package io.fondaco.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceException.Reason;
import io.fondaco.piece.SectorLayout.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.Test;

public class SectorLayoutTest {
    private static final PieceInfo ABC = piece("baga6ea4seaqi234x3g5cnyn2hnxewvapwo2sdycdqzy44bgrxxtfmynklaw2qoy", 128);
    private static final PieceInfo CC_254 =
            piece("baga6ea4seaqkixbzz75uys2pcjbrbdilgjhmum72qm4xphrwav2iyel5oat4aka", 256);

    @Test
    public void reproducesTheDataCommitmentOfALiveSector() {
        List<PieceInfo> pieces = List.of(
                piece("baga6ea4seaqknzm22isnhsxt2s4dnw45kfywmhenngqq3nc7jvecakoca6ksyhy", 268435456),
                piece("baga6ea4seaqnq6o5wuewdpviyoafno4rdpqnokz6ghvg2iyeyfbqxgcwdlj2egi", 1073741824),
                piece("baga6ea4seaqpixk4ifbkzato3huzycj6ty6gllqwanhdpsvxikawyl5bg2h44mq", 536870912),
                piece("baga6ea4seaqaxwe5dy6nt3ko5tngtmzvpqxqikw5mdwfjqgaxfwtzenc6bgzajq", 536870912),
                piece("baga6ea4seaqpy33nbesa4d6ot2ygeuy43y4t7amc4izt52mlotqenwcmn2kyaai", 1073741824),
                piece("baga6ea4seaqphvv4x2s2v7ykgc3ugs2kkltbdeg7icxstklkrgqvv72m2v3i2aa", 268435456),
                piece("baga6ea4seaqf5u55znk6jwhdsrhe37emzhmehiyvjxpsww274f6fiy3h4yctady", 536870912),
                piece("baga6ea4seaqa3qbabsbmvk5er6rhsjzt74beplzgulthamm22jue4zgqcuszofi", 1073741824),
                piece("baga6ea4seaqiekvf623muj6jpxg6vsqaikyw3r4ob5u7363z7zcaixqvfqsc2ji", 268435456),
                piece("baga6ea4seaqhsewv65z2d4m5o4vo65vl5o6z4bcegdvgnusvlt7rao44gro36pi", 536870912));
        PieceSize sector = PieceSize.ofPadded(1L << 35);
        SectorLayout layout = SectorLayout.of(sector, pieces);
        assertThat(layout.commitment()).hasToString("baga6ea4seaqiw3gbmstmexb7sqwkc5r23o3i7zcyx5kr76pfobpykes3af62kca");
        assertThat(layout.placements())
                .filteredOn(Placement::fill)
                .last()
                .isEqualTo(new Placement(PieceInfo.zero(PieceSize.ofPadded(1L << 34)), 1L << 34, true));
    }

    @Test
    public void alignsAPieceToItsOwnSizeWithZerosBeforeIt() {
        SectorLayout layout = SectorLayout.smallest(List.of(ABC, CC_254));
        assertThat(layout.commitment()).hasToString("baga6ea4seaqdp2jot3d3wg6m242u2qpraljwufhnu5n3b6ykuqs62suwozy3enq");
        assertThat(layout.size().padded()).isEqualTo(512);
        assertThat(layout.placements()).extracting(Placement::offset).containsExactly(0L, 128L, 256L);
        assertThat(layout.placements()).extracting(Placement::fill).containsExactly(false, true, false);
    }

    @Test
    public void commitsToTheSameBytesAsTheWholeSectorReadAsOnePiece() {
        Random random = new Random(11);
        for (int round = 0; round < 20; round++) {
            byte[] sector = new byte[127 << 9];
            List<PieceInfo> pieces = new ArrayList<>();
            int at = 0;
            while (true) {
                int size = 127 << random.nextInt(7);
                int offset = (at + size - 1) / size * size;
                if (offset + size > sector.length) {
                    break;
                }
                byte[] payload = new byte[size];
                random.nextBytes(payload);
                System.arraycopy(payload, 0, sector, offset, size);
                pieces.add(CommPCalculator.of(payload));
                at = offset + size;
            }
            SectorLayout layout = SectorLayout.of(PieceSize.ofPadded(1 << 16), pieces);
            assertThat(layout.commitment()).isEqualTo(CommPCalculator.of(sector).commitment());
            long end = 0;
            for (Placement placement : layout.placements()) {
                assertThat(placement.offset()).isEqualTo(end);
                assertThat(end % placement.piece().size().padded()).isZero();
                end = placement.end();
            }
            assertThat(end).isEqualTo(1 << 16);
        }
    }

    @Test
    public void anEmptySectorCommitsToZeros() {
        PieceSize sector = PieceSize.ofPadded(2048);
        assertThat(SectorLayout.of(sector, List.of()).commitment())
                .isEqualTo(PieceInfo.zero(sector).commitment());
        assertThatThrownBy(() -> SectorLayout.smallest(List.of())).isInstanceOf(PieceException.class);
    }

    @Test
    public void refusesPiecesThatDoNotFitAndNamesTheFirst() {
        assertThatThrownBy(() -> SectorLayout.of(PieceSize.ofPadded(512), List.of(CC_254, ABC, CC_254)))
                .isInstanceOfSatisfying(
                        PieceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DOES_NOT_FIT))
                .hasMessageContaining("piece 2")
                .hasMessageContaining("start at 512");
        PieceInfo huge = PieceInfo.zero(PieceSize.ofPadded(1L << 62));
        assertThatThrownBy(() -> SectorLayout.of(PieceSize.ofPadded(512), List.of(huge)))
                .isInstanceOf(PieceException.class);
        assertThatThrownBy(() -> SectorLayout.smallest(List.of(huge, huge))).isInstanceOf(PieceException.class);
    }

    @Test
    public void fullSectorsNeedNoZeros() {
        List<PieceInfo> pieces = LongStream.range(0, 4).mapToObj(i -> ABC).toList();
        assertThat(SectorLayout.of(PieceSize.ofPadded(512), pieces).placements())
                .hasSize(4);
    }

    private static PieceInfo piece(String cid, long padded) {
        return PieceInfo.full(PieceCommitment.parse(cid), PieceSize.ofPadded(padded));
    }
}
