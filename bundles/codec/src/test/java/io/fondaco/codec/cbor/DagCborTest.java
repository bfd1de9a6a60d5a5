package io.fondaco.codec.cbor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.FloatNode;
import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.LinkNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.model.Cid;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.Test;

public class DagCborTest {
    private static final String[] GOOD = {
        "00",
        "1818",
        "18ff",
        "19ffff",
        "1a00010000",
        "1b0000000100000000",
        "1b001fffffffffffff",
        "37",
        "3818",
        "f5",
        "f4",
        "40",
        "4200ff",
        "80",
        "8301820280410a",
        "a361610261630362626201",
        "1bffffffffffffffff",
        "f6",
        "60",
        "6161",
        "a0",
        "fb3ff8000000000000",
        "1b7fffffffffffffff",
        "3b7fffffffffffffff",
        "8bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e190800f455015ed2d3"
                + "edd3d5f7b1d45366f8d8267cd5b587a1d44300e807676d79206465616c1903e81a0007ece845003b9aca0048002bdc545d58"
                + "750040"
    };

    private static final String[] BAD = {
        "1817",
        "9f01ff",
        "5f41ffff",
        "a2616101616102",
        "a262626201616102",
        "f7",
        "0000",
        "d82a4101",
        "1900ff",
        "1a0000ffff",
        "1b00000000ffffffff",
        "3817",
        "5817",
        "7f6161ff",
        "bfff",
        "a10000",
        "a1f600",
        "f93c00",
        "fa3fc00000",
        "fb7ff8000000000000",
        "fb7ff0000000000000",
        "fbfff0000000000000",
        "f0",
        "f8ff",
        "ff",
        "c100",
        "d82b4100",
        "d82a00",
        "d82a40",
        "d82a4100",
        "61ff",
        "62c080",
        "63eda080",
        "1c",
        "3b8000000000000000",
        "3bffffffffffffffff",
        "d9002a4100",
        ""
    };

    @Test
    public void readsTheGoldenListAndWritesItBack() {
        for (String hex : GOOD) {
            assertThat(hex(DagCbor.encode(DagCbor.decode(bytes(hex))))).isEqualTo(hex);
        }
    }

    @Test
    public void refusesWhatIsNotCanonical() {
        for (String hex : BAD) {
            assertThatThrownBy(() -> DagCbor.decode(bytes(hex))).as(hex).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    public void refusesEveryTruncationAsIncomplete() {
        byte[] whole = bytes(GOOD[GOOD.length - 1]);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> DagCbor.decode(part))
                    .isInstanceOfSatisfying(DecodeException.class, e -> assertThat(e.kind())
                            .isEqualTo(DecodeException.Kind.INCOMPLETE));
            assertThat(CborReader.itemLength(part, 0, length, CborLimits.DEFAULT, Set.of()))
                    .isEqualTo(-1);
        }
        byte[] more = Arrays.copyOf(whole, whole.length + 5);
        assertThat(CborReader.itemLength(more, 0, more.length, CborLimits.DEFAULT, Set.of()))
                .isEqualTo(whole.length);
    }

    @Test
    public void refusesADepthBomb() {
        byte[] bomb = new byte[1 << 20];
        Arrays.fill(bomb, (byte) 0x81);
        assertThatThrownBy(() -> DagCbor.decode(bomb)).hasMessageContaining("deeper than 64");
        byte[] deepest = new byte[65];
        Arrays.fill(deepest, (byte) 0x81);
        deepest[63] = (byte) 0x80;
        assertThat(DagCbor.decode(Arrays.copyOf(deepest, 64))).isInstanceOf(ListNode.class);
        deepest[63] = (byte) 0x81;
        deepest[64] = (byte) 0x80;
        assertThatThrownBy(() -> DagCbor.decode(deepest)).hasMessageContaining("deeper than 64");
    }

    @Test
    public void refusesLengthsTheInputDoesNotJustify() {
        for (String hex : new String[] {
            "5b7fffffffffffffff", "9b7fffffffffffffff", "bbffffffffffffffff", "7bffffffffffffffff", "5a7fffffff"
        }) {
            assertThatThrownBy(() -> DagCbor.decode(bytes(hex)))
                    .as(hex)
                    .isInstanceOfSatisfying(
                            DecodeException.class, e -> assertThat(e.kind()).isEqualTo(DecodeException.Kind.LIMIT));
        }
    }

