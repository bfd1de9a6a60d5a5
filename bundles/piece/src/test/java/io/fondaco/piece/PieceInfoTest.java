package io.fondaco.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Varint;
import io.fondaco.piece.PieceException.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.Test;

public class PieceInfoTest {
    private static final PieceCommitment ZERO_32_GIB =
            PieceCommitment.parse("baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq");

    @Test
    public void reproducesEveryPublishedPieceCidOfVersion2() {
        assertThat(Vectors.rows("piece-cid-v2.tsv")).hasSize(5).allSatisfy(row -> {
            int length = Integer.parseInt(row[1]);
            byte[] payload = row[0].matches("[0-9]+ zeros") ? new byte[length] : Vectors.steps(length);
            PieceInfo info = CommPCalculator.of(payload);
            assertThat(info.size().unpadded() - info.payloadBytes()).isEqualTo(Long.parseLong(row[2]));
            assertThat(info.height()).isEqualTo(Integer.parseInt(row[3]));
            assertThat(info.cidV1()).hasToString(row[4]);
            assertThat(info.cidV2()).hasToString(row[5]);
            assertThat(PieceInfo.fromCidV2(Cid.parse(row[5]))).isEqualTo(info);
        });
    }

    @Test
    public void readsBackEveryPieceCidOfVersion2InTheCommitmentFile() {
        assertThat(Vectors.rows("commp.tsv")).allSatisfy(row -> {
            PieceInfo info = PieceInfo.fromCidV2(Cid.parse(row[4]));
            assertThat(info.commitment()).hasToString(row[3]);
            assertThat(info.payloadBytes()).isEqualTo(Long.parseLong(row[1]));
            assertThat(info.size().padded()).isEqualTo(Long.parseLong(row[2]));
        });
    }

    @Test
    public void namesTheWholeZeroPiecesOfTheChain() {
        assertThat(PieceInfo.zero(PieceSize.ofPadded(1L << 35)).cidV2())
                .hasToString("bafkzcibcaapao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq");
        assertThat(PieceInfo.zero(PieceSize.ofPadded(1L << 36)).cidV2())
                .hasToString("bafkzcibcaap6mqafu276g53zko4k23xzh4h4uecjwicbmvhsuqi7o4bhthhm4aq");
        assertThat(PieceInfo.full(CommPCalculator.of(Vectors.steps(1016)).commitment(), PieceSize.ofPadded(1024))
                        .cidV2())
                .hasToString("bafkzcibcaac542av3szurbbscwuu3zjssvfwbpsvbjf6y3tukvlgl2nf5rha6pa");
    }

    @Test
    public void computesEveryPublishedZeroPiece() {
        assertThat(Vectors.rows("zero-pieces.tsv")).hasSize(20).allSatisfy(row -> {
            PieceInfo zero = PieceInfo.zero(PieceSize.ofPadded(Long.parseLong(row[0])));
            assertThat(HexFormat.of().formatHex(zero.commitment().root())).isEqualTo(row[1]);
            assertThat(zero.cidV1()).hasToString(row[2]);
        });
    }

    @Test
    public void growingAppendsZerosOnly() {
        PieceInfo four = CommPCalculator.of(Vectors.steps(508));
        PieceInfo grown = four.growTo(PieceSize.ofPadded(1024));
        assertThat(grown.commitment())
                .isEqualTo(CommPCalculator.of(Vectors.steps(512)).commitment());
        assertThat(grown.payloadBytes()).isEqualTo(508);
        assertThat(four.growTo(four.size())).isEqualTo(four);
        PieceInfo smallest = PieceInfo.zero(PieceSize.ofPadded(128));
        assertThat(smallest.growTo(PieceSize.ofPadded(1L << 35)).commitment()).isEqualTo(ZERO_32_GIB);
    }

    @Test
    public void refusesToShrink() {
        assertThatThrownBy(() -> PieceInfo.zero(PieceSize.ofPadded(256)).growTo(PieceSize.ofPadded(128)))
                .isInstanceOf(PieceException.class)
                .hasMessageContaining("cannot shrink to 128");
    }

    @Test
    public void refusesAVersion2CidForAPieceLargerThanItsPayloadNeeds() {
        PieceInfo grown = CommPCalculator.of(new byte[127]).growTo(PieceSize.ofPadded(1024));
        assertThatThrownBy(grown::cidV2).isInstanceOf(PieceException.class).hasMessageContaining("natural size 128");
    }

    @Test
    public void refusesHeightsAndPaddingOutsideTheFormat() {
        refuses(digest(0, 1), Reason.OUT_OF_RANGE, "height 1");
        refuses(digest(0, 58), Reason.OUT_OF_RANGE, "height 58");
        refuses(digest(0, 255), Reason.OUT_OF_RANGE, "height 255");
        refuses(digest(128, 2), Reason.OUT_OF_RANGE, "padding of 128");
        refuses(digest(127, 3), Reason.OUT_OF_RANGE, "padding of 127");
        refuses(digest(508, 4), Reason.OUT_OF_RANGE, "padding of 508");
        refuses(digest(Long.MAX_VALUE, 57), Reason.OUT_OF_RANGE, "padding of");
        assertThat(PieceInfo.fromDigest(digest(127, 2)).payloadBytes()).isZero();
        assertThat(PieceInfo.fromDigest(digest(126, 3)).payloadBytes()).isEqualTo(128);
        assertThat(PieceInfo.fromDigest(digest(0, 57)).size().padded()).isEqualTo(1L << 62);
    }

    @Test
    public void refusesDigestsThatAreCutTooLongOrNotANode() {
        byte[] good = digest(300, 5);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            refuses(cut, Reason.MALFORMED, "digest");
        }
        refuses(Arrays.copyOf(good, good.length + 1), Reason.MALFORMED, "not 34");
        byte[] overlong = new byte[35];
        overlong[0] = (byte) 0x80;
        refuses(overlong, Reason.MALFORMED, "shortest form");
        byte[] badRoot = digest(0, 4);
        badRoot[badRoot.length - 1] = 0x40;
        refuses(badRoot, Reason.MALFORMED, "root");
    }

    @Test
    public void refusesCidsOfAnotherKind() {
        assertThatThrownBy(() -> PieceInfo.fromCidV2(ZERO_32_GIB.toCid()))
                .isInstanceOf(PieceException.class)
                .hasMessageContaining("not a piece CID of version 2");
        assertThat(PieceInfo.isCidV2(ZERO_32_GIB.toCid())).isFalse();
    }

    private static void refuses(byte[] digest, Reason reason, String message) {
        assertThatThrownBy(() -> PieceInfo.fromDigest(digest))
                .isInstanceOfSatisfying(
                        PieceException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private static byte[] digest(long padding, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Varint.encode(padding));
        out.write(height);
        out.writeBytes(new byte[32]);
        return out.toByteArray();
    }
}
