package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.actors.miner.PreCommit;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.model.Cid;
import io.fondaco.proof.Node;
import io.fondaco.proof.SealProof;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes down how far sectors have come, in the journal and in the log. */
final class Notes {

    private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

    private final SectorJournal journal;
    private final Pauses pauses;

    Notes(SectorJournal journal, Pauses pauses) {
        this.journal = journal;
        this.pauses = pauses;
    }

    void closed(Sector sector, Sight now) {
        journal.record(new SectorEvent.Closed(sector.id.miner().toString(), sector.id.number(), now.epoch()));
    }

    /** The pool has sent a message once more, with another fee. */
    void sentAnew(Sector sector, Step step, Cid message, Sight now) {
        journal.record(new SectorEvent.Sent(
                sector.id.miner().toString(),
                sector.id.number(),
                step,
                sector.attempt(step),
                message.toString(),
                sector.need.atto().toString(),
                sector.value.atto().toString(),
                now.epoch()));
    }

    void refuse(Sector sector, Step step, String why, Sight now) {
        int attempt = sector.attempt(step);
        journal.record(new SectorEvent.Refused(
                sector.id.miner().toString(), sector.id.number(), step, attempt, why, now.epoch()));
        pauses.refused(sector.id, why, attempt, now.epoch());
    }

    void preCommitted(Sector sector, PreCommit preCommit, Sight now) {
        List<Long> deals = preCommit.sector().deals();
        LOG.info("{} is pre-committed at epoch {} with deals {}", sector.id, preCommit.epoch(), deals);
        journal.record(new SectorEvent.Precommitted(
                sector.id.miner().toString(),
                sector.id.number(),
                preCommit.epoch().number(),
                deals,
                preCommit.sector().expiration().number(),
                now.epoch()));
        pauses.clear(sector.id);
    }

    void activated(Sector sector, SectorInfo info, Sight now) {
        LOG.info("{} is active from epoch {} to {}", sector.id, info.activation(), info.expiration());
        journal.record(new SectorEvent.Activated(
                sector.id.miner().toString(),
                sector.id.number(),
                info.activation().number(),
                info.deals(),
                info.expiration().number(),
                now.epoch()));
        pauses.clear(sector.id);
    }

    void undo(Sector sector, Step step, Sight now) {
        LOG.info("{}: the chain went another way, on which its {} is not there yet", sector.id, step);
        journal.record(new SectorEvent.Undone(sector.id.miner().toString(), sector.id.number(), step, now.epoch()));
    }

    void ticket(Sector sector, SealProof kind, long ticketEpoch, Node ticket, Node data, String why, Sight now) {
        LOG.info("{} is sealed with the ticket of epoch {}: {}", sector.id, ticketEpoch, why);
        journal.record(new SectorEvent.Ticketed(
                sector.id.miner().toString(),
                sector.id.number(),
                kind.number(),
                ticketEpoch,
                ticket.toString(),
                data.toString(),
                why,
                now.epoch()));
    }

    void phase(Sector sector, SealPhase phase, String result, long epoch) {
        LOG.info("{}: {} is done", sector.id, phase);
        journal.record(new SectorEvent.Done(sector.id.miner().toString(), sector.id.number(), phase, result, epoch));
    }

    void seed(Sector sector, Node seed, String why, Sight now) {
        LOG.info("{} is challenged: {}", sector.id, why);
        journal.record(
                new SectorEvent.Seeded(sector.id.miner().toString(), sector.id.number(), seed.toString(), now.epoch()));
    }

    void botched(Sector sector, SealPhase phase, String why, long epoch) {
        journal.record(new SectorEvent.Botched(sector.id.miner().toString(), sector.id.number(), phase, why, epoch));
    }

    void cleared(Sector sector, long epoch) {
        journal.record(new SectorEvent.Cleared(sector.id.miner().toString(), sector.id.number(), epoch));
    }

    void fail(Sector sector, String why, Sight now) {
        LOG.warn("{} is given up: {}", sector.id, why);
        journal.record(new SectorEvent.Failed(sector.id.miner().toString(), sector.id.number(), why, now.epoch()));
        pauses.clear(sector.id);
    }

    /** @param why a sector could not be shown to be stored; empty when it can be shown again */
    void unshown(SectorId sector, String why, long epoch) {
        journal.catchUp();
        journal.record(new SectorEvent.Unshown(sector.miner().toString(), sector.number(), why, epoch));
    }
}
