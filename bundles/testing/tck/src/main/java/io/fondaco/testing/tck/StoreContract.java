package io.fondaco.testing.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.persistence.HashChain;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StaleWriteException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What a {@link Journal} with its {@link Index} must do, durable or not. The index by itself: {@link IndexContract}. */
public abstract class StoreContract {

    /**
     * A store under test.
     *
     * @param close ends it
     */
    public record Opened(Journal journal, Index index, AutoCloseable close) {}

    /** A new, empty store. */
    protected abstract Opened open() throws Exception;

    private Opened opened;
    private Journal journal;
    private Index index;

    @Before
    public void openStore() throws Exception {
        opened = open();
        journal = opened.journal();
        index = opened.index();
    }

    @After
    public void closeStore() throws Exception {
        opened.close().close();
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static NewEntry entry(String stream, long expected, String kind) {
        byte[] body = ("{\"kind\":\"" + kind + "\"}").getBytes(StandardCharsets.UTF_8);
        return new NewEntry(stream, expected, kind, 1_700_000_000_000L + expected, body, Optional.empty());
    }

    private static NewEntry with(NewEntry entry, IndexRow row) {
        return new NewEntry(
                entry.stream(), entry.expectedLength(), entry.kind(), entry.atMillis(), entry.body(), Optional.of(row));
    }

    private static IndexRow row(String key, long sort, String state) {
        return new IndexRow("deal", key, sort, Map.of("state", state), state.getBytes(StandardCharsets.UTF_8));
    }

    private static void same(JournalEntry read, JournalEntry written) {
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    public void returnsWhatWasAppendedInOrder() {
        List<JournalEntry> written = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            written.add(get(journal.append(entry("deal/a", i, "Kind" + i))));
        }
        List<JournalEntry> read = journal.read("deal/a", 0, 100);
        assertThat(read).hasSameSizeAs(written);
        for (int i = 0; i < 10; i++) {
            same(read.get(i), written.get(i));
            assertThat(read.get(i).seq()).isEqualTo(i + 1);
        }
    }

    @Test
    public void readsAStreamInParts() {
        for (int i = 0; i < 10; i++) {
            get(journal.append(entry("s", i, "K" + i)));
        }
        assertThat(journal.read("s", 3, 4)).extracting(JournalEntry::seq).containsExactly(4L, 5L, 6L, 7L);
        assertThat(journal.read("s", 8, 4)).extracting(JournalEntry::seq).containsExactly(9L, 10L);
        assertThat(journal.read("s", 10, 4)).isEmpty();
        assertThat(journal.read("s", 1000, 4)).isEmpty();
        assertThat(journal.read("unknown", 0, 4)).isEmpty();
    }

    @Test
    public void readsAllStreamsInTheOrderTheyWereWritten() {
        for (int i = 0; i < 5; i++) {
            get(journal.append(entry("a", i, "A" + i)));
            get(journal.append(entry("b", i, "B" + i)));
        }
        List<JournalEntry> first = journal.readAll(0, 7);
        List<JournalEntry> rest = journal.readAll(first.get(6).position(), 100);
        List<JournalEntry> all = new ArrayList<>(first);
        all.addAll(rest);
        assertThat(all)
                .extracting(JournalEntry::kind)
                .containsExactly("A0", "B0", "A1", "B1", "A2", "B2", "A3", "B3", "A4", "B4");
        assertThat(all.stream().map(JournalEntry::position).toList()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    public void refusesAWriteToAStreamThatHasMovedOn() {
        get(journal.append(entry("s", 0, "First")));
        assertThatThrownBy(() -> get(journal.append(entry("s", 0, "Late"))))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StaleWriteException.class)
                .hasMessageContaining("s has 1 events, not 0");
        assertThatThrownBy(() -> get(journal.append(entry("s", 5, "Early"))))
                .hasCauseInstanceOf(StaleWriteException.class);
        assertThat(journal.read("s", 0, 10)).extracting(JournalEntry::kind).containsExactly("First");
        get(journal.append(entry("s", 1, "Second")));
    }

    @Test
    public void aStaleWriteLeavesItsRowUnwrittenAndItsNeighboursAlone() {
        List<CompletionStage<JournalEntry>> good = new ArrayList<>();
        List<CompletionStage<JournalEntry>> stale = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            good.add(journal.append(entry("good", i, "G")));
            stale.add(journal.append(with(entry("stale" + i, 7, "S"), row("never" + i, i, "x"))));
        }
        good.forEach(StoreContract::get);
        stale.forEach(s -> assertThatThrownBy(() -> get(s)).hasCauseInstanceOf(StaleWriteException.class));
        assertThat(journal.read("good", 0, 1000)).hasSize(100);
        assertThat(journal.readAll(0, 1000)).hasSize(100);
        assertThat(IntStream.range(0, 100)
                        .filter(i -> index.get("deal", "never" + i).isPresent()))
                .isEmpty();
    }

    @Test
    public void storesTheRowWithTheEvent() {
        get(journal.append(with(entry("s", 0, "Opened"), row("s", 5, "open"))));
        assertThat(index.get("deal", "s").orElseThrow().facets()).containsExactly(Map.entry("state", "open"));
        get(journal.append(with(entry("s", 1, "Closed"), row("s", 5, "closed"))));
        IndexRow now = index.get("deal", "s").orElseThrow();
        assertThat(now.facets()).containsExactly(Map.entry("state", "closed"));
        assertThat(now.body()).asString(StandardCharsets.UTF_8).isEqualTo("closed");
    }

    @Test
    public void appendsHandedInWithoutWaitingKeepTheirOrder() {
        List<CompletionStage<JournalEntry>> stages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            stages.add(journal.append(entry("s", i, "K" + i)));
        }
        assertThat(stages.stream().map(s -> get(s).seq()).toList())
                .isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
        assertThat(HashChain.fault(journal.read("s", 0, 1000))).isEmpty();
    }

