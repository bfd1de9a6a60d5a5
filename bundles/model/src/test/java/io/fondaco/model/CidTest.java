package io.fondaco.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import org.junit.Test;

public class CidTest {
    private static final String V0 = "QmYRUvauwLYLEtBKHg6TQXYiCr7TecM7vSMEZn9JZDdfTT";
    private static final String V1 = "bafybeiev2g22jyvdox7m5yyqda4wtq5cqkealqe5g7lhscq7eb2pbyig6y";

    @Test
    public void namesChainObjectsAsTheChainDoes() {
        Map.of(
                        "80", "bafy2bzacebc3bt6cedhoyw34drrmjvazhu4oj25er2ebk4u445pzycvq4ta4a",
                        "40", "bafy2bzacea456askyutsf7uk4ta2q5aojrlcji4mhaqokbfalgvoq4ueeh4l2",
                        "f6", "bafy2bzaceaa7jn4ile6u64g6fjc4fypiocel7pp2fflxvynwfk5gbyev4ovvg")
                .forEach((cbor, text) -> {
                    Cid cid = Cid.v1(Cid.DAG_CBOR, Multihash.blake2b256(bytes(cbor)));
                    assertThat(cid).hasToString(text).isEqualTo(Cid.parse(text));
                    assertThat(HexFormat.of().formatHex(cid.toBytes())).startsWith("0171a0e40220");
                });
    }

    @Test
    public void namesActorCodeByIdentity() {
        Cid cid = Cid.v1(Cid.RAW, new Multihash(Multihash.IDENTITY, "fil/8/storageminer".getBytes(UTF_8)));
        assertThat(cid).hasToString("bafkqaetgnfwc6obpon2g64tbm5sw22lomvza");
    }

    @Test
    public void readsAPieceCid() {
        Cid cid = Cid.parse("baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq");
        assertThat(HexFormat.of().formatHex(cid.toBytes()))
                .isEqualTo("0181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e");
        assertThat(cid.codec()).isEqualTo(Cid.FIL_COMMITMENT_UNSEALED);
        assertThat(PieceCommitment.fromCid(cid).toCid()).isEqualTo(cid);
    }

    @Test
    public void writesSealedCommitmentsWithTheirPrefix() {
        Multihash hash = new Multihash(Multihash.POSEIDON_BLS12_381_A2_FC1, new byte[32]);
        assertThat(HexFormat.of()
                        .formatHex(Cid.v1(Cid.FIL_COMMITMENT_SEALED, hash).toBytes()))
                .startsWith("0182e20381e80220");
    }

    @Test
    public void theTwoVersionsShareTheirMultihashButAreNotEqual() {
        Cid v0 = Cid.parse(V0);
        Cid v1 = Cid.parse(V1);
        assertThat(v0.version()).isZero();
        assertThat(v0).hasToString(V0).isNotEqualTo(v1);
        assertThat(v0.multihash()).isEqualTo(v1.multihash());
        assertThat(Cid.v1(Cid.DAG_PB, v0.multihash())).isEqualTo(v1).hasSameHashCodeAs(v1);
    }

    @Test
    public void readsFromAStreamAndStopsAfterTheCid() {
        for (String text : new String[] {V0, V1}) {
            byte[] bytes = Cid.parse(text).toBytes();
            ByteBuffer source = ByteBuffer.allocate(bytes.length + 3).put(bytes).rewind();
            assertThat(Cid.read(source)).hasToString(text);
            assertThat(source.remaining()).isEqualTo(3);
        }
    }

    @Test
    public void refusesEveryTruncation() {
        for (String text : new String[] {V0, V1}) {
            byte[] bytes = Cid.parse(text).toBytes();
            for (int length = 0; length < bytes.length; length++) {
                byte[] part = java.util.Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> Cid.fromBytes(part)).isInstanceOf(InvalidValueException.class);
            }
        }
    }

    @Test
    public void refusesTrailingBytes() {
        byte[] bytes = java.util.Arrays.copyOf(Cid.parse(V1).toBytes(), 37);
        assertThatThrownBy(() -> Cid.fromBytes(bytes)).hasMessageContaining("trailing");
    }

    @Test
    public void refusesVersionZeroBehindAMultibasePrefix() {
        assertThatThrownBy(() -> Cid.parse("z" + V0)).hasMessageContaining("without a multibase prefix");
        assertThatThrownBy(() -> Cid.parse(V0).toString(Multibase.BASE32)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    public void refusesUnknownVersions() {
        assertThatThrownBy(() -> Cid.fromBytes(bytes("025500"))).hasMessageContaining("version 2");
        assertThatThrownBy(() -> Cid.fromBytes(bytes("005500"))).hasMessageContaining("version 0");
    }

    @Test
    public void refusesADigestOfTheWrongLength() {
        assertThatThrownBy(() -> new Multihash(Multihash.SHA2_256, new byte[31]))
                .hasMessageContaining("32 bytes");
    }

    @Test
    public void refusesADigestLengthThatTheInputDoesNotJustify() {
        assertThatThrownBy(() -> Cid.fromBytes(bytes("015500ffffffff07"))).hasMessageContaining("too long");
    }

    @Test
    public void writesOtherBases() {
        Cid cid = Cid.parse(V1);
        for (Multibase base : Multibase.values()) {
            assertThat(Cid.parse(cid.toString(base))).isEqualTo(cid);
        }
    }

    @Test
    public void verifiesOnlyWhatItCanCompute() {
        byte[] data = bytes("00112233");
        assertThat(Multihash.sha256(data).matches(data, 0, 4)).isTrue();
        assertThat(Multihash.sha256(data).matches(data, 0, 3)).isFalse();
        assertThat(Multihash.blake2b256(data).matches(data, 0, 4)).isTrue();
        assertThat(new Multihash(Multihash.IDENTITY, data).matches(data, 0, 4)).isTrue();
        Multihash unknown = new Multihash(0x13, new byte[64]);
        assertThatThrownBy(() -> unknown.matches(data, 0, 4)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    public void ordersByBytes() {
        assertThat(Cid.parse(V1)).isLessThan(Cid.parse(V0));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
