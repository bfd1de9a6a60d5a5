package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Multihash;
import io.fondaco.proof.Node;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals sectors, phase by phase, each phase a job of the workshop. What a phase brought is in the journal before the next
 * begins; a phase that was cut off is done again, and takes up what it had finished. All but the work itself is in the
 * journal's thread.
 */
final class Seals {
    private static final Logger LOG = LoggerFactory.getLogger(Seals.class);

    /** A phase that was begun. @param number tells it from an earlier one of the same sector */
    private static final class Run {
        final SealPhase phase;
        volatile boolean stopped;
        volatile String at = "";

        Run(SealPhase phase) {
            this.phase = phase;
        }

        Watch watch() {
            return new Watch(
                    (stage, done, total) -> at = stage + ", " + (total == 0 ? 100 : 100 * done / total) + " %",
                    () -> stopped);
        }
    }

    /** What a phase needs to know, apart from the journal's thread. */
    private record Work(Sector.Order order, SealOrder seal, SectorFiles files, Node commR, Node seed) {}

    private final SectorJournal journal;
    private final Sealing sealing;
    private final SectorStore store;
    private final Workshop workshop;
    private final Notes notes;
    private final Pauses pauses;
    private final Executor serial;
    private final Runnable turn;
    private final Clock clock;
    private final Map<SectorId, Run> runs = new ConcurrentHashMap<>();
    private final Map<SectorId, Integer> failures = new HashMap<>();

    /** @param turn asked for after each phase */
    Seals(
            SectorJournal journal,
            Sealing sealing,
            SectorStore store,
            Workshop workshop,
            Notes notes,
            Pauses pauses,
            Executor serial,
            Clock clock,
            Runnable turn) {
        this.journal = journal;
        this.sealing = sealing;
        this.store = store;
        this.workshop = workshop;
        this.notes = notes;
        this.pauses = pauses;
        this.serial = serial;
        this.turn = turn;
        this.clock = clock;
    }

    /** Whether a phase of a sector waits or runs. */
    boolean busy(SectorId sector) {
        return runs.containsKey(sector);
    }

    /** What is done for a sector now, for people; empty when nothing is. */
    Optional<String> doing(SectorId sector) {
        Run run = runs.get(sector);
        return run == null
                ? Optional.empty()
                : Optional.of(run.phase
                        + workshop.why(sector)
                                .map(why -> ", which waits for " + why)
                                .orElse("")
                        + (run.at.isEmpty() ? "" : ", " + run.at));
    }

    /** Does a phase if none of the sector is under way. */
    void go(Sector sector, SealPhase phase, long epoch) {
        SectorId id = sector.id;
        if (busy(id) || pauses.waits(id, epoch)) {
            return;
        }
        Work work = work(sector);
        Run run = new Run(phase);
        runs.put(id, run);
        workshop.add(new Workshop.Job(
                id, phase, Workshop.Room.of(phase, SectorSize.ofBytes(sector.size)), () -> work(work, run)));
    }

    /** Stops what is done for a sector; what it had finished stays. */
    void stop(SectorId sector) {
        Run run = runs.get(sector);
        if (run == null) {
            return;
        }
        run.stopped = true;
        if (workshop.drop(sector)) {
            runs.remove(sector, run);
        }
    }

    void close() {
        runs.keySet().forEach(this::stop);
    }

    private Work work(Sector sector) {
        return new Work(
                sector.order(),
                sector.seal.order(sector.id),
                store.files(sector.id),
                sector.seal.commR,
                sector.seal.seed);
    }

    // ---- in a thread of the workshop

    private void work(Work work, Run run) {
        SectorId id = work.order().id();
        String result = null;
        Exception failure = null;
        try {
            result = run.stopped ? null : phase(run.phase, work, run.watch());
        } catch (IOException | RuntimeException e) {
            failure = e;
        } catch (Error e) {
            LOG.error("{} of {} broke", run.phase, id, e);
            failure = new IllegalStateException(e.toString(), e);
        }
        String done = result;
        Exception failed = failure;
        try {
            serial.execute(() -> ended(id, run, done, failed));
        } catch (RejectedExecutionException closed) {
            LOG.debug("{}: {} ended while the pipeline was being stopped; it is done again", id, run.phase);
        }
    }

