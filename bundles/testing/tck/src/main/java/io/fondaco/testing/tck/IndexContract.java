package io.fondaco.testing.tck;

import static io.fondaco.testing.tck.StoreContract.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Page;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What an {@link Index} must do. */
public abstract class IndexContract {

    private static final Comparator<IndexRow> OLDEST =
            Comparator.comparingLong(IndexRow::sort).thenComparing(IndexRow::key);

    /** A new, empty store. */
    protected abstract StoreContract.Opened open() throws Exception;

    private StoreContract.Opened opened;
    private Index index;

    @Before
    public void openStore() throws Exception {
        opened = open();
        index = opened.index();
    }

    @After
    public void closeStore() throws Exception {
        opened.close().close();
    }

    private static IndexRow row(String key, long sort, Map<String, String> facets) {
        return new IndexRow("deal", key, sort, facets, key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private List<String> keys(IndexQuery query) {
        return index.find(query).items().stream().map(IndexRow::key).toList();
    }

    private static IndexQuery all() {
        return IndexQuery.of("deal", 1000);
    }

    @Test
    public void findsTheNewestFirstUnlessAskedOtherwise() {
        get(index.put(row("b", 2, Map.of())));
        get(index.put(row("a", 1, Map.of())));
        get(index.put(row("d", 2, Map.of())));
        get(index.put(row("c", -3, Map.of())));
        assertThat(keys(all())).containsExactly("d", "b", "a", "c");
        assertThat(keys(all().oldest())).containsExactly("c", "a", "b", "d");
        assertThat(index.find(all()).next()).isEmpty();
    }

    @Test
    public void keepsCollectionsApart() {
        get(index.put(row("a", 1, Map.of("x", "y"))));
        get(index.put(new IndexRow("party", "a", 9, Map.of("x", "y"), new byte[] {4})));
        assertThat(index.get("party", "a").orElseThrow().sort()).isEqualTo(9);
        assertThat(index.get("deal", "a").orElseThrow().sort()).isEqualTo(1);
        assertThat(index.count(all().where(Map.of("x", "y")))).isEqualTo(1);
        assertThat(index.find(IndexQuery.of("nobody", 10)).items()).isEmpty();
        assertThat(index.get("nobody", "a")).isEmpty();
    }

    @Test
    public void findsByFacetsThatAllMatch() {
        get(index.put(row("a", 1, Map.of("market", "storage", "open", "true"))));
        get(index.put(row("b", 2, Map.of("market", "storage", "open", "false"))));
        get(index.put(row("c", 3, Map.of("market", "retrieval", "open", "true"))));
        get(index.put(row("d", 4, Map.of())));
        assertThat(keys(all().where(Map.of("market", "storage")))).containsExactly("b", "a");
        assertThat(keys(all().where(Map.of("market", "storage", "open", "true"))))
                .containsExactly("a");
        assertThat(keys(all().where(Map.of("market", "storage", "open", "maybe"))))
                .isEmpty();
        assertThat(index.count(all().where(Map.of("open", "true")))).isEqualTo(2);
        assertThat(index.count(all())).isEqualTo(4);
    }

    @Test
    public void forgetsTheFacetsAndThePlaceARowHadBefore() {
        get(index.put(row("a", 1, Map.of("state", "open", "old", "x"))));
        get(index.put(row("b", 2, Map.of("state", "open"))));
        get(index.put(row("a", 3, Map.of("state", "closed"))));
        assertThat(keys(all().where(Map.of("state", "open")))).containsExactly("b");
        assertThat(keys(all().where(Map.of("old", "x")))).isEmpty();
        assertThat(keys(all().where(Map.of("state", "closed")))).containsExactly("a");
        assertThat(keys(all())).containsExactly("a", "b");
        assertThat(index.count(all())).isEqualTo(2);
    }

    @Test
    public void removesARowWithAllThatPointsToIt() {
        get(index.put(row("a", 1, Map.of("state", "open"))));
        get(index.remove("deal", "a"));
        get(index.remove("deal", "a"));
        get(index.remove("nobody", "a"));
        assertThat(index.get("deal", "a")).isEmpty();
        assertThat(keys(all().where(Map.of("state", "open")))).isEmpty();
        get(index.put(row("a", 7, Map.of("state", "new"))));
        assertThat(keys(all().where(Map.of("state", "new")))).containsExactly("a");
    }

    @Test
    public void findsByTheBeginningOfTheKey() {
        for (String key :
                List.of("bafya@alice", "bafya@bob", "bafyb@alice", "bafy", "baf", "c", "bafy\u00e9", "bafy%")) {
            get(index.put(row(key, 1, Map.of("x", "y"))));
        }
        assertThat(keys(all().keysFrom("bafya"))).containsExactly("bafya@bob", "bafya@alice");
        assertThat(keys(all().keysFrom("bafy")))
                .containsExactlyInAnyOrder("bafya@alice", "bafya@bob", "bafyb@alice", "bafy", "bafy\u00e9", "bafy%");
        assertThat(keys(all().keysFrom("bafy%"))).containsExactly("bafy%");
        assertThat(keys(all().keysFrom("bafya").where(Map.of("x", "y")))).hasSize(2);
        assertThat(keys(all().keysFrom("bafya").where(Map.of("x", "z")))).isEmpty();
        assertThat(index.count(all().keysFrom("bafy"))).isEqualTo(6);
        assertThat(keys(all().keysFrom("z"))).isEmpty();
    }

    @Test
    public void pagesInBothDirectionsWithoutLossOrRepetition() {
        int rows = 57;
        for (int i = 0; i < rows; i++) {
            get(index.put(row("k" + i, i / 5, Map.of("third", Integer.toString(i % 3)))));
        }
        for (IndexQuery query : List.of(
                IndexQuery.of("deal", 10),
                IndexQuery.of("deal", 10).oldest(),
                IndexQuery.of("deal", 4).where(Map.of("third", "1")),
                IndexQuery.of("deal", 19).where(Map.of("third", "1")).oldest(),
                IndexQuery.of("deal", 3).keysFrom("k4"),
                IndexQuery.of("deal", 1))) {
            List<String> whole = keys(new IndexQuery(
                    "deal", query.where(), query.keyPrefix(), Optional.empty(), 1000, query.oldestFirst()));
            assertThat(paged(query)).isEqualTo(whole).doesNotHaveDuplicates();
            assertThat(index.count(query)).isEqualTo(whole.size());
        }
    }

    private List<String> paged(IndexQuery query) {
        List<String> keys = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<IndexRow> page = index.find(query.after(after));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(query.limit());
            page.items().forEach(r -> keys.add(r.key()));
            after = page.next();
        } while (after.isPresent());
        return keys;
    }

    @Test
    public void aPageGoesOnWhereItWasThoughItsLastRowIsGone() {
        IntStream.range(0, 6).forEach(i -> get(index.put(row("k" + i, i, Map.of()))));
        Page<IndexRow> first = index.find(IndexQuery.of("deal", 3));
        get(index.remove("deal", "k3"));
        get(index.put(row("k9", 9, Map.of())));
        assertThat(keys(all().after(first.next()))).containsExactly("k2", "k1", "k0");
    }

    @Test
    public void cursorsAreNotConfusedByKeysWithSlashes() {
        for (String key : List.of("a/b/c", "a/b", "a", "/", "-5/x")) {
            get(index.put(row(key, -5, Map.of())));
        }
        assertThat(paged(IndexQuery.of("deal", 1))).containsExactly("a/b/c", "a/b", "a", "/", "-5/x");
    }

    @Test
    public void refusesACursorThatIsNone() {
        get(index.put(row("a", 1, Map.of())));
        for (String cursor : List.of("", "x", "1", "x/y", "/")) {
            assertThatThrownBy(() -> index.find(all().after(Optional.of(cursor))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a cursor");
        }
    }

    @Test
    public void takesTheLargestRows() {
        Map<String, String> facets = new HashMap<>();
        IntStream.range(0, 24).forEach(i -> facets.put("facet" + i, "\u00e9".repeat(400)));
        IndexRow row = new IndexRow("deal", "k", Long.MAX_VALUE, facets, new byte[1 << 20]);
        get(index.put(row));
        get(index.put(row("l", Long.MIN_VALUE, Map.of())));
        assertThat(index.find(all().where(facets)).items().get(0).facets()).isEqualTo(facets);
        assertThat(paged(IndexQuery.of("deal", 1))).containsExactly("k", "l");
        assertThat(paged(IndexQuery.of("deal", 1).oldest())).containsExactly("l", "k");
    }

    @Test
    public void agreesWithASimpleModelOverManyRandomChanges() {
        Random random = new Random(11);
        TreeMap<String, IndexRow> model = new TreeMap<>();
        for (int i = 0; i < 1500; i++) {
            String key = "k" + random.nextInt(120);
            if (random.nextInt(4) == 0) {
                get(index.remove("deal", key));
                model.remove(key);
            } else {
                Map<String, String> facets = new HashMap<>();
                for (int f = random.nextInt(4); f > 0; f--) {
                    facets.put("f" + random.nextInt(3), "v" + random.nextInt(3));
                }
                IndexRow row = row(key, random.nextInt(20), facets);
                get(index.put(row));
                model.put(key, row);
            }
            if (i % 10 == 0) {
                compare(model, random);
            }
        }
    }

    private void compare(TreeMap<String, IndexRow> model, Random random) {
        Map<String, String> where = new HashMap<>();
        for (int f = random.nextInt(3); f > 0; f--) {
            where.put("f" + random.nextInt(3), "v" + random.nextInt(3));
        }
        String prefix = random.nextBoolean() ? "" : "k" + random.nextInt(12);
        boolean oldest = random.nextBoolean();
        List<String> expected = model.values().stream()
                .filter(r -> r.facets().entrySet().containsAll(where.entrySet()))
                .filter(r -> r.key().startsWith(prefix))
                .sorted(oldest ? OLDEST : OLDEST.reversed())
                .map(IndexRow::key)
                .toList();
        IndexQuery query = new IndexQuery("deal", where, prefix, Optional.empty(), 1 + random.nextInt(40), oldest);
        assertThat(paged(query)).isEqualTo(expected);
        assertThat(index.count(query)).isEqualTo(expected.size());
    }
}
