package io.fondaco.testing.tck;

import static io.fondaco.testing.tck.VaultContract.ascii;
import static io.fondaco.testing.tck.VaultContract.bytes;
import static io.fondaco.testing.tck.VaultContract.cid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.persistence.VaultSweep;
import io.fondaco.persistence.Vaults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What sweeps of a {@link Vault} must do, and what it must do for many threads. */
public abstract class VaultSweepContract {

    private Vault vault;

    /** Vaults of which none has been opened yet. Whoever makes them sees to their end. */
    protected abstract Vaults vaults() throws Exception;

    @Before
    public void openVault() throws Exception {
        vault = vaults().open("chain");
    }

    @After
    public void closeVault() {
        vault.close();
    }

    private List<Cid> fill(int from, int to) {
        List<Cid> cids = new ArrayList<>();
        VaultBatch batch = new VaultBatch();
        for (int i = from; i < to; i++) {
            cids.add(cid(bytes(i, 100)));
            batch.put(cids.get(cids.size() - 1), bytes(i, 100));
        }
        vault.writeSoon(batch);
        return cids;
    }

    @Test
    public void aSweepDeletesWhatIsNotKeptAndNothingElse() {
        List<Cid> cids = fill(0, 2500);
        vault.write(new VaultBatch().name("head", ascii("x")));
        Set<Cid> wanted = new HashSet<>(cids.subList(100, 700));
        Set<Cid> asked = new HashSet<>();
        try (VaultSweep sweep = vault.sweep()) {
            assertThat(sweep.run(cid -> {
                        assertThat(asked.add(cid)).as("asked once").isTrue();
                        return wanted.contains(cid);
                    }))
                    .isTrue();
            assertThat(sweep.visited()).isEqualTo(2500);
            assertThat(sweep.deleted()).isEqualTo(1900);
            assertThat(sweep.deletedBytes()).isEqualTo(190_000);
        }
        assertThat(asked).hasSize(2500);
        for (Cid cid : cids) {
            assertThat(vault.has(cid)).isEqualTo(wanted.contains(cid));
        }
        assertThat(vault.get(cids.get(100)).orElseThrow()).isEqualTo(bytes(100, 100));
        assertThat(vault.name("head")).isPresent();
        assertThat(vault.statistics().blocks()).isEqualTo(600);
        assertThat(vault.statistics().bytes()).isEqualTo(60_000);
    }

    @Test
    public void anEmptyVaultIsSweptAtOnce() {
        try (VaultSweep sweep = vault.sweep()) {
            assertThat(sweep.run(cid -> false)).isTrue();
            assertThat(sweep.visited()).isZero();
        }
    }

    @Test
    public void whatIsPutAfterASweepBeganIsSafeAlsoWhenItWasThere() {
        List<Cid> cids = fill(0, 1500);
        try (VaultSweep sweep = vault.sweep()) {
            List<Cid> fresh = fill(5000, 5100);
            fill(0, 50);
            AtomicBoolean first = new AtomicBoolean(true);
            List<Cid> later = new ArrayList<>();
            sweep.run(cid -> {
                if (first.getAndSet(false)) {
                    // Between being looked at and being deleted.
                    later.add(cid);
                    int number = cids.indexOf(cid);
                    fill(number, number + 1);
                }
                return false;
            });
            assertThat(fresh).allMatch(vault::has);
            assertThat(cids.subList(0, 50)).allMatch(vault::has);
            assertThat(later).hasSize(1).allMatch(vault::has);
            assertThat(vault.get(cids.get(7)).orElseThrow()).isEqualTo(bytes(7, 100));
            assertThat(vault.statistics().blocks()).isEqualTo(151);
            assertThat(sweep.visited()).isEqualTo(1450);
            assertThat(sweep.deleted()).isEqualTo(1449);
        }
        try (VaultSweep sweep = vault.sweep()) {
            sweep.run(cid -> false);
        }
        assertThat(vault.statistics().blocks())
                .as("the next sweep may take them")
                .isZero();
        assertThat(vault.statistics().bytes()).isZero();
    }