    @Test
    public void chainsTheEventsOfAStreamByHash() {
        for (int i = 0; i < 20; i++) {
            get(journal.append(entry("a", i, "A")));
            get(journal.append(entry("b", i, "B")));
        }
        List<JournalEntry> read = new ArrayList<>(journal.read("a", 0, 100));
        assertThat(HashChain.fault(read)).isEmpty();
        JournalEntry e = read.get(7);
        read.set(7, new JournalEntry(e.position(), "a", 8, "Forged", e.atMillis(), e.body(), e.hash()));
        assertThat(HashChain.fault(read))
                .hasValueSatisfying(fault -> assertThat(fault).contains("event 8"));
    }

    @Test
    public void keepsBodiesOfEverySizeUpToAMebibyte() {
        Random random = new Random(7);
        int[] sizes = {0, 1, 255, 4096, 70_000, NewEntry.MAX_BODY};
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            byte[] body = new byte[sizes[i]];
            random.nextBytes(body);
            bodies.add(body);
            IndexRow row = new IndexRow("big", "k" + i, i, Map.of(), body);
            get(journal.append(new NewEntry("s", i, "Big", i, body, Optional.of(row))));
        }
        List<JournalEntry> read = journal.read("s", 0, 100);
        for (int i = 0; i < sizes.length; i++) {
            assertThat(Arrays.equals(read.get(i).body(), bodies.get(i))).isTrue();
            assertThat(Arrays.equals(index.get("big", "k" + i).orElseThrow().body(), bodies.get(i)))
                    .isTrue();
        }
        assertThat(HashChain.fault(read)).isEmpty();
    }

    @Test
    public void whatACallerDoesToABodyAfterwardsChangesNothing() {
        byte[] body = {1, 2, 3};
        CompletionStage<JournalEntry> stage = journal.append(new NewEntry("s", 0, "K", 1, body, Optional.empty()));
        body[0] = 99;
        get(stage);
        assertThat(journal.read("s", 0, 1).get(0).body()).containsExactly(1, 2, 3);
        assertThat(HashChain.fault(journal.read("s", 0, 1))).isEmpty();
    }

    @Test
    public void takesNamesInAnyScript() {
        for (String name :
                List.of("it's", "a\"b", "rialto/ponte è", "市場", "\uD83C\uDFE6", "a\nb", "%_*?", "x".repeat(200))) {
            get(journal.append(with(entry(name, 0, name), row(name, 1, name))));
            assertThat(journal.read(name, 0, 1).get(0).stream()).isEqualTo(name);
            assertThat(journal.read(name, 0, 1).get(0).kind()).isEqualTo(name);
            IndexRow row = index.get("deal", name).orElseThrow();
            assertThat(row.key()).isEqualTo(name);
            assertThat(row.facets()).isEqualTo(Map.of("state", name));
        }
    }

    @Test
    public void aReadAfterAnAcknowledgedWriteSeesIt() {
        for (int i = 0; i < 200; i++) {
            get(journal.append(with(entry("s", i, "K"), row("k", 1, "v" + i))));
            assertThat(journal.read("s", i, 1)).hasSize(1);
            assertThat(index.get("deal", "k").orElseThrow().facets()).containsEntry("state", "v" + i);
        }
    }

    @Test
    public void whatHangsOnAnAppendMayAppendInTurn() {
        CompletionStage<JournalEntry> chain = journal.append(entry("s", 0, "K"));
        for (int i = 1; i < 50; i++) {
            long expected = i;
            chain = chain.thenCompose(before -> journal.append(entry("s", expected, "K")));
        }
        assertThat(get(chain).seq()).isEqualTo(50);
    }

    @Test
    public void whatHangsOnAnAppendMayEvenWaitForAnother() {
        List<CompletionStage<Long>> stages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String second = "second" + i;
            stages.add(journal.append(entry("first" + i, 0, "K"))
                    .thenApply(e -> get(journal.append(entry(second, 0, "K"))).seq()));
        }
        assertThat(stages.stream().map(StoreContract::get)).containsOnly(1L).hasSize(8);
    }

    @Test
    public void manyThreadsWithAStreamEachDisturbNobody() throws Exception {
        int threads = 16;
        int events = 100;
        inParallel(threads, t -> {
            for (int i = 0; i < events; i++) {
                get(journal.append(with(entry("deal/" + t, i, "E" + i), row("deal/" + t, t, "state" + i))));
            }
            return null;
        });
        for (int t = 0; t < threads; t++) {
            List<JournalEntry> stream = journal.read("deal/" + t, 0, events + 1);
            assertThat(stream).hasSize(events);
            assertThat(HashChain.fault(stream)).isEmpty();
            assertThat(index.get("deal", "deal/" + t).orElseThrow().facets())
                    .containsEntry("state", "state" + (events - 1));
        }
        assertThat(journal.readAll(0, threads * events + 1)).hasSize(threads * events);
    }

    @Test
    public void ofManyThreadsOnOneStreamExactlyOneWinsEachPlace() throws Exception {
        int threads = 8;
        int places = 50;
        List<Integer> won = inParallel(threads, t -> {
            int wins = 0;
            for (int i = 0; i < places; i++) {
                try {
                    get(journal.append(entry("shared", i, "T" + t)));
                    wins++;
                } catch (CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(StaleWriteException.class);
                }
            }
            return wins;
        });
        List<JournalEntry> stream = journal.read("shared", 0, 1000);
        assertThat(won.stream().mapToInt(Integer::intValue).sum()).isEqualTo(stream.size());
        assertThat(HashChain.fault(stream)).isEmpty();
    }

    private interface Work {
        Integer as(int thread) throws Exception;
    }

    private static List<Integer> inParallel(int threads, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> futures = pool.invokeAll(IntStream.range(0, threads)
                    .<Callable<Integer>>mapToObj(t -> () -> work.as(t))
                    .toList());
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
