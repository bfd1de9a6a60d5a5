package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Address;
import io.fondaco.model.Progress;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.Proving;
import io.fondaco.proof.Watch;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import io.fondaco.sector.WinningProofs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Winning PoSts for producers. They come after the window PoSts that are due on the present head: while a node makes up for
 * epochs it slept through, the chain goes as fast as winning PoSts come, and windows would pass without a proof.
 */
final class Winning implements WinningProofs {
    private final Showing showing;
    private final Executor serial;
    private final Runnable windows;
    private final Executor lane;
    private final BooleanSupplier stopped;

    /**
     * @param serial the journal's thread
     * @param windows begins the window PoSts that are due, in that thread
     * @param lane where they are made, one after the other
     */
    Winning(Showing showing, Executor serial, Runnable windows, Executor lane, BooleanSupplier stopped) {
        this.showing = showing;
        this.serial = serial;
        this.windows = windows;
        this.lane = lane;
        this.stopped = stopped;
    }

    @Override
    public CompletionStage<Proof> prove(Address miner, PostStatement statement) {
        CompletableFuture<Proof> proof = new CompletableFuture<>();
        try {
            serial.execute(() -> {
                try {
                    windows.run();
                    lane.execute(() -> complete(proof, miner, statement));
                } catch (RejectedExecutionException closing) {
                    proof.completeExceptionally(closing(miner));
                } catch (RuntimeException | Error failed) {
                    proof.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException closing) {
            proof.completeExceptionally(closing(miner));
        }
        return proof;
    }

    private void complete(CompletableFuture<Proof> proof, Address miner, PostStatement statement) {
        try {
            proof.complete(now(miner, statement));
        } catch (ProofException refused) {
            proof.completeExceptionally(refused.reason() == ProofException.Reason.CANCELLED ? closing(miner) : refused);
        } catch (RuntimeException | Error failed) {
            proof.completeExceptionally(failed);
        }
    }

    private static SectorException closing(Address miner) {
        return new SectorException(
                Reason.CLOSED, "no winning PoSt of " + miner + ": the sector pipeline is being stopped");
    }

    private Proof now(Address miner, PostStatement statement) {
        Proving.Outcome outcome = showing.prove(miner, statement, new Watch(Progress.NONE, stopped));
        if (outcome instanceof Proving.Faulty faulty) {
            throw new SectorException(Reason.DAMAGED, "no winning PoSt of " + miner + ": " + faulty.why());
        }
        return ((Proving.Proven) outcome).proof();
    }
}