    @Test
    public void aSweepMayBeInterruptedAndTheNextOneSeesToTheRest() {
        fill(0, 5000);
        try (VaultSweep sweep = vault.sweep()) {
            boolean ended = sweep.run(cid -> {
                Thread.currentThread().interrupt();
                return false;
            });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(ended).isFalse();
            assertThat(sweep.deleted()).isEqualTo(1000);
            assertThat(vault.statistics().blocks()).isEqualTo(4000);
        }
        try (VaultSweep sweep = vault.sweep()) {
            assertThat(sweep.run(cid -> false)).isTrue();
            assertThat(sweep.deleted()).isEqualTo(4000);
        }
    }

    @Test
    public void aPredicateThatFailsEndsTheStepAndDeletesNothing() {
        fill(0, 10);
        try (VaultSweep sweep = vault.sweep()) {
            assertThatThrownBy(() -> sweep.step(cid -> {
                        throw new IllegalStateException("not today");
                    }))
                    .hasMessage("not today");
            assertThat(vault.statistics().blocks()).isEqualTo(10);
            assertThat(sweep.run(cid -> false)).isTrue();
        }
        assertThat(vault.statistics().blocks()).isZero();
    }

    @Test
    public void oneSweepAtATime() {
        VaultSweep sweep = vault.sweep();
        assertThatThrownBy(vault::sweep).isInstanceOf(StoreException.class).hasMessageContaining("another sweep");
        sweep.close();
        VaultSweep second = vault.sweep();
        sweep.close();
        assertThatThrownBy(vault::sweep)
                .as("closing the first again does not end the second")
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> sweep.step(cid -> true)).isInstanceOf(StoreException.class);
        second.close();
        vault.sweep().close();
    }

    /** The head always points at a block that is there, whoever looks, while old heads are swept away. */
    @Test
    public void readersSeeWholeBatchesWhileOthersWriteAndSweep() throws Exception {
        int heads = 1500;
        vault.write(next(0));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Integer> look = () -> {
                int looks = 0;
                int last = 0;
                do {
                    int head = Integer.parseInt(new String(vault.name("head").orElseThrow()));
                    assertThat(head).isGreaterThanOrEqualTo(last);
                    // An older head may be swept once a newer one is there; never the one that is the head still.
                    boolean there = vault.has(cid(bytes(head, 300)));
                    int now = Integer.parseInt(new String(vault.name("head").orElseThrow()));
                    assertThat(there || now > head).as("block of head " + head).isTrue();
                    last = head;
                    looks++;
                } while (!done.get());
                return looks;
            };
            List<Future<Integer>> lookers = List.of(threads.submit(look), threads.submit(look));
            Future<Long> sweeper = threads.submit(() -> {
                long deleted = 0;
                do {
                    try (VaultSweep sweep = vault.sweep()) {
                        Cid head = cid(bytes(
                                Integer.parseInt(new String(vault.name("head").orElseThrow())), 300));
                        sweep.run(head::equals);
                        deleted += sweep.deleted();
                    }
                } while (!done.get());
                return deleted;
            });
            for (int head = 1; head < heads; head++) {
                if (head % 50 == 0) {
                    vault.write(next(head));
                } else {
                    vault.writeSoon(next(head));
                }
            }
            done.set(true);
            for (Future<Integer> looker : lookers) {
                assertThat(looker.get(60, TimeUnit.SECONDS)).isPositive();
            }
            long deleted = sweeper.get(60, TimeUnit.SECONDS);
            assertThat(vault.statistics().blocks()).isEqualTo(heads - deleted);
            assertThat(vault.has(cid(bytes(heads - 1, 300)))).isTrue();
        } finally {
            done.set(true);
            threads.shutdownNow();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static VaultBatch next(int head) {
        return new VaultBatch()
                .name("head", ascii(Integer.toString(head)))
                .put(cid(bytes(head, 300)), bytes(head, 300));
    }

    @Test
    public void writersTakeTurns() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int from = t * 50;
                writers.add(threads.submit(() -> {
                    for (int i = from; i < from + 100; i++) {
                        vault.writeSoon(new VaultBatch()
                                .put(cid(bytes(i, 100)), bytes(i, 100))
                                .name("n" + i, ascii("x")));
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(vault.statistics().blocks()).isEqualTo(250);
        assertThat(vault.statistics().bytes()).isEqualTo(25_000);
        assertThat(vault.statistics().names()).isEqualTo(250);
    }
}