    /** @return what the journal keeps of it; null when it was stopped */
    private String phase(SealPhase phase, Work work, Watch watch) throws IOException {
        SectorFiles files = work.files();
        SealStatement statement = new SealStatement(work.seal(), work.commR(), work.seed());
        return switch (phase) {
            case PRE_COMMIT_1 -> {
                Files.createDirectories(files.cache().folder());
                store.lay(work.order(), watch.cancelled());
                sealing.preCommit1(work.seal(), files, watch);
                yield "";
            }
            case PRE_COMMIT_2 -> sealing.preCommit2(work.seal(), files, watch).toString();
            case COMMIT_1 -> {
                Proof vanilla = sealing.commit1(statement, files, watch);
                SectorStore.write(vanilla(work), vanilla.toBytes());
                yield digest(vanilla.toBytes());
            }
            case COMMIT_2 -> {
                Proof proof = sealing.commit2(statement, read(vanilla(work)), watch);
                SectorStore.write(store.proof(work.order().id()), proof.toBytes());
                yield digest(proof.toBytes());
            }
            case FINALIZE -> {
                sealing.finish(work.seal(), files);
                Files.deleteIfExists(vanilla(work));
                Files.deleteIfExists(files.unsealed());
                Files.deleteIfExists(store.proof(work.order().id()));
                yield "";
            }
        };
    }

    private static Path vanilla(Work work) {
        return work.files().cache().folder().resolve("vanilla");
    }

    private static Proof read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new ProofException(Reason.DAMAGED, file + " is missing: it is made again");
        }
        return Proof.fromBytes(Files.readAllBytes(file));
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(Multihash.sha256(bytes).digest());
    }

    // ---- in the journal's thread

    private void ended(SectorId id, Run run, String result, Exception failure) {
        long epoch = clock.head();
        runs.remove(id, run);
        journal.catchUp();
        Sector sector = journal.book().sector(id).orElseThrow();
        if (run.stopped || sector.seal == null || sector.seal.next() != run.phase) {
            LOG.info("{}: {} was stopped", id, run.phase);
        } else if (failure == null) {
            failures.remove(id);
            notes.phase(sector, run.phase, result, epoch);
            pauses.clear(id);
        } else {
            failed(sector, run.phase, failure, epoch);
        }
        turn.run();
    }

    /** Damage goes back to the first phase, which keeps what is whole; a disk that fails is asked again later. */
    private void failed(Sector sector, SealPhase phase, Exception failure, long epoch) {
        String why = phase + " failed: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage());
        if (failure instanceof ProofException refused && refused.reason() == Reason.CANCELLED) {
            return;
        }
        int times = failures.merge(sector.id, 1, Integer::sum);
        if (failure instanceof IOException) {
            LOG.warn("{}: {}", sector.id, why, failure);
        } else {
            LOG.error("{}: {}", sector.id, why, failure);
            // What is to be deleted is of no use for sealing any more.
            if (phase != SealPhase.PRE_COMMIT_1 && phase != SealPhase.FINALIZE) {
                notes.botched(sector, phase, why, epoch);
            }
        }
        pauses.refused(sector.id, why, times - 1, epoch);
    }

    /** The proof that was made for the chain; empty when the file is not what it was, so that it has to be made again. */
    Optional<byte[]> proof(Sector sector) {
        Path file = store.proof(sector.id);
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            return digest(bytes).equals(sector.seal.proof) ? Optional.of(bytes) : Optional.empty();
        } catch (IOException unreadable) {
            LOG.warn("{}: its proof {} cannot be read and is made again", sector.id, file, unreadable);
            return Optional.empty();
        }
    }
}
