package io.fondaco.codec.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarReader;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.car.DepthFirst;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.Test;

/** The walk link by link, and CARs in its order. */
public class WalkTest {

    private final Map<Cid, byte[]> blocks = new HashMap<>();

    private Cid put(byte[] block, long codec) {
        Cid cid = Cid.v1(codec, Multihash.sha256(block));
        blocks.put(cid, block);
        return cid;
    }

    private Cid node(Node node) {
        return put(DagCbor.encode(node), Cid.DAG_CBOR);
    }

    private static Node map(Object... keysAndValues) {
        Map<String, Node> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], (Node) keysAndValues[i + 1]);
        }
        return new MapNode(map);
    }

    /** a leads to a list with a leaf twice, b to a map with that list once more and an identity. */
    private Cid sample() {
        Cid leaf = put(new byte[] {1, 2, 3}, Cid.RAW);
        Cid identity = Cid.v1(Cid.RAW, new Multihash(Multihash.IDENTITY, new byte[] {9}));
        Cid list = node(Node.list(Node.of(leaf), Node.of("between"), Node.of(leaf)));
        Cid inner = node(map("i", Node.of(identity), "list", Node.of(list), "z", Node.list(Node.of(leaf))));
        return node(map("a", Node.of(list), "b", Node.of(inner)));
    }

    private List<Cid> steps(Cid root, Selector selector, TraversalLimits limits) {
        List<Cid> met = new ArrayList<>();
        Walk walk = new Walk(root, selector, limits);
        for (Optional<Cid> next = walk.wanted(); next.isPresent(); next = walk.wanted()) {
            met.add(next.get());
            walk.take(
                    next.get().multihash().code() == Multihash.IDENTITY
                            ? next.get().multihash().digest()
                            : blocks.get(next.get()));
        }
        assertThat(walk.links()).isEqualTo(met.size());
        return met;
    }

    @Test
    public void meetsTheLinksThatATraversalMeetsInItsOrder() throws IOException {
        Cid root = sample();
        Selector edge = new Selector.ExploreRecursiveEdge();
        List<Selector> selectors = List.of(
                Selector.all(),
                Selector.matchPoint(),
                new Selector.ExploreFields(Map.of("b", new Selector.ExploreAll(new Selector.Matcher()))),
                new Selector.ExploreRecursive(OptionalLong.of(2), new Selector.ExploreAll(edge)),
                new Selector.ExploreUnion(List.of(
                        new Selector.ExploreFields(Map.of("a", new Selector.ExploreIndex(2, new Selector.Matcher()))),
                        new Selector.ExploreRecursive(
                                OptionalLong.empty(),
                                new Selector.ExploreUnion(List.of(
                                        new Selector.Matcher(), new Selector.ExploreFields(Map.of("list", edge))))))));
        for (Selector selector : selectors) {
            List<Cid> loaded = new ArrayList<>();
            Traversal.walk(
                    root,
                    selector,
                    cid -> Optional.ofNullable(blocks.get(cid)),
                    TraversalLimits.DEFAULT,
                    (cid, bytes) -> loaded.add(cid));
            assertThat(steps(root, selector, TraversalLimits.DEFAULT))
                    .as("%s", selector)
                    .isEqualTo(loaded);
        }
    }

    @Test
    public void leavesOutWhatIsSkipped() {
        Cid root = sample();
        Walk walk = new Walk(root, Selector.all(), TraversalLimits.DEFAULT);
        walk.take(blocks.get(root));
        Cid list = walk.wanted().orElseThrow();
        walk.skip();
        assertThat(walk.wanted().orElseThrow()).isNotEqualTo(list);
        walk.skip();
        assertThat(walk.wanted()).isEmpty();
        assertThatThrownBy(walk::skip).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    public void keepsTheLimits() {
        Cid root = sample();
        for (TraversalLimits limits : List.of(
                new TraversalLimits(5, 100, 100, 1 << 20),
                new TraversalLimits(1000, 3, 100, 1 << 20),
                new TraversalLimits(1000, 100, 2, 1 << 20))) {
            assertThatThrownBy(() -> steps(root, Selector.all(), limits))
                    .isInstanceOf(DecodeException.class)
                    .extracting(e -> ((DecodeException) e).kind())
                    .isEqualTo(DecodeException.Kind.LIMIT);
        }
    }

    /** Each round of such a recursion leads to the next in two ways; after 200 there would be 2^200. */
    @Test(timeout = 20_000)
    public void aRecursionWithManyEdgesCostsNoMoreEachRound() {
        Selector edge = new Selector.ExploreRecursiveEdge();
        Selector selector = new Selector.ExploreRecursive(
                OptionalLong.empty(),
                new Selector.ExploreUnion(List.of(
                        new Selector.ExploreAll(edge),
                        new Selector.ExploreAll(edge),
                        new Selector.ExploreFields(Map.of("x", edge)))));
        Cid cid = put(new byte[] {7}, Cid.RAW);
        for (int i = 0; i < 200; i++) {
            cid = node(map("x", Node.of(cid)));
        }
        assertThat(steps(cid, selector, TraversalLimits.DEFAULT)).hasSize(201);
    }

    @Test
    public void aDepthFirstCarHasEachBlockOnceAndNoIdentity() throws IOException {
        Cid root = sample();
        List<Cid> written = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CarWriter car = CarWriter.open(Channels.newChannel(out), List.of(root))) {
            assertThat(DepthFirst.write(
                            cid -> Optional.ofNullable(blocks.get(cid)), root, TraversalLimits.DEFAULT, car))
                    .isEqualTo(blocks.size());
        }
        try (CarReader reader = CarReader.open(new ByteArrayInputStream(out.toByteArray()), CarLimits.DEFAULT)) {
            for (var block = reader.next(); block.isPresent(); block = reader.next()) {
                written.add(block.get().cid());
            }
        }
        List<Cid> expected = steps(root, Selector.all(), TraversalLimits.DEFAULT).stream()
                .filter(blocks::containsKey)
                .distinct()
                .toList();
        assertThat(written).isEqualTo(expected);
    }

    private ByteArrayOutputStream car(Cid root) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CarWriter car = CarWriter.open(Channels.newChannel(out), List.of(root))) {
            DepthFirst.write(cid -> Optional.ofNullable(blocks.get(cid)), root, TraversalLimits.DEFAULT, car);
        }
        return out;
    }

    @Test
    public void aDepthFirstCarIsRefusedWhereABlockIsMissing() throws IOException {
        Cid root = sample();
        blocks.remove(Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1, 2, 3})));
        assertThatThrownBy(() -> car(root))
                .isInstanceOf(DecodeException.class)
                .extracting(e -> ((DecodeException) e).kind())
                .isEqualTo(DecodeException.Kind.MISSING);
    }
}