    @Test
    public void refusesMoreItemsOrBytesThanAllowed() {
        CborLimits few = new CborLimits(4, 10, 3);
        assertThat(DagCbor.decode(bytes("820102"), few, Set.of())).isNotNull();
        assertThatThrownBy(() -> DagCbor.decode(bytes("83010203"), few, Set.of()))
                .hasMessageContaining("3 items");
        assertThatThrownBy(() -> DagCbor.decode(bytes("4a00000000000000000000"), few, Set.of()))
                .hasMessageContaining("longer than 10");
    }

    @Test
    public void forgivesKeyOrderOnlyWhenAskedAndDuplicatesNever() {
        Set<CborPolicy> any = EnumSet.of(CborPolicy.ANY_KEY_ORDER);
        MapNode map = (MapNode) DagCbor.decode(bytes("a262626201616102"), CborLimits.DEFAULT, any);
        assertThat(map.entries().keySet()).containsExactly("bb", "a");
        assertThat(hex(DagCbor.encode(map))).isEqualTo("a261610262626201");
        CborWriter declared = new CborWriter();
        DagCbor.write(declared, map, CborWriter.KeyOrder.DECLARED);
        assertThat(hex(declared.toBytes())).isEqualTo("a262626201616102");
        assertThatThrownBy(() -> DagCbor.decode(bytes("a3616101626262016161f6"), CborLimits.DEFAULT, any))
                .hasMessageContaining("twice");
    }

    @Test
    public void keepsTextThatIsNotUtf8WhenAsked() {
        Set<CborPolicy> lenient = EnumSet.of(CborPolicy.LENIENT_TEXT);
        Node node = DagCbor.decode(bytes("8163ff00fe"), CborLimits.DEFAULT, lenient);
        StringNode text = (StringNode) ((ListNode) node).items().get(0);
        assertThat(text.isUtf8()).isFalse();
        assertThat(hex(DagCbor.encode(node))).isEqualTo("8163ff00fe");
        assertThatThrownBy(() -> DagCbor.decode(bytes("a161ff00"), CborLimits.DEFAULT, lenient))
                .hasMessageContaining("UTF-8");
    }

    @Test
    public void holdsNumbersFromTheLeastLongToTheLargestUnsigned() {
        assertThat(DagCbor.decode(bytes("1bffffffffffffffff"))).hasToString("18446744073709551615");
        assertThat(DagCbor.decode(bytes("3b7fffffffffffffff"))).isEqualTo(IntNode.of(Long.MIN_VALUE));
        IntNode largest = (IntNode) DagCbor.decode(bytes("1bffffffffffffffff"));
        assertThat(largest.toBigInteger().bitLength()).isEqualTo(64);
        assertThatThrownBy(largest::value).isInstanceOf(ArithmeticException.class);
        assertThat(DagCbor.decode(bytes("fb3ff8000000000000"))).isEqualTo(new FloatNode(1.5));
    }

    @Test
    public void readsLinks() {
        Cid cid = Cid.parse("bafy2bzacebc3bt6cedhoyw34drrmjvazhu4oj25er2ebk4u445pzycvq4ta4a");
        byte[] link = DagCbor.encode(Node.of(cid));
        assertThat(hex(link)).startsWith("d82a5827000171a0e40220");
        assertThat(DagCbor.decode(link)).isEqualTo(new LinkNode(cid));
        assertThat(DagCbor.chainCid(bytes("80"))).isEqualTo(cid);
        assertThatThrownBy(() -> DagCbor.decode(bytes("d82a5826" + hex(link).substring(8))))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    public void sortsKeysByLengthInBytesNotInCharacters() {
        Node node = new MapNode(java.util.Map.of("zz", Node.of(1), "\u20ac", Node.of(2), "b", Node.of(3)));
        byte[] bytes = DagCbor.encode(node);
        assertThat(DagCbor.decode(bytes)).isEqualTo(node);
        assertThat(new String(bytes, UTF_8).indexOf("zz")).isLessThan(new String(bytes, UTF_8).indexOf('\u20ac'));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
