package io.fondaco.codec.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.json.DagJson;
import io.fondaco.codec.pb.DagPb;
import io.fondaco.codec.pb.PbLink;
import io.fondaco.codec.pb.PbNode;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class SelectorTest {
    private static final String ALL = "{\"R\":{\"l\":{\"none\":{}},\":>\":{\"a\":{\">\":{\"@\":{}}}}}}";
    private static final String[][] GOLDEN = {
        {ALL, "a16152a2616ca1646e6f6e65a0623a3ea16161a1613ea16140a0"},
        {
            "{\"R\":{\"l\":{\"depth\":1},\":>\":{\"a\":{\">\":{\"@\":{}}}}}}",
            "a16152a2616ca165646570746801623a3ea16161a1613ea16140a0"
        },
        {"{\".\":{}}", "a1612ea0"},
        {
            "{\"R\":{\"l\":{\"none\":{}},\":>\":{\"|\":[{\".\":{}},{\"a\":{\">\":{\"@\":{}}}}]}}}",
            "a16152a2616ca1646e6f6e65a0623a3ea1617c82a1612ea0a16161a1613ea16140a0"
        },
        {
            "{\"~\":{\"as\":\"unixfs-preload\",\">\":{\".\":{}}}}",
            "a1617ea2613ea1612ea06261736e756e697866732d7072656c6f6164"
        }
    };

    private final MemoryBlocks blocks = new MemoryBlocks();

    @Test
    public void readsAndWritesTheGoldenSelectors() {
        for (String[] golden : GOLDEN) {
            Selector selector = Selectors.fromJson(golden[0]);
            assertThat(HexFormat.of().formatHex(Selectors.toCbor(selector))).isEqualTo(golden[1]);
            assertThat(Selectors.fromCbor(HexFormat.of().parseHex(golden[1]))).isEqualTo(selector);
        }
        assertThat(Selector.all()).isEqualTo(Selectors.fromJson(ALL));
    }

    @Test
    public void readsAndWritesTheOtherKinds() {
        for (String text : new String[] {
            "{\"f\":{\"f>\":{\"a\":{\".\":{}},\"b\":{\".\":{}}}}}",
            "{\"i\":{\">\":{\".\":{}},\"i\":3}}",
            "{\"r\":{\"$\":5,\">\":{\".\":{}},\"^\":2}}"
        }) {
            assertThat(DagJson.encodeText(Selectors.fromJson(text).toNode())).isEqualTo(text);
        }
    }

    @Test
    public void refusesUnknownKeysAndWhatHasNoMeaning() {
        for (String text : new String[] {
            "{}",
            "1",
            "{\"x\":{}}",
            "{\".\":{\"subset\":{}}}",
            "{\"a\":{}}",
            "{\"a\":{\">\":{\".\":{}},\"x\":1}}",
            "{\"@\":{}}",
            "{\"&\":{}}",
            "{\"|\":[]}",
            "{\".\":{},\"a\":{}}",
            "{\"r\":{\"^\":2,\"$\":2,\">\":{\".\":{}}}}",
            "{\"R\":{\"l\":{\"none\":{}},\":>\":{\".\":{}}}}",
            "{\"R\":{\"l\":{\"none\":{}},\":>\":{\"@\":{}}}}",
            "{\"R\":{\"l\":{\"none\":{}},\":>\":{\"a\":{\">\":{\"@\":{}}}},\"!\":{}}}",
            "{\"i\":{\"i\":-1,\">\":{\".\":{}}}}",
            "{\"R\":{\"l\":{\"depth\":1,\"none\":{}},\":>\":{\"a\":{\">\":{\"@\":{}}}}}}"
        }) {
            assertThatThrownBy(() -> Selectors.fromJson(text)).as(text).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    public void walksAWholeDagDepthFirstInBlockOrder() throws IOException {
        Cid a = raw("a");
        Cid b = raw("b");
        Cid left = pb(a, b);
        Cid right = pb(b);
        Cid root = cbor(Node.list(Node.of(left), Node.of("x"), Node.of(right)));
        assertThat(visited(root, Selector.all())).containsExactly(root, left, a, b, right, b);
    }

    @Test
    public void stopsAtTheDepthLimit() throws IOException {
        Cid leaf = raw("leaf");
        Cid middle = cbor(Node.list(Node.of(leaf)));
        Cid root = cbor(Node.list(Node.of(middle)));
        assertThat(visited(root, Selectors.fromJson(GOLDEN[1][0]))).containsExactly(root);
        Selector two = Selectors.fromJson("{\"R\":{\"l\":{\"depth\":2},\":>\":{\"a\":{\">\":{\"@\":{}}}}}}");
        assertThat(visited(root, two)).containsExactly(root, middle);
        assertThat(visited(root, Selector.matchPoint())).containsExactly(root);
    }

    @Test
    public void followsFieldsInTheOrderOfTheSelector() throws IOException {
        Cid one = raw("1");
        Cid two = raw("2");
        Map<String, Node> entries = new LinkedHashMap<>();
        entries.put("a", Node.of(one));
        entries.put("b", Node.of(two));
        entries.put("c", Node.of(raw("3")));
        Cid root = cbor(new MapNode(entries));
        Map<String, Selector> fields = new LinkedHashMap<>();
        fields.put("b", new Selector.Matcher());
        fields.put("a", new Selector.Matcher());
        fields.put("zz", new Selector.Matcher());
        assertThat(visited(root, new Selector.ExploreFields(fields))).containsExactly(root, two, one);
    }

    @Test
    public void takesOneItemOrARangeOfAList() throws IOException {
        List<Cid> leaves = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            leaves.add(raw("leaf " + i));
        }
        Cid root = cbor(Node.list(leaves.stream().map(Node::of).toArray(Node[]::new)));
        Selector match = new Selector.Matcher();
        assertThat(visited(root, new Selector.ExploreIndex(3, match))).containsExactly(root, leaves.get(3));
        assertThat(visited(root, new Selector.ExploreIndex(9, match))).containsExactly(root);
        assertThat(visited(root, new Selector.ExploreRange(1, Long.MAX_VALUE, match)))
                .containsExactly(root, leaves.get(1), leaves.get(2), leaves.get(3), leaves.get(4));
    }

    @Test
    public void matchesEveryNodeWithItsPath() throws IOException {
        Cid leaf = raw("leaf");
        Cid root = cbor(new MapNode(Map.of("x", Node.list(Node.of(leaf), Node.of(7)))));
        List<String> paths = new ArrayList<>();
        Traversal.walk(root, Selectors.fromJson(GOLDEN[3][0]), blocks, TraversalLimits.DEFAULT, new TraversalVisitor() {
            @Override
            public void block(Cid cid, byte[] bytes) {
                assertThat(cid.multihash().matches(bytes, 0, bytes.length)).isTrue();
            }

            @Override
            public void matched(List<String> path, Node node) {
                paths.add(String.join("/", path));
            }
        });
        assertThat(paths).containsExactly("", "x", "x/0", "x/1");
    }

    @Test
    public void keepsToItsBudgets() throws IOException {
        Cid deep = raw("end");
        for (int i = 0; i < 10; i++) {
            deep = cbor(Node.list(Node.of(deep), Node.of(i)));
        }
        Cid root = deep;
        assertThatThrownBy(() -> walk(root, new TraversalLimits(5, 100, 100, 1000)))
                .hasMessageContaining("5 nodes");
        assertThatThrownBy(() -> walk(root, new TraversalLimits(100, 5, 100, 1000)))
                .hasMessageContaining("5 blocks");
        assertThatThrownBy(() -> walk(root, new TraversalLimits(100, 100, 5, 1000)))
                .hasMessageContaining("5 steps");
        assertThatThrownBy(() -> walk(root, new TraversalLimits(100, 100, 100, 3)))
                .hasMessageContaining("3 allowed");
    }

    @Test
    public void refusesMissingBlocksForeignCodecsAndLayouts() throws IOException {
        Cid gone = Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {9}));
        Cid root = cbor(Node.list(Node.of(gone)));
        assertThatThrownBy(() -> walk(root, TraversalLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        DecodeException.class, e -> assertThat(e.kind()).isEqualTo(DecodeException.Kind.MISSING));
        Cid foreign = Cid.v1(0x99, Multihash.sha256(new byte[] {9}));
        blocks.put(foreign, ByteBuffer.wrap(new byte[] {9}));
        assertThatThrownBy(() -> walk(foreign, TraversalLimits.DEFAULT)).hasMessageContaining("codec 0x99");
        assertThatThrownBy(() -> visited(root, Selectors.fromJson(GOLDEN[4][0])))
                .hasMessageContaining("layout");
    }

    @Test
    public void refusesABlockThatIsNotWhatItsLinkPromises() throws IOException {
        Cid promised = Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1}));
        blocks.put(promised, ByteBuffer.wrap(new byte[] {2}));
        assertThatThrownBy(() -> walk(promised, TraversalLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        DecodeException.class, e -> assertThat(e.kind()).isEqualTo(DecodeException.Kind.MISMATCH));
    }

    private void walk(Cid root, TraversalLimits limits) throws IOException {
        Traversal.walk(root, Selector.all(), blocks, limits, (cid, bytes) -> {});
    }

    private List<Cid> visited(Cid root, Selector selector) throws IOException {
        List<Cid> visited = new ArrayList<>();
        Traversal.walk(root, selector, blocks, TraversalLimits.DEFAULT, (cid, bytes) -> visited.add(cid));
        return visited;
    }

    private Cid raw(String text) {
        return put(Cid.RAW, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Cid cbor(Node node) {
        return put(Cid.DAG_CBOR, DagCbor.encode(node));
    }

    private Cid pb(Cid... children) {
        List<PbLink> links = new ArrayList<>();
        for (Cid child : children) {
            links.add(PbLink.of(child, "", 1));
        }
        return put(Cid.DAG_PB, DagPb.encode(new PbNode(links, Optional.empty())));
    }

    private Cid put(long codec, byte[] block) {
        Cid cid = Cid.v1(codec, Multihash.sha256(block));
        blocks.put(cid, ByteBuffer.wrap(block));
        return cid;
    }
}
