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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals sectors, phase by phase, each phase a job of the workshop. What a phase brought is in the journal before the next
 * begins; a phase that was cut off is done again, and takes up what it had finished. All but the work itself is in the
 * journal's thread.
 */
final class Seals {
    private static final Logger LOG = LoggerFactory.getLogger(Seals.class);

    /** After so many failures of the disk in a row all that was made of the data is deleted: a part of the disk may be bad. */
    private static final int SCRAPPED_AFTER = 3;

    /** A phase that was begun. */
    private static final class Run {
        final SealPhase phase;
        final Work work;
        volatile Workshop.Job job;
        volatile boolean stopped;
        volatile String at = "";

        Run(SealPhase phase, Work work) {
            this.phase = phase;
            this.work = work;
        }

        SectorId id() {
            return work.order().id();
        }

        Watch watch() {
            return new Watch((stage, done, total) -> at(stage, done, total), () -> stopped);
        }

        void at(String stage, long done, long total) {
            at = stage + ", " + (total == 0 ? 100 : 100 * done / total) + " %";
        }
    }

    /** What a phase needs to know, apart from the journal's thread. */
    private record Work(Sector.Order order, SealOrder seal, SectorFiles files, Node commR, Node seed) {}

    private final SectorJournal journal;
    private final Sealing sealing;
    private final SectorStore store;
    private final Workshop workshop;
    private final BooleanSupplier gpu;
    private final Notes notes;
    private final Pauses pauses;
    private final Executor serial;
    private final Runnable turn;
    private final Clock clock;
    private final Map<SectorId, Run> runs = new ConcurrentHashMap<>();
    private final Map<SectorId, Integer> failures = new HashMap<>();

    /**
     * @param gpu whether columns and trees are computed on one
     * @param turn asked for after each phase
     */
    Seals(
            SectorJournal journal,
            Sealing sealing,
            SectorStore store,
            Workshop workshop,
            BooleanSupplier gpu,
            Notes notes,
            Pauses pauses,
            Executor serial,
            Clock clock,
            Runnable turn) {
        this.journal = journal;
        this.sealing = sealing;
        this.store = store;
        this.workshop = workshop;
        this.gpu = gpu;
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
    void go(Sector sector, SealPhase phase) {
        if (busy(sector.id)) {
            return;
        }
        SectorSize size = SectorSize.ofBytes(sector.size);
        Run run = new Run(phase, work(sector));
        // The graph of one kind is the same for all sectors: what labels one can label several.
        String step = phase == SealPhase.PRE_COMMIT_1 ? phase + " of " + sector.seal.kind : "";
        run.job =
                Workshop.Job.of(sector.id, phase, step, Workshop.Room.of(phase, size, gpu.getAsBoolean()), this::work);
        runs.put(sector.id, run);
        workshop.add(run.job);
    }

    /** Stops what is done for a sector; what it had finished stays. */
    void stop(SectorId sector) {
        Run run = runs.get(sector);
        if (run == null) {
            return;
        }
        run.stopped = true;
        if (workshop.drop(run.job)) {
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

    private void work(List<Workshop.Job> jobs) {
        List<Run> begun = jobs.stream()
                .map(job -> runs.get(job.sector()))
                .filter(run -> run != null && jobs.contains(run.job))
                .toList();
        if (begun.size() > 1) {
            inStep(begun);
        } else {
            begun.forEach(this::alone);
        }
    }

    private void alone(Run run) {
        try {
            end(run, run.stopped ? null : phase(run.phase, run.work, run.watch()), null);
        } catch (IOException | RuntimeException e) {
            end(run, null, e);
        } catch (Error e) {
            LOG.error("{} of {} broke", run.phase, run.id(), e);
            end(run, null, new IllegalStateException(e.toString(), e));
        }
    }

    /** PreCommit1 of several. When one is stopped all end where they are, and the others take up from there. */
    private void inStep(List<Run> together) {
        LOG.info("{} of {} sectors in step: {}", together.get(0).phase, together.size(), ids(together));
        Watch watch = new Watch(
                (stage, done, total) -> together.forEach(run -> run.at(stage, done, total)),
                () -> together.stream().anyMatch(run -> run.stopped));
        Map<Run, Exception> failed = new HashMap<>();
        Map<Sealing.Job, Run> laid = new LinkedHashMap<>();
        try {
            for (Run run : together) {
                try {
                    lay(run.work, watch);
                    laid.put(new Sealing.Job(run.work.seal(), run.work.files()), run);
                } catch (IOException | RuntimeException e) {
                    failed.put(run, e);
                }
            }
            sealing.preCommit1(List.copyOf(laid.keySet()), watch).forEach((job, e) -> failed.put(laid.get(job), e));
        } catch (RuntimeException e) {
            laid.values().forEach(run -> failed.put(run, e));
        } catch (Error e) {
            LOG.error("{} of {} broke", together.get(0).phase, ids(together), e);
            laid.values().forEach(run -> failed.put(run, new IllegalStateException(e.toString(), e)));
        }
        together.forEach(run -> end(run, "", failed.get(run)));
    }

    private static List<SectorId> ids(List<Run> all) {
        return all.stream().map(Run::id).toList();
    }

    private void end(Run run, String result, Exception failure) {
        try {
            serial.execute(() -> ended(run.id(), run, result, failure));
        } catch (RejectedExecutionException closed) {
            LOG.debug("{}: {} ended while the pipeline was being stopped; it is done again", run.id(), run.phase);
        }
    }

    private void lay(Work work, Watch watch) throws IOException {
        Files.createDirectories(work.files().cache().folder());
        store.lay(work.order(), watch.cancelled());
    }

    /** @return what the journal keeps of it; null when it was stopped */
    private String phase(SealPhase phase, Work work, Watch watch) throws IOException {
        SectorFiles files = work.files();
        SealStatement statement = new SealStatement(work.seal(), work.commR(), work.seed());
        return switch (phase) {
            case PRE_COMMIT_1 -> {
                lay(work, watch);
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
        boolean disk = failure instanceof IOException;
        if (disk) {
            LOG.warn("{}: {}", sector.id, why, failure);
        } else {
            LOG.error("{}: {}", sector.id, why, failure);
        }
        boolean bad = disk && times % SCRAPPED_AFTER == 0 && phase != SealPhase.FINALIZE && scrapped(sector);
        // What is to be deleted is of no use for sealing any more.
        if ((bad || !disk) && phase != SealPhase.PRE_COMMIT_1 && phase != SealPhase.FINALIZE) {
            notes.botched(sector, phase, why, epoch);
        }
        pauses.refused(sector.id, why, times - 1, epoch);
    }

    /** A file that cannot be read is not made again as long as it is there. A full disk mends nothing that way. */
    private boolean scrapped(Sector sector) {
        long free = store.free();
        if (free >= 0 && free < sector.size) {
            return false;
        }
        try {
            LOG.warn("{}: all that was made of its data is deleted and made again", sector.id);
            store.scrap(sector.id);
            return true;
        } catch (IOException stubborn) {
            LOG.error("{}: what was made of its data cannot be deleted: look at the disk", sector.id, stubborn);
            return false;
        }
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
