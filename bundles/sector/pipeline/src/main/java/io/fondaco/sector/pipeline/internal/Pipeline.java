package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Journal;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.sector.Sectors;
import io.fondaco.sector.WinningProofs;
import io.fondaco.sector.pipeline.PipelinePolicy;
import io.fondaco.sector.pipeline.SealingRoom;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the pipeline, put together. */
public final class Pipeline implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    /** A backend computes on one, whatever there is. */
    private static final int GPUS = 1;

    private final SectorJournal journal;
    private final Blobs blobs;
    private final StateReader states;
    private final Intake intake;
    private final Seals seals;
    private final Winning winning;
    private final Unsealing unsealing;
    private final Turns turns;
    private volatile boolean closed;
    private final Sectors sectors;
    private final Declaring control;
    private final Registration heads;

    public Pipeline(
            FullNode node,
            MessagePool pool,
            StateReader states,
            Journal journal,
            Blobs blobs,
            Time time,
            Executor executor,
            SealingRoom room,
            PipelinePolicy policy) {
        this.journal =
                new SectorJournal(journal, time, node.genesis().blocks().get(0).cid());
        Clock clock = new Clock(node, states.policy());
        this.blobs = blobs;
        this.states = states;
        Serial serial = new Serial(executor);
        Pauses pauses = new Pauses(policy.retry());
        Packing packing = new Packing(this.journal, policy);
        SectorStore store = new SectorStore(room.folder(), blobs);
        Workshop workshop = new Workshop(room.cores(), GPUS, room.memory(), store, room.threads());
        Messages messages = new Messages(this.journal, states, pool, pauses, serial);
        Notes notes = new Notes(this.journal, pauses);
        seals = new Seals(
                this.journal, room.sealing(), store, workshop, room.gpu(), notes, pauses, serial, clock, this::turn);
        Fate fate = new Fate(node, pool, notes);
        Progress progress = new Progress(this.journal, packing, messages, seals, fate, notes, pauses, policy);
        Ends ends = new Ends(this.journal, node, states, blobs, store, notes, policy.confidence());
        BooleanSupplier stopped = () -> closed;
        Showing showing = new Showing(
                room.proving(),
                store,
                this.journal.read(Book::unshown),
                (sector, why) -> later(serial, () -> notes.unshown(sector, why, clock.head())));
        Serial lane = new Serial(room.proofs());
        WindowPosts posts = new WindowPosts(node, pool, states, showing, lane, stopped);
        Patrol patrol = new Patrol(node, pool, states, this.journal, showing, new Serial(room.proofs()), stopped);
        Consumer<Tipset> proofs = head -> {
            Set<Address> miners = store.miners();
            posts.turn(head, miners);
            try {
                patrol.turn(head, miners);
                // The disk may have room again, which nobody else tells of.
                workshop.begin();
            } catch (RuntimeException broken) {
                // Whoever wants a winning PoSt has no use for it.
                LOG.error("nobody looked ahead at {}; it is tried again with the next head", head.height(), broken);
            }
        };
        winning = new Winning(showing, serial, () -> proofs.accept(node.head()), lane, stopped);
        turns = new Turns(this.journal, node, clock, states, progress, ends, proofs, pauses, serial);
        intake = new Intake(this.journal, blobs, clock, states, packing, executor, serial, turns::ask);
        sectors = new Viewing(this.journal, states, pauses, seals, showing, policy);
        unsealing = new Unsealing(this.journal, states, room.sealing(), store, workshop);
        control = new Declaring(pool, clock, states, this.journal, serial);
        heads = node.follow(change -> turns.ask());
        turns.ask();
    }

    private static void later(Executor serial, Runnable task) {
        try {
            serial.execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.debug("what was found of a sector is found again after the next start");
        }
    }

    private void turn() {
        turns.ask();
    }

    public CompletionStage<SectorPlacement> add(SectorPiece piece) {
        return intake.add(piece);
    }

    public long largestPiece(Address miner) {
        return states.read(view -> MinerView.of(view.tree(), miner, view.policy())
                .map(MinerView::sectorSize)
                .orElse(Long.MAX_VALUE));
    }

    public Optional<Path> unsealed(Cid piece) {
        return journal.read(book -> book.copy(piece)).flatMap(blobs::find).map(Blob::path);
    }

    public Sectors sectors() {
        return sectors;
    }

    public Unsealing unsealing() {
        return unsealing;
    }

    public WinningProofs winning() {
        return winning;
    }

    public Declaring control() {
        return control;
    }

    @Override
    public void close() {
        closed = true;
        heads.close();
        turns.close();
        seals.close();
        unsealing.close();
        intake.close();
    }
}
