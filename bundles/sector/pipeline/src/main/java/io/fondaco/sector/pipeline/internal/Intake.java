package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.actors.StateReader;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceInfo;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pieces over: checks the deal against the chain, copies the bytes, checks them against the piece CID, and places the
 * deal. The copy is kept under the payload's own piece CID of version 2, so that it is not the blob of a client in the same
 * house, whose end is another one's.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final String DRAFTS = "sector-intake-";
    private static final int BUFFER = 1 << 17;

    private final SectorJournal journal;
    private final Blobs blobs;
    private final Clock clock;
    private final StateReader states;
    private final Packing packing;
    private final Executor copying;
    private final Executor serial;
    private final Runnable placed;
    private final Map<Long, CompletableFuture<SectorPlacement>> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param copying where bytes are copied, several pieces at once
     * @param serial the thread of the journal
     * @param placed told after each placement
     */
    Intake(
            SectorJournal journal,
            Blobs blobs,
            Clock clock,
            StateReader states,
            Packing packing,
            Executor copying,
            Executor serial,
            Runnable placed) {
        this.journal = journal;
        this.blobs = blobs;
        this.clock = clock;
        this.states = states;
        this.packing = packing;
        this.copying = copying;
        this.serial = serial;
        this.placed = placed;
        sweep();
    }

    /** Copies that a process before this one did not finish are of no use: they are made anew. */
    private void sweep() {
        try {
            for (String name : blobs.drafts(DRAFTS)) {
                blobs.discard(name);
            }
        } catch (IOException left) {
            LOG.warn("unfinished copies {}* could not be deleted; it is tried again with the next start", DRAFTS, left);
        }
    }

    CompletionStage<SectorPlacement> add(SectorPiece piece) {
        CompletableFuture<SectorPlacement> mine = new CompletableFuture<>();
        CompletableFuture<SectorPlacement> other = underWay.putIfAbsent(piece.dealId(), mine);
        if (other != null) {
            return other.copy();
        }
        mine.whenComplete((placement, failure) -> underWay.remove(piece.dealId(), mine));
        run(serial, mine, () -> begin(piece, mine));
        return mine.copy();
    }

    private interface Task {
        void run() throws IOException;
    }

    /** Whatever happens, the caller is told. */
    private void run(Executor where, CompletableFuture<?> result, Task task) {
        try {
            where.execute(() -> {
                try {
                    if (closed) {
                        throw closing();
                    }
                    task.run();
                } catch (IOException | RuntimeException | Error failed) {
                    result.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException stopped) {
            result.completeExceptionally(closing());
        }
    }

    private static SectorException closing() {
        return new SectorException(
                Reason.CLOSED, "the sector pipeline is being stopped; hand the piece over when it is back");
    }

    private void begin(SectorPiece piece, CompletableFuture<SectorPlacement> result) {
        journal.catchUp();
        Optional<SectorPlacement> known = known(piece.dealId());
        if (known.isPresent()) {
            result.complete(known.get());
            return;
        }
        look(piece);
        run(copying, result, () -> {
            Copy copy = copy(piece);
            run(serial, result, () -> finish(piece, copy, result));
        });
    }

    private Optional<SectorPlacement> known(long id) {
        Book book = journal.book();
        return book.place(id).isPresent() ? book.deal(id).map(packing::placement) : Optional.empty();
    }

    /**
     * @throws SectorException if the chain speaks against the piece
     * @throws io.fondaco.chain.ChainException (UNAVAILABLE) while the node is behind the clock: the deal may be in what is
     *     to come
     */
    private Sight look(SectorPiece piece) {
        Sight now = states.read(view -> {
            clock.check(view.epoch());
            Address id = view.tree().resolve(piece.miner()).orElse(piece.miner());
            return Sight.of(view, Map.of(id, List.of()), List.of(piece.dealId()));
        });
        Sight.Miner miner = miner(piece, now);
        Verdict.check(piece, miner, now);
        packing.check(deal(piece, piece.pieceCid()), miner, now);
        return now;
    }

    private static Sight.Miner miner(SectorPiece piece, Sight now) {
        return now.miners().values().stream()
                .findFirst()
                .orElseThrow(() -> new SectorException(
                        Reason.UNKNOWN_MINER, "there is no miner " + piece.miner() + " on the chain"));
    }

    private static Deal deal(SectorPiece piece, Cid copy) {
        return new Deal(
                piece.dealId(),
                piece.pieceCid(),
                piece.size().padded(),
                copy,
                piece.start().number(),
                piece.end().number());
    }

    /** Bytes that are written but not a blob yet. */
    private record Copy(Draft draft, Cid cid) {}

    private Copy copy(SectorPiece piece) throws IOException {
        Draft draft = blobs.draft(DRAFTS + piece.dealId());
        try {
            PieceInfo natural = write(piece, draft);
            String wrong = wrong(piece, natural);
            if (!wrong.isEmpty()) {
                throw new SectorException(
                        Reason.DAMAGED,
                        "the bytes of deal " + piece.dealId() + " (" + natural.payloadBytes() + ") " + wrong
                                + ": fetch them again");
            }
            return new Copy(draft, natural.cidV2());
        } catch (IOException | RuntimeException | Error failed) {
            blobs.discard(draft.name());
            throw failed;
        }
    }

    private static String wrong(SectorPiece piece, PieceInfo natural) {
        try {
            Cid is = natural.growTo(piece.size()).cidV1();
            return is.equals(piece.pieceCid()) ? "" : "are piece " + is + ", not " + piece.pieceCid();
        } catch (PieceException tooLong) {
            return "do not fit the piece of " + piece.size() + ": " + tooLong.getMessage();
        }
    }

    private static PieceInfo write(SectorPiece piece, Draft draft) throws IOException {
        try (InputStream in = Files.newInputStream(piece.payload());
                OutputStream out = Files.newOutputStream(draft.path());
                CommPCalculator commitment = CommPCalculator.sequential()) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                commitment.update(buffer, 0, n);
            }
            out.flush();
            PieceInfo natural = commitment.finish();
            // Here, where it holds up nobody: the commit in the journal's thread then has nothing left to force.
            try (FileChannel channel = FileChannel.open(draft.path(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            return natural;
        }
    }

    /** In one go in the journal's thread: so nobody takes the copy for one that serves no deal. */
    private void finish(SectorPiece piece, Copy copy, CompletableFuture<SectorPlacement> result) throws IOException {
        Sight now;
        try {
            journal.catchUp();
            now = look(piece);
        } catch (RuntimeException | Error refused) {
            blobs.discard(copy.draft().name());
            throw refused;
        }
        copy.draft().commit(copy.cid());
        result.complete(packing.place(deal(piece, copy.cid()), miner(piece, now), now));
        placed.run();
    }

    /** Who still waits is told; what is placed stays. */
    void close() {
        closed = true;
        underWay.values().forEach(waiting -> waiting.completeExceptionally(closing()));
    }
}
