package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.persistence.Blobs;
import io.fondaco.sector.SectorState;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what is over, and deletes copies that serve no deal any more. It believes only what the chain said some epochs
 * below the head, where it does not go another way.
 */
final class Ends {

    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

    private final SectorJournal journal;
    private final FullNode node;
    private final StateReader states;
    private final Blobs blobs;
    private final SectorStore store;
    private final Notes notes;
    private final long confidence;
    /** Active sectors that the chain did not have when it was last looked at: it went another way, or is fetched anew. */
    private final Set<SectorId> doubted = new HashSet<>();

    Ends(
            SectorJournal journal,
            FullNode node,
            StateReader states,
            Blobs blobs,
            SectorStore store,
            Notes notes,
            long confidence) {
        this.journal = journal;
        this.node = node;
        this.states = states;
        this.blobs = blobs;
        this.store = store;
        this.notes = notes;
        this.confidence = confidence;
    }

    /** Whether an active sector has to be looked at again, however long it is active. */
    boolean doubts(SectorId sector) {
        return doubted.contains(sector);
    }

    void turn(Tipset head) throws IOException {
        doubted.clear();
        long deep = head.height().number() - confidence;
        if (deep < 0) {
            return;
        }
        Book book = journal.book();
        List<Sector> active = book.sectors().stream()
                .filter(s -> s.state == SectorState.ACTIVE && s.activation <= deep)
                .toList();
        List<Deal> dropped =
                book.dropped().stream().filter(d -> d.start() <= deep).toList();
        if (!active.isEmpty() || !dropped.isEmpty()) {
            Sight then = states.read(
                    node.tipsetAt(Epoch.of(deep)).key(),
                    view -> Sight.of(
                            view,
                            Sight.wanted(active),
                            dropped.stream().map(Deal::id).toList()));
            active.forEach(sector -> ended(sector, then, deep));
            dropped.stream()
                    .filter(d ->
                            then.deal(d.id()).flatMap(Sight.OnChainDeal::state).isEmpty())
                    .forEach(d -> over(d, deep));
        }
        book.ending(deep).forEach(d -> over(d, deep));
        purge(deep);
        for (Sector sector : List.copyOf(book.sectors())) {
            try {
                clear(sector, deep, states.policy().rounds().finality());
            } catch (IOException undeletable) {
                LOG.warn("the files of {} could not be deleted; it is tried again", sector.id, undeletable);
            }
        }
    }

    private void ended(Sector sector, Sight then, long epoch) {
        if (!gone(sector, then)) {
            if (then.miner(sector.id.miner())
                    .flatMap(m -> m.sector(sector.id.number()).info())
                    .isEmpty()) {
                doubted.add(sector.id);
            }
            return;
        }
        boolean early = then.epoch() < sector.expiration;
        String why = early
                ? "it was terminated before epoch " + then.epoch() + ", its end would have been " + sector.expiration
                : "it came to its end at epoch " + sector.expiration;
        LOG.info("{} ended: {}", sector.id, why);
        List<Deal> deals = List.copyOf(sector.deals());
        journal.record(new SectorEvent.Ended(sector.id.miner().toString(), sector.id.number(), why, epoch));
        deals.stream().filter(d -> !journal.book().over(d.id())).forEach(d -> over(d, epoch));
    }

    /** Not a sector that this chain does not have yet: it may have gone another way. */
    private static boolean gone(Sector sector, Sight then) {
        return then.miner(sector.id.miner())
                .map(m -> !m.live(sector.id.number())
                        && m.used().contains(sector.id.number())
                        && m.sector(sector.id.number()).preCommit().isEmpty())
                .orElse(false);
    }

    /**
     * Deleted before it is noted, as copies are, and not before finality: who was given up may come back while the chain may go
     * another way, and a winning PoSt may ask for what had power that long ago.
     */
    private void clear(Sector sector, long deep, long finality) throws IOException {
        boolean over = !sector.open() && sector.over <= deep - finality;
        if (over && sector.seal != null && !sector.cleared) {
            store.delete(sector.id);
            LOG.info("deleted the files of {}", sector.id);
            notes.cleared(sector, deep);
        }
    }

    private void over(Deal deal, long epoch) {
        journal.record(new SectorEvent.Over(deal.id(), epoch));
    }

    /** Deleted before it is noted: who is killed between deletes once more, which does no harm. */
    private void purge(long epoch) throws IOException {
        for (Cid copy : journal.book().useless()) {
            if (blobs.delete(copy)) {
                LOG.info("deleted the unsealed copy {}: its last deal is over", copy);
            }
            journal.record(new SectorEvent.Purged(copy.toString(), epoch));
        }
    }
}
