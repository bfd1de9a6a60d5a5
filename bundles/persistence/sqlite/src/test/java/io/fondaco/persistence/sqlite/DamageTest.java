package io.fondaco.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Damage to the file is refused, found, or of no consequence; wrong data is never returned by a store that finds nothing
 * wrong with itself. 200 damaged files of each kind; 1000 with -Dfondaco.long=true.
 */
public class DamageTest {

    private static final int STREAMS = 25;
    private static final int EVENTS = 8;
    private static final int TIMES = Boolean.getBoolean("fondaco.long") ? 1000 : 200;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;
    private byte[] sound;
    private String truth;
    private final Random random = new Random(1797);

    @Before
    public void write() throws IOException {
        file = folder.getRoot().toPath().resolve("fondaco.db");
        try (SqliteStore store = new SqliteStore(file, Settings.USUAL)) {
            for (int i = 0; i < STREAMS * EVENTS; i++) {
                String stream = "deal/" + i % STREAMS;
                long seq = i / STREAMS;
                byte[] body = new byte[200 + random.nextInt(900)];
                random.nextBytes(body);
                Map<String, String> facets = Map.of("state", "state" + seq, "party", "p" + i % 3);
                IndexRow row = new IndexRow("deal", stream, i % 7, facets, body);
                store.append(new NewEntry(stream, seq, "Kind" + seq, i, body, Optional.of(row)))
                        .toCompletableFuture()
                        .join();
            }
        }
        sound = Files.readAllBytes(file);
        try (SqliteStore store = new SqliteStore(file, Settings.USUAL)) {
            truth = everything(store);
            assertThat(store.verify()).isEmpty();
        }
    }

    private static String everything(SqliteStore store) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < STREAMS; i++) {
            store.read("deal/" + i, 0, 100).forEach(e -> add(out, e));
            store.get("deal", "deal/" + i).ifPresent(r -> add(out, r));
        }
        store.readAll(0, 1000).forEach(e -> add(out, e));
        List<IndexQuery> queries = List.of(
                IndexQuery.of("deal", 1000),
                IndexQuery.of("deal", 1000).where(Map.of("party", "p1")),
                IndexQuery.of("deal", 1000).keysFrom("deal/1"));
        for (IndexQuery query : queries) {
            store.find(query).items().forEach(r -> add(out, r));
            out.append(store.count(query)).append('\n');
        }
        return out.toString();
    }

    private static void add(StringBuilder out, JournalEntry e) {
        HexFormat hex = HexFormat.of();
        out.append(List.of(e.position(), e.stream(), e.seq(), e.kind(), e.atMillis()))
                .append(hex.formatHex(e.body()))
                .append(hex.formatHex(e.hash()))
                .append('\n');
    }

    private static void add(StringBuilder out, IndexRow r) {
        out.append(List.of(r.key(), r.sort()))
                .append(new java.util.TreeMap<>(r.facets()))
                .append(HexFormat.of().formatHex(r.body()))
                .append('\n');
    }

    private enum Found {
        REFUSED,
        VERIFIED,
        HARMLESS
    }

    private Found look(byte[] damaged, String how) throws IOException {
        Files.deleteIfExists(file.resolveSibling("fondaco.db-wal"));
        Files.deleteIfExists(file.resolveSibling("fondaco.db-shm"));
        Files.write(file, damaged);
        try (SqliteStore store = new SqliteStore(file, Settings.USUAL)) {
            if (!store.verify().isEmpty()) {
                return Found.VERIFIED;
            }
            assertThat(everything(store)).as(how).isEqualTo(truth);
            return Found.HARMLESS;
        } catch (StoreException refused) {
            assertThat(refused).hasMessageContaining("fondaco.db");
            return Found.REFUSED;
        }
    }

    @Test
    public void findsFlippedBits() throws IOException {
        int[] found = new int[Found.values().length];
        for (int i = 0; i < TIMES; i++) {
            byte[] damaged = sound.clone();
            int at = random.nextInt(damaged.length);
            int bit = random.nextInt(8);
            damaged[at] ^= (byte) (1 << bit);
            found[look(damaged, "bit " + bit + " of byte " + at).ordinal()]++;
        }
        assertThat(found[Found.REFUSED.ordinal()] + found[Found.VERIFIED.ordinal()])
                .as("most of the file is data")
                .isGreaterThan(TIMES / 2);
    }

    @Test
    public void findsPagesThatWereZeroedOrSwapped() throws IOException {
        int page = 4096;
        int harmless = 0;
        int pages = sound.length / page;
        for (int i = 0; i < TIMES; i++) {
            byte[] damaged = sound.clone();
            int to = random.nextInt(pages);
            int from = random.nextInt(pages);
            if (i % 2 == 0) {
                Arrays.fill(damaged, to * page, (to + 1) * page, (byte) 0);
            } else {
                System.arraycopy(sound, from * page, damaged, to * page, page);
            }
            Found found = look(damaged, (i % 2 == 0 ? "zeroed page " : "page " + from + " copied to ") + to);
            harmless += found == Found.HARMLESS ? 1 : 0;
        }
        assertThat(harmless).as("a page copied onto itself, now and then").isLessThan(TIMES / 10);
    }

    @Test
    public void findsThatTheEndIsMissing() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            int length = 1 + random.nextInt(sound.length - 1);
            assertThat(look(Arrays.copyOf(sound, length), "cut to " + length)).isNotEqualTo(Found.HARMLESS);
        }
    }
}
