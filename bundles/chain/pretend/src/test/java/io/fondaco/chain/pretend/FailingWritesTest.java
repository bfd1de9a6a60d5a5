package io.fondaco.chain.pretend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.SeededKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the ledger shows, and answers, while its disk fails, hangs or is taken away. */
public class FailingWritesTest {

    private static final Duration EPOCH = Duration.ofSeconds(30);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HandCrankedTime time = new HandCrankedTime();
    private final Disk disk = new Disk();
    private final Address alice = new SeededKeys().wallet("alice");
    private PretendChain chain;

    /** A journal on a disk that does what the test says. */
    private static final class Disk implements Journal {
        private final MemoryStore store = new MemoryStore();
        private volatile boolean refusesWrites;
        private volatile boolean losesAnswers;
        private volatile boolean refusesReads;
        private volatile CountDownLatch reached = new CountDownLatch(0);
        private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<JournalEntry> append(NewEntry entry) {
            boolean refused = refusesWrites;
            reached.countDown();
            if (refused) {
                return CompletableFuture.failedFuture(new StoreException("the disk is full"));
            }
            CompletionStage<JournalEntry> stored = gate.thenCompose(open -> store.append(entry));
            return losesAnswers
                    ? stored.thenApply(lost -> {
                        throw new StoreException("the answer got lost");
                    })
                    : stored;
        }

        @Override
        public List<JournalEntry> read(String stream, long afterSeq, int limit) {
            if (refusesReads) {
                throw new StoreException("the disk does not answer");
            }
            return store.read(stream, afterSeq, limit);
        }

        @Override
        public List<JournalEntry> readAll(long afterPosition, int limit) {
            return store.readAll(afterPosition, limit);
        }
    }

    @Before
    public void open() throws Exception {
        chain = chain();
        get(chain.welcome(alice));
    }

    @After
    public void close() {
        assertThat(chain.audit()).isEmpty();
        chain.close();
    }

    private PretendChain chain() throws Exception {
        ChainPolicy rules = new ChainPolicy("pretend", EPOCH, 10, 1000, 2000, 1, 2, TokenAmount.fil("2000000000"));
        return new PretendChain(
                disk,
                new FileBlobs(folder.getRoot().toPath()),
                time,
                new PretendPolicy(rules, TokenAmount.fil("100"), 1, 1, 5));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private CompletionStage<Optional<Cid>> reserve(String key, String fil) {
        return chain.reserve(key, alice, alice, TokenAmount.fil(fil));
    }

    @Test
    public void showsNothingOfAWriteThatFailedEvenWhenTheJournalCannotBeReadEither() throws Exception {
        disk.refusesWrites = true;
        disk.refusesReads = true;
        assertThatThrownBy(() -> get(reserve("a", "3"))).hasMessageContaining("the disk is full");
        assertThat(chain.balance(alice)).isEqualTo(TokenAmount.fil("100"));
        assertThat(chain.escrow(alice).reserved()).isEqualTo(TokenAmount.ZERO);
        assertThatThrownBy(() -> get(reserve("a", "3"))).hasMessageContaining("the disk does not answer");
        disk.refusesReads = false;
        disk.refusesWrites = false;
        get(reserve("a", "3"));
        assertThat(chain.balance(alice)).isEqualTo(TokenAmount.fil("97"));
        assertThat(chain.escrow(alice).reserved()).isEqualTo(TokenAmount.fil("3"));
    }

    @Test
    public void catchesUpWithAWriteWhoseAnswerGotLost() throws Exception {
        disk.losesAnswers = true;
        assertThatThrownBy(() -> get(reserve("a", "3"))).hasMessageContaining("the answer got lost");
        disk.losesAnswers = false;
        get(chain.release("other"));
        assertThat(chain.balance(alice)).as("sent after all").isEqualTo(TokenAmount.fil("97"));
    }

    @Test
    public void readsWithoutWaitingForAWriteThatHangs() throws Exception {
        disk.reached = new CountDownLatch(1);
        disk.gate = new CompletableFuture<>();
        CompletionStage<Optional<Cid>> hanging = reserve("a", "3");
        assertThat(disk.reached.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<TokenAmount> read = CompletableFuture.supplyAsync(() -> {
            chain.head();
            chain.deal(7);
            assertThat(chain.escrow(alice).reserved()).isEqualTo(TokenAmount.ZERO);
            return chain.balance(alice);
        });
        assertThat(get(read)).as("as it is on disk").isEqualTo(TokenAmount.fil("100"));
        disk.gate.complete(null);
        get(hanging);
        assertThat(chain.balance(alice)).isEqualTo(TokenAmount.fil("97"));
    }

    @Test
    public void answersEverybodyWhenItCloses() throws Exception {
        disk.reached = new CountDownLatch(1);
        disk.gate = new CompletableFuture<>();
        CompletionStage<Optional<Cid>> hanging = reserve("a", "3");
        assertThat(disk.reached.await(10, TimeUnit.SECONDS)).isTrue();
        CompletionStage<Optional<Cid>> queued = reserve("b", "3");
        chain.close();
        assertThatThrownBy(() -> get(reserve("c", "3")))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ChainException.class)
                .hasMessageContaining("is closed");
        disk.refusesWrites = true;
        disk.gate.completeExceptionally(new StoreException("the store is closed"));
        assertThatThrownBy(() -> get(hanging)).hasMessageContaining("the store is closed");
        assertThatThrownBy(() -> get(queued)).hasMessageContaining("the disk is full");
    }

    @Test
    public void answersWithTheErrorWhenAnErrorIsThrown() {
        disk.gate = CompletableFuture.failedFuture(new AssertionError("on purpose"));
        assertThatThrownBy(() -> get(reserve("a", "3"))).hasRootCauseInstanceOf(AssertionError.class);
    }

    /** Random work while one write in five fails or loses its answer; what is shown is what a restart finds. */
    @Test
    public void showsWhatARestartFindsWhateverTheDiskDid() throws Exception {
        Random random = new Random(11);
        int failed = 0;
        for (int i = 0; i < 1000; i++) {
            disk.refusesWrites = random.nextInt(10) == 0;
            disk.losesAnswers = random.nextInt(10) == 0;
            String key = "k" + i / 50 + "/" + random.nextInt(30);
            CompletionStage<?> asked =
                    switch (random.nextInt(4)) {
                        case 0 -> chain.reserve(key, alice, alice, TokenAmount.atto(1 + random.nextInt(1_000_000)));
                        case 1 -> chain.release(key);
                        case 2 -> chain.withdraw(alice, alice, TokenAmount.atto(1 + random.nextInt(1000)));
                        default -> {
                            time.turn(EPOCH);
                            yield chain.welcome(alice);
                        }
                    };
            try {
                get(asked);
            } catch (ExecutionException refused) {
                failed++;
            }
        }
        assertThat(failed).isGreaterThan(50);
        disk.refusesWrites = false;
        disk.losesAnswers = false;
        get(chain.welcome(alice));
        try (PretendChain again = chain()) {
            assertThat(again.balance(alice)).isEqualTo(chain.balance(alice));
            assertThat(again.escrow(alice)).isEqualTo(chain.escrow(alice));
            assertThat(again.audit()).isEmpty();
        }
    }
}
