package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.persistence.StoreException;
import io.fondaco.sector.SectorState;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through all sectors once for each head; heads that come faster are gone through together. */
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final SectorJournal journal;
    private final FullNode node;
    private final Clock clock;
    private final StateReader states;
    private final Progress progress;
    private final Ends ends;
    private final Consumer<Tipset> proofs;
    private final Pauses pauses;
    private final Executor serial;
    private final AtomicBoolean queued = new AtomicBoolean();
    /** Nothing was looked at, as the head was of the past. */
    private boolean waiting;

    private volatile boolean closed;

    Turns(
            SectorJournal journal,
            FullNode node,
            Clock clock,
            StateReader states,
            Progress progress,
            Ends ends,
            Consumer<Tipset> proofs,
            Pauses pauses,
            Executor serial) {
        this.journal = journal;
        this.node = node;
        this.clock = clock;
        this.states = states;
        this.progress = progress;
        this.ends = ends;
        this.proofs = proofs;
        this.pauses = pauses;
        this.serial = serial;
    }

    /** Asks for a turn; quick. */
    void ask() {
        if (!closed && queued.compareAndSet(false, true)) {
            try {
                serial.execute(this::turn);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("no more turns: the pipeline is being stopped");
            }
        }
    }

    private void turn() {
        queued.set(false);
        if (closed) {
            return;
        }
        Tipset head = node.head();
        try {
            journal.catchUp();
            if (waits(head)) {
                return;
            }
            // First what has a deadline.
            proofs.accept(head);
            steps(head);
            ends.turn(head);
        } catch (IOException | StoreException | CompletionException | StateException failed) {
            LOG.error("sectors could not be looked after at epoch {}; it is tried again with the next", head, failed);
        }
    }

    /** The head has to move for the node to be up with the clock, and that brings the next turn. */
    private boolean waits(Tipset head) {
        boolean past = clock.past(head.height());
        if (past != waiting) {
            LOG.info(
                    past
                            ? "the node is at epoch {}, far behind the clock: sectors wait until it is up"
                            : "the node is up with the clock at epoch {}: sectors go on",
                    head.height());
            waiting = past;
        }
        return past;
    }

    private void steps(Tipset head) {
        long finality = states.policy().rounds().finality();
        long epoch = head.height().number();
        List<Sector> wanted = journal.book().sectors().stream()
                .filter(s -> switch (s.state) {
                    case ACTIVE -> epoch - s.activation <= finality || s.finishing() || ends.doubts(s.id);
                    case FAILED -> epoch - s.over <= finality || !s.deals().isEmpty();
                    case ENDED -> false;
                    default -> true;
                })
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        List<Sector> moving =
                wanted.stream().filter(s -> s.state != SectorState.ACTIVE).toList();
        Sight now = states.read(head.key(), view -> Sight.of(view, Sight.wanted(wanted), Sight.dealsOf(moving)));
        for (Sector sector : wanted) {
            try {
                progress.step(sector, now, head);
            } catch (StoreException | CompletionException failed) {
                // The journal does not write: nothing can be done for the others either.
                throw failed;
            } catch (RuntimeException broken) {
                String kind = broken.getClass().getName();
                if (pauses.add(sector.id, kind, "it cannot go on: " + broken, now.epoch())) {
                    LOG.error("{} cannot go on", sector.id, broken);
                }
            }
        }
    }

    void close() {
        closed = true;
    }
}
