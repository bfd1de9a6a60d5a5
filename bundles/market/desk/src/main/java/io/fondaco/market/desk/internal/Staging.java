package io.fondaco.market.desk.internal;

import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.model.Cid;
import io.fondaco.model.Registration;
import io.fondaco.model.SystemTime;
import io.fondaco.model.Time;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns what the desk has on disk. A prepared CAR, the blob under its piece CID, is kept while any deal of this house that
 * names the piece is open, whichever side, since the provider's unsealed copy may be the same blob; and for a while after
 * it was prepared, offered, or its last deal ended, so that it can be offered again. Then it is deleted. Blobs nobody
 * prepared here are not touched.
 */
@Component(service = Staging.class, configurationPid = DeskSettings.PID)
public final class Staging {

    /** Drafts of files that are being prepared: of no use to anybody once their process is gone. */
    static final String INTAKE = "intake-";

    /** Drafts of files that are being fetched: these can be gone on with. */
    static final String FETCH = "fetch-";

    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
    private static final String COLLECTION = "market.desk.staged";
    private static final Duration FIRST_SWEEP = Duration.ofMinutes(1);
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
    private static final int PAGE = 500;

    private final Blobs blobs;
    private final Index index;
    private final Deals deals;
    private final Time time;
    private final Duration keep;
    private final Runnable after;
    private CompletionStage<Void> written = CompletableFuture.completedFuture(null);
    private Registration alarm = () -> {};
    private boolean closed;

    @Activate
    public Staging(DeskSettings settings, @Reference Blobs blobs, @Reference Index index, @Reference Deals deals) {
        this(blobs, index, deals, new SystemTime("market-desk-staging"), Duration.ofHours(settings.keepHours()));
    }

    private Staging(Blobs blobs, Index index, Deals deals, SystemTime own, Duration keep) {
        this(blobs, index, deals, own, keep, own::close);
    }

    /** @param keep how long what no open deal names is kept */
    Staging(Blobs blobs, Index index, Deals deals, Time time, Duration keep, Runnable after) {
        this.blobs = blobs;
        this.index = index;
        this.deals = deals;
        this.time = time;
        this.keep = keep;
        this.after = after;
        discard(INTAKE, Instant.MAX);
        again(FIRST_SWEEP);
    }

    @Deactivate
    public void close() {
        synchronized (this) {
            closed = true;
            alarm.close();
        }
        after.run();
    }

    private synchronized void again(Duration pause) {
        if (!closed) {
            alarm = time.after(pause, this::sweep);
        }
    }

    /** Makes a draft the blob of a piece. It is known as ours before it is there, so that a kill leaves none unknown. */
    synchronized void stage(Draft draft, Cid piece) throws IOException {
        touch(piece).toCompletableFuture().join();
        draft.commit(piece);
    }

    /** Notes that a piece is about to be offered. False when it is not there. */
    synchronized CompletionStage<Boolean> renew(Cid piece) {
        if (blobs.find(piece).isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        return index.get(COLLECTION, piece.toString()).isPresent()
                ? touch(piece).thenApply(durable -> true)
                : CompletableFuture.completedFuture(true);
    }

    private CompletionStage<Void> touch(Cid piece) {
        written =
                index.put(new IndexRow(COLLECTION, piece.toString(), time.now().toEpochMilli(), Map.of(), new byte[0]));
        return written;
    }

    private void sweep() {
        try {
            discard(FETCH, time.now().minus(keep));
            List<IndexRow> staged = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                var page = index.find(IndexQuery.of(COLLECTION, PAGE).oldest().after(cursor));
                staged.addAll(page.items());
                cursor = page.next();
            } while (cursor.isPresent());
            for (IndexRow row : staged) {
                releaseIfDue(Cid.parse(row.key()));
            }
        } catch (IOException | RuntimeException failed) {
            LOG.warn("prepared data could not be swept; it is tried again in {}", BETWEEN_SWEEPS, failed);
        } finally {
            again(BETWEEN_SWEEPS);
        }
    }

    private synchronized void releaseIfDue(Cid piece) throws IOException {
        // What was renewed a moment ago must be seen; whether it could be written, its own caller is told.
        written.exceptionally(failed -> null).toCompletableFuture().join();
        Optional<IndexRow> row = index.get(COLLECTION, piece.toString());
        if (row.isEmpty() || wanted(piece, Instant.ofEpochMilli(row.get().sort()))) {
            return;
        }
        boolean there = blobs.delete(piece);
        index.remove(COLLECTION, piece.toString()).toCompletableFuture().join();
        if (there) {
            LOG.info("deleted prepared data {}: no deal has named it for {} h", piece, keep.toHours());
        }
    }

    private boolean wanted(Cid piece, Instant touched) {
        Map<String, String> named = Map.of("pieceCid", piece.toString());
        Map<String, String> open = Map.of("pieceCid", piece.toString(), "open", "true");
        Instant due = time.now().minus(keep);
        return touched.isAfter(due)
                || !deals.list(new DealQuery(open, Optional.empty(), 1)).items().isEmpty()
                || deals.list(new DealQuery(named, Optional.empty(), DealQuery.MOST)).items().stream()
                        .map(DealView::since)
                        .anyMatch(ended -> ended.isAfter(due));
    }

    private void discard(String prefix, Instant before) {
        try {
            for (String name : blobs.drafts(prefix)) {
                if (Files.getLastModifiedTime(blobs.draft(name).path())
                        .toInstant()
                        .isBefore(before)) {
                    blobs.discard(name);
                    LOG.info("discarded {}, which nobody goes on with", name);
                }
            }
        } catch (IOException left) {
            LOG.warn("drafts {}* could not be swept; it is tried again with the next start", prefix, left);
        }
    }
}
