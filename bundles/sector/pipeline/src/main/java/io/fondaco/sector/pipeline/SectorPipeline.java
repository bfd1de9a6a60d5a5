package io.fondaco.sector.pipeline;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Time;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Journal;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.Watch;
import io.fondaco.sector.SectorControl;
import io.fondaco.sector.SectorIntake;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import io.fondaco.sector.SectorView;
import io.fondaco.sector.Sectors;
import io.fondaco.sector.WinningProofs;
import io.fondaco.sector.pipeline.internal.Pipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The storage mining of this house: packs pieces of published deals into sectors, seals these, has them pre-committed and
 * prove-committed, shows in every window and to whoever makes a block that they are stored, and deletes the unsealed copies
 * once the last deal is over. Of sectors of the proof kind none <b>nothing is sealed or proven</b>; only chains whose policy
 * says so take them.
 *
 * <p>Every step is in the journal before it counts, and every message has a key that names sector and step: whenever the
 * process dies, the next one goes on without losing or doubling anything. Sectors are not prolonged: they end with the last
 * of their deals, or when the chain's shortest life is over. Window PoSts of the kind none are the node's.
 *
 * <p>While the node is further behind the clock than finality and than 10 epochs its head is of the past: sectors wait, and
 * pieces and declarations are refused with {@link io.fondaco.chain.ChainException} UNAVAILABLE.
 *
 * <p>For use by many threads. All work is done on the executor.
 */
public final class SectorPipeline implements SectorIntake, Sectors, SectorControl, WinningProofs, AutoCloseable {

    private final Pipeline pipeline;

    /**
     * Takes up where the journal ends.
     *
     * @param executor with two threads or more if pieces are to be copied while sectors go on; the caller ends it after
     *     {@link #close}
     * @param room where sectors are sealed and lie
     */
    public SectorPipeline(
            FullNode node,
            MessagePool pool,
            StateReader states,
            Journal journal,
            Blobs blobs,
            Time time,
            Executor executor,
            SealingRoom room,
            PipelinePolicy policy) {
        pipeline = new Pipeline(node, pool, states, journal, blobs, time, executor, room, policy);
    }

    @Override
    public CompletionStage<SectorPlacement> add(SectorPiece piece) {
        return pipeline.add(piece);
    }

    @Override
    public long largestPiece(Address miner) {
        return pipeline.largestPiece(miner);
    }

    @Override
    public Optional<Path> unsealed(Cid pieceCid) {
        return pipeline.unsealed(pieceCid);
    }

    @Override
    public CompletionStage<Proof> prove(Address miner, PostStatement statement) {
        return pipeline.winning().prove(miner, statement);
    }

    @Override
    public List<SectorView> packed() {
        return pipeline.sectors().packed();
    }

    @Override
    public List<SectorView> of(Address miner) {
        return pipeline.sectors().of(miner);
    }

    @Override
    public Optional<SectorView> sector(Address miner, long number) {
        return pipeline.sectors().sector(miner, number);
    }

    @Override
    public CompletionStage<Cid> declareFaults(Address miner, Set<Long> sectors) {
        return pipeline.control().declareFaults(miner, sectors);
    }

    @Override
    public CompletionStage<Cid> declareRecovered(Address miner, Set<Long> sectors) {
        return pipeline.control().declareRecovered(miner, sectors);
    }

    @Override
    public CompletionStage<Cid> terminate(Address miner, Set<Long> sectors) {
        return pipeline.control().terminate(miner, sectors);
    }

    @Override
    public CompletionStage<Path> unseal(Address miner, long sector, Path to, Watch watch) {
        return pipeline.unsealing().unseal(miner, sector, to, watch);
    }

    /** What is under way is told so, and goes on with the next start. */
    @Override
    public void close() {
        pipeline.close();
    }
}
