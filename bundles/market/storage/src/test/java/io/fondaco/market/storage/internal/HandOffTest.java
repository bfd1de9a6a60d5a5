package io.fondaco.market.storage.internal;

import static io.fondaco.market.storage.internal.DealWatch.at;
import static io.fondaco.market.storage.internal.DealWatch.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.DealView;
import io.fondaco.deal.engine.Probe;
import io.fondaco.market.Ask;
import io.fondaco.market.AskTerms;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.PieceSize;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import io.fondaco.sector.SectorIntake;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A provider whose sectors do not take what its market gives them. */
public class HandOffTest {

    private static final Optional<PieceSize> ANY = Optional.empty();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private StorageNode node;
    private DealWatch watch;
    private final AtomicInteger asked = new AtomicInteger();

    @Before
    public void open() throws IOException {
        MemoryStore store = new MemoryStore();
        node = new StorageNode(store, store, new FileBlobs(folder.getRoot().toPath()), StorageNode.QUICK, Probe.NONE);
        watch = new DealWatch(node);
    }

    @After
    public void close() throws Exception {
        node.close();
    }

    /** Sectors that refuse so many times. */
    private void refusing(Reason reason, int times, long largest) {
        SectorIntake real = node.sectors;
        node.sectors = new SectorIntake() {
            @Override
            public CompletionStage<SectorPlacement> add(SectorPiece piece) {
                return asked.incrementAndGet() <= times
                        ? CompletableFuture.failedFuture(new SectorException(reason, "not this one: " + reason))
                        : real.add(piece);
            }

            @Override
            public long largestPiece(Address miner) {
                return largest;
            }

            @Override
            public Optional<Path> unsealed(Cid pieceCid) {
                return real.unsealed(pieceCid);
            }
        };
    }

    @Test
    public void aPieceThatNoSectorTakesEndsItsDealAndIsNotOfferedAgain() throws Exception {
        refusing(Reason.DOES_NOT_FIT, Integer.MAX_VALUE, Long.MAX_VALUE);
        DealId client = get(node.market().offer(node.offer(node.prepare(1, 50_000))));
        DealView over = watch.untilOver(at("bob", client));
        assertThat(over.state()).isEqualTo("Error");
        assertThat(over.facets().get("message")).contains("not this one: DOES_NOT_FIT");
        assertThat(asked).hasValue(1);
    }

    @Test
    public void aPieceWhoseDealTheChainDoesNotShowYetIsOfferedAgain() throws Exception {
        refusing(Reason.UNKNOWN_DEAL, 2, Long.MAX_VALUE);
        DealId client = get(node.market().offer(node.offer(node.prepare(1, 50_000))));
        watch.until(at("bob", client), deal -> deal.state().equals("AwaitingPreCommit"));
        assertThat(asked).hasValue(3);
    }

    @Test
    public void nobodyIsAskedForAPieceLargerThanASector() throws Exception {
        refusing(Reason.CLOSED, 0, 2048);
        get(node.market().setAsk("bob", new AskTerms(Optional.empty(), Optional.empty(), ANY, ANY, Optional.empty())));
        Ask ask = get(node.market().ask("alice", node.bob().miner().orElseThrow()));
        assertThat(ask.largest().padded()).isEqualTo(2048);
    }
}
