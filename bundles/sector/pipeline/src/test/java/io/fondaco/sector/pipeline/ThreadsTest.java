package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Pieces from many threads, and work on several. */
public class ThreadsTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    /** Threads, and how much of what they were given is not done. */
    private static final class Workers implements Executor, AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(3);
        private int left;

        @Override
        public void execute(Runnable task) {
            synchronized (this) {
                left++;
            }
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    synchronized (this) {
                        left--;
                        notifyAll();
                    }
                }
            });
        }

        synchronized void idle() throws InterruptedException {
            while (left > 0) {
                wait();
            }
        }

        @Override
        public void close() {
            threads.shutdown();
        }
    }

    @Test
    public void takesPiecesFromManyThreadsAndEachDealOnce() throws Exception {
        try (Ground ground = new Ground(temporary.getRoot().toPath());
                Workers workers = new Workers();
                Workers callers = new Workers()) {
            List<SectorPiece> pieces = new ArrayList<>();
            long start = ground.epoch() + 90;
            for (int i = 0; i < 12; i++) {
                pieces.add(ground.published(200 * i + 1, start, start + 20));
            }
            ground.pipeline.close();
            ground.start(ground.net.node(), ground.net.node().pool(), ground.net.node(), ground.store, workers);
            List<CompletableFuture<SectorPlacement>> placements = new ArrayList<>();
            for (SectorPiece piece : pieces) {
                for (int twice = 0; twice < 2; twice++) {
                    CompletableFuture<SectorPlacement> placement = new CompletableFuture<>();
                    placements.add(placement);
                    callers.execute(() -> ground.pipeline.add(piece).whenComplete((there, failure) -> {
                        if (failure == null) {
                            placement.complete(there);
                        } else {
                            placement.completeExceptionally(failure);
                        }
                    }));
                }
            }
            for (int i = 0; i < placements.size(); i += 2) {
                assertThat(placements.get(i).join())
                        .isEqualTo(placements.get(i + 1).join());
            }
            for (int i = 0; i < 20; i++) {
                workers.idle();
                ground.net.turn(1);
            }
            workers.idle();
            List<SectorView> sectors = ground.pipeline.packed();
            assertThat(sectors).extracting(SectorView::state).containsOnly(SectorState.ACTIVE);
            assertThat(sectors)
                    .flatExtracting(SectorView::pieces)
                    .extracting(SectorView.Piece::dealId)
                    .containsExactlyInAnyOrderElementsOf(
                            pieces.stream().map(SectorPiece::dealId).toList());
            assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR)).hasSameSizeAs(sectors);
            assertThat(ground.blobs.drafts("")).isEmpty();
            ground.sound();
        }
    }
}
