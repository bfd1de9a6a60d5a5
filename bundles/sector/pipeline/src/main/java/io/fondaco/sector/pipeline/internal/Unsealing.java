package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.actors.StateReader;
import io.fondaco.model.Address;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Gives the data of sealed sectors back, each as a job of the workshop. */
public final class Unsealing {

    /** What a replica was made with. */
    private record Made(SectorId id, long size, SealOrder order, Node commR) {}

    private final SectorJournal journal;
    private final StateReader states;
    private final Sealing sealing;
    private final SectorStore store;
    private final Workshop workshop;
    /** What somebody waits for, by where it is to be written. */
    private final Map<Path, CompletableFuture<Path>> open = new ConcurrentHashMap<>();

    private volatile boolean closed;

    Unsealing(SectorJournal journal, StateReader states, Sealing sealing, SectorStore store, Workshop workshop) {
        this.journal = journal;
        this.states = states;
        this.sealing = sealing;
        this.store = store;
        this.workshop = workshop;
    }

    public CompletionStage<Path> unseal(Address miner, long sector, Path to, Watch watch) {
        CompletableFuture<Path> done = new CompletableFuture<>();
        try {
            Address id = states.read(view -> view.tree().resolve(miner).orElse(miner));
            Made made = journal.read(book -> book.sector(new SectorId(id, sector))
                            .filter(known -> known.seal != null && known.seal.commR != null && !known.cleared)
                            .map(known -> new Made(known.id, known.size, known.seal.order(known.id), known.seal.commR)))
                    .orElseThrow(() -> new SectorException(
                            Reason.UNKNOWN_SECTOR,
                            "sector " + sector + " of " + miner + " was not sealed here, or its files are deleted"));
            check(to);
            Path target = to.toAbsolutePath().normalize();
            if (open.putIfAbsent(target, done) != null) {
                throw new FileAlreadyExistsException(to + " is being written already: name another file");
            }
            done.whenComplete((path, failure) -> open.remove(target, done));
            if (closed) {
                throw stopped();
            }
            workshop.add(Workshop.Job.unsealing(
                    made.id(),
                    Workshop.Room.ofUnsealing(SectorSize.ofBytes(made.size())),
                    jobs -> unseal(made, to, watch, done)));
        } catch (IOException | RuntimeException refused) {
            done.completeExceptionally(refused);
        }
        return done;
    }

    /** At once rather than after hours. */
    private static void check(Path to) throws IOException {
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to + " is there already: name another file");
        }
        Path folder = to.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new NoSuchFileException(
                    folder + " is no folder that this node can write to: name a file in another one");
        }
    }

    /** What waits or runs ends at its next step. */
    void close() {
        closed = true;
        open.values().forEach(done -> done.completeExceptionally(stopped()));
    }

    private static SectorException stopped() {
        return new SectorException(Reason.CLOSED, "the sector pipeline is being stopped");
    }

    private void unseal(Made made, Path to, Watch watch, CompletableFuture<Path> done) {
        if (done.isDone()) {
            return;
        }
        try {
            Watch either = new Watch(
                    watch.progress(), () -> closed || watch.cancelled().getAsBoolean());
            sealing.unseal(made.order(), made.commR(), store.files(made.id()), to, either);
            done.complete(to);
        } catch (ProofException refused) {
            done.completeExceptionally(
                    refused.reason() == ProofException.Reason.DAMAGED
                            ? new SectorException(Reason.DAMAGED, refused.getMessage())
                            : refused);
        } catch (IOException | RuntimeException | Error failed) {
            done.completeExceptionally(failed);
        }
    }
}
