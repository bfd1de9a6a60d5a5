package io.fondaco.codec.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborWriter.KeyOrder;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class CborReaderTest {
    private static final String PROPOSAL =
            "8bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e190800f455015ed2"
                    + "d3edd3d5f7b1d45366f8d8267cd5b587a1d44300e807676d79206465616c1903e81a0007ece845003b9aca0048002bdc54"
                    + "5d58750040";

    @Test
    public void readsADealProposalFieldByField() {
        CborReader reader = new CborReader(bytes(PROPOSAL));
        reader.readListHeader(11);
        assertThat(reader.peek()).isEqualTo(CborKind.LINK);
        assertThat(reader.readCid()).hasToString("baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq");
        assertThat(reader.readLong()).isEqualTo(2048);
        assertThat(reader.readBoolean()).isFalse();
        assertThat(reader.readAddress()).isEqualTo(Address.parse("t1l3jnh3ot2x33dvctm34nqjt42w2ypiouam2qxrq"));
        assertThat(reader.readAddress()).isEqualTo(Address.id(1000));
        assertThat(reader.readText()).isEqualTo("my deal");
        assertThat(reader.readLong(0, 1000)).isEqualTo(1000);
        assertThat(reader.readUnsignedLong()).isEqualTo(519400);
        assertThat(reader.readTokenAmount()).isEqualTo(TokenAmount.atto(1_000_000_000));
        assertThat(reader.readTokenAmount().isZero()).isFalse();
        assertThat(reader.readTokenAmount()).isEqualTo(TokenAmount.ZERO);
        reader.finish();
    }

    @Test
    public void writesADealProposalFieldByField() {
        CborWriter writer = new CborWriter();
        writer.writeListHeader(11)
                .writeCid(Cid.parse("baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq"))
                .writeLong(2048)
                .writeBoolean(false)
                .writeAddress(Address.parse("t1l3jnh3ot2x33dvctm34nqjt42w2ypiouam2qxrq"))
                .writeAddress(Address.id(1000))
                .writeText("my deal")
                .writeLong(1000)
                .writeUnsignedLong(519400)
                .writeTokenAmount(TokenAmount.atto(1_000_000_000))
                .writeTokenAmount(TokenAmount.fromBytes(bytes("002bdc545d587500")))
                .writeTokenAmount(TokenAmount.ZERO);
        assertThat(HexFormat.of().formatHex(writer.toBytes())).isEqualTo(PROPOSAL);
    }

    @Test
    public void keepsTheBytesThatASignatureCovers() {
        byte[] signed = bytes("82" + PROPOSAL + "420102");
        CborReader reader = new CborReader(signed);
        reader.readListHeader(2);
        int from = reader.offset();
        assertThat(reader.readRaw()).isEqualTo(bytes(PROPOSAL));
        assertThat(reader.slice(from, reader.offset())).isEqualTo(bytes(PROPOSAL));
        assertThat(reader.readBytes(2)).isEqualTo(new byte[] {1, 2});
        reader.finish();
    }

    @Test
    public void checksWhatItSkips() {
        assertThatThrownBy(() -> new CborReader(bytes("a2616101616102")).skip()).hasMessageContaining("twice");
        assertThatThrownBy(() -> new CborReader(bytes("8161ff")).skip()).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> new CborReader(bytes("a10101")).skip()).hasMessageContaining("not text");
    }

    @Test
    public void readsItemsThatFollowEachOtherWithoutLength() {
        byte[] stream = bytes("820102" + "a0" + "8103");
        int at = 0;
        for (int expected : new int[] {3, 1, 2}) {
            int length = CborReader.itemLength(stream, at, stream.length, CborLimits.DEFAULT, Set.of());
            assertThat(length).isEqualTo(expected);
            at += length;
        }
        assertThat(CborReader.itemLength(stream, at, stream.length, CborLimits.DEFAULT, Set.of()))
                .isEqualTo(-1);
    }

    @Test
    public void tellsMalformedFromIncompleteInAStream() {
        assertThat(CborReader.itemLength(bytes("8201"), 0, 2, CborLimits.DEFAULT, Set.of()))
                .isEqualTo(-1);
        assertThatThrownBy(() -> CborReader.itemLength(bytes("82ff"), 0, 2, CborLimits.DEFAULT, Set.of()))
                .isInstanceOfSatisfying(
                        DecodeException.class, e -> assertThat(e.kind()).isEqualTo(DecodeException.Kind.MALFORMED));
        CborLimits small = new CborLimits(4, 4, 100);
        assertThatThrownBy(() -> CborReader.itemLength(bytes("8818181818"), 0, 5, small, Set.of()))
                .isInstanceOfSatisfying(
                        DecodeException.class, e -> assertThat(e.kind()).isEqualTo(DecodeException.Kind.LIMIT));
    }

    @Test
    public void countsOffsetsFromTheStartOfTheArray() {
        CborReader reader = new CborReader(bytes("0000f6"), 2, 3, CborLimits.DEFAULT, Set.of());
        assertThat(reader.offset()).isEqualTo(2);
        assertThat(reader.tryReadNull()).isTrue();
        reader.finish();
    }

    @Test
    public void saysWhatItFoundWhereSomethingElseWasExpected() {
        assertThatThrownBy(() -> new CborReader(bytes("6161")).readLong())
                .hasMessage("at byte 0: TEXT where a whole number is expected");
        assertThatThrownBy(() -> new CborReader(bytes("830102")).readListHeader(2))
                .isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> new CborReader(bytes("1bffffffffffffffff")).readLong())
                .hasMessageContaining("64 bits");
        assertThatThrownBy(() -> new CborReader(bytes("20")).readUnsignedLong()).hasMessageContaining("negative");
        assertThatThrownBy(() -> new CborReader(bytes("420000")).readTokenAmount())
                .hasMessageContaining("magnitude");
        assertThatThrownBy(() -> new CborReader(bytes("4105")).readAddress()).isInstanceOf(DecodeException.class);
    }

    @Test
    public void refusesToFinishBeforeTheEnd() {
        CborReader reader = new CborReader(bytes("820102"));
        reader.readListHeader();
        reader.readLong();
        assertThatThrownBy(reader::finish).hasMessageContaining("items left");
    }

    @Test
    public void writesMapsInBothOrders() {
        List<CborWriter.Field> fields = List.of(
                CborWriter.field("Price", w -> w.writeLong(1)),
                CborWriter.field("Ask", w -> w.writeNullable(null, CborWriter::writeText)),
                CborWriter.field("Expiry", w -> w.writeText("x")));
        String declared = HexFormat.of()
                .formatHex(new CborWriter().writeMap(KeyOrder.DECLARED, fields).toBytes());
        String canonical = HexFormat.of()
                .formatHex(new CborWriter().writeMap(KeyOrder.CANONICAL, fields).toBytes());
        assertThat(declared).isEqualTo("a3655072696365016341736bf6664578706972796178");
        assertThat(canonical).isEqualTo("a36341736bf66550726963650166457870697279" + "6178");
    }

    @Test
    public void refusesToHandOutAnUnfinishedList() {
        assertThatThrownBy(() -> new CborWriter().writeListHeader(2).writeNull().toBytes())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CborWriter().writeFloat(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborWriter().writeText("\ud800")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
