package io.fondaco.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.FloatNode;
import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.model.Cid;
import java.util.Map;
import org.junit.Test;

public class DagJsonTest {
    private static final String LINK = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

    @Test
    public void writesCanonicalTextBack() {
        for (String text : new String[] {
            "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
            "1.5", "-0.0", "100.0", "\"\"", "\"a\\\"\\\\\\n\\u0001\u20ac\"", "[]", "{}", "[1,[2,{}]]",
            "{\"a\":1,\"bb\":2,\"c\":3}", "{\"/\":\"" + LINK + "\"}", "{\"/\":{\"bytes\":\"AP8\"}}"
        }) {
            assertThat(DagJson.encodeText(DagJson.decode(text))).isEqualTo(text);
        }
    }

    @Test
    public void sortsKeysByTheirBytes() {
        Node node = new MapNode(Map.of("bb", Node.of(1), "c", Node.of(2), "a", Node.of(3)));
        assertThat(DagJson.encodeText(node)).isEqualTo("{\"a\":3,\"bb\":1,\"c\":2}");
        assertThat(DagJson.decode(" {\"c\":2, \"a\":3,\n\"bb\":1} ")).isEqualTo(node);
    }

    @Test
    public void readsLinksBytesAndFloats() {
        assertThat(DagJson.decode("{\"/\":\"" + LINK + "\"}")).isEqualTo(Node.of(Cid.parse(LINK)));
        assertThat(DagJson.decode("{\"/\":{\"bytes\":\"AP8\"}}")).isEqualTo(Node.of(new byte[] {0, -1}));
        assertThat(DagJson.decode("1e2")).isEqualTo(new FloatNode(100));
        assertThat(DagJson.encodeText(new FloatNode(1e300))).isEqualTo("1.0e300");
        assertThat(DagJson.decode("1.0e300")).isEqualTo(new FloatNode(1e300));
        assertThat(DagJson.decode("18446744073709551615")).isEqualTo(IntNode.ofUnsigned(-1));
    }

    @Test
    public void refusesWhatIsNotDagJson() {
        for (String text : new String[] {
            "",
            " ",
            "{\"a\":1,\"a\":2}",
            "1 2",
            "[1,]",
            "{a:1}",
            "'a'",
            "NaN",
            "01",
            "18446744073709551616",
            "-9223372036854775809",
            "1e999",
            "-0",
            "\"\\ud800\"",
            "{\"\\udc00\":1}",
            "{\"/\":1}",
            "{\"/\":\"x\"}",
            "{\"/\":\"" + LINK + "\",\"a\":1}",
            "{\"/\":{\"bytes\":\"AP8=\"}}",
            "{\"/\":{\"bytes\":\"AP9\"}}",
            "{\"/\":{\"bytes\":\"\",\"x\":1}}",
            "[1",
            "{\"a\":",
            "// c\n1",
            "tru",
            "\"a\nb\"",
            "{\"/\":\"B" + LINK.substring(1).toUpperCase(java.util.Locale.ROOT) + "\"}",
            "9".repeat(500)
        }) {
            assertThatThrownBy(() -> DagJson.decode(text)).as(text).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    public void refusesBytesThatAreNotUtf8() {
        for (byte[] bytes : new byte[][] {
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}
        }) {
            assertThatThrownBy(() -> DagJson.decode(bytes, JsonLimits.DEFAULT)).hasMessageContaining("UTF-8");
        }
    }

    @Test
    public void refusesDepthAndLengthBeyondTheLimits() {
        assertThatThrownBy(() -> DagJson.decode("[".repeat(100_000))).isInstanceOf(DecodeException.class);
        assertThat(DagJson.decode("[".repeat(128) + "]".repeat(128))).isNotNull();
        assertThatThrownBy(() -> DagJson.decode("[".repeat(129) + "]".repeat(129)))
                .isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> DagJson.decode("[1,2]".getBytes(UTF_8), new JsonLimits(4, 4)))
                .hasMessageContaining("longer than 4");
    }

    @Test
    public void refusesToWriteWhatItCouldNotReadBack() {
        Node reserved = new MapNode(Map.of("/", Node.of(1)));
        assertThatThrownBy(() -> DagJson.encode(reserved)).isInstanceOf(IllegalArgumentException.class);
        Node binary = StringNode.ofBytes(new byte[] {-1});
        assertThatThrownBy(() -> DagJson.encode(binary)).isInstanceOf(IllegalArgumentException.class);
    }
}
