package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.Included;
import io.fondaco.chain.actors.miner.PreCommit;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.chain.actors.miner.Statements;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Epoch;
import io.fondaco.proof.Node;
import io.fondaco.proof.SealProof;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.pipeline.PipelinePolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a sector as far as it can go at a head. What the chain has counts more than what was noted: a step is sent only
 * while the chain does not have it, under a key that names it, and a number can be pre-committed and proven only once.
 */
final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private final SectorJournal journal;
    private final Packing packing;
    private final Messages messages;
    private final Seals seals;
    private final Fate fate;
    private final Notes notes;
    private final Pauses pauses;
    private final PipelinePolicy policy;
    /** Since when deals are not on the chain. */
    private final Map<Long, Long> missing = new HashMap<>();

    Progress(
            SectorJournal journal,
            Packing packing,
            Messages messages,
            Seals seals,
            Fate fate,
            Notes notes,
            Pauses pauses,
            PipelinePolicy policy) {
        this.journal = journal;
        this.packing = packing;
        this.messages = messages;
        this.seals = seals;
        this.fate = fate;
        this.notes = notes;
        this.pauses = pauses;
        this.policy = policy;
    }

    /** @param head of {@code now} */
    void step(Sector sector, Sight now, Tipset head) {
        Sight.Miner miner = now.miner(sector.id.miner()).orElse(null);
        if (miner == null) {
            pauses.add(sector.id, "miner", "the miner is not on the chain", now.epoch());
            return;
        }
        if (messages.sending(sector.id)) {
            return;
        }
        Sight.OnChain onChain = miner.sector(sector.id.number());
        if (sector.state == SectorState.FAILED) {
            failed(sector, onChain, now);
            return;
        }
        if (sector.state != SectorState.ACTIVE && appeared(sector, onChain, now)) {
            return;
        }
        if (sector.state == SectorState.PACKING && packing.due(sector, now)) {
            notes.closed(sector, now);
        }
        switch (sector.state) {
            case PACKED -> packed(sector, miner, now);
            case PRE_COMMIT_SENT -> preCommitSent(sector, now, head);
            case PRE_COMMITTED -> preCommitted(sector, miner, onChain, now);
            case PROVE_COMMIT_SENT -> proveCommitSent(sector, miner, onChain, now, head);
            case ACTIVE -> active(sector, miner, onChain, now);
            default -> {}
        }
    }

    /** The chain may go another way, on which what was too late is in time. */
    private void failed(Sector sector, Sight.OnChain onChain, Sight now) {
        Optional<SectorInfo> info = onChain.info()
                .filter(i -> !i.deals().isEmpty())
                .filter(i -> i.deals().stream()
                        .allMatch(id -> journal.book().deal(id).isPresent()));
        if (info.isPresent()) {
            notes.activated(sector, info.get(), now);
        } else {
            packing.repack(sector, now);
        }
    }

    /** Notes what the chain has of a sector and is not noted yet. Returns whether that ends the step. */
    private boolean appeared(Sector sector, Sight.OnChain onChain, Sight now) {
        if (onChain.info().isPresent()) {
            SectorInfo info = onChain.info().get();
            if (ours(sector, info.deals(), now)) {
                notes.activated(sector, info, now);
            }
            return true;
        }
        PreCommit preCommit = onChain.preCommit().orElse(null);
        if (preCommit == null) {
            return false;
        }
        List<Long> deals = preCommit.sector().deals();
        if (!ours(sector, deals, now)) {
            return true;
        }
        boolean noted = sector.precommitted == preCommit.epoch().number()
                && (sector.state == SectorState.PRE_COMMITTED || sector.state == SectorState.PROVE_COMMIT_SENT);
        if (!noted) {
            notes.preCommitted(sector, preCommit, now);
        }
        return false;
    }

    private boolean ours(Sector sector, List<Long> onChain, Sight now) {
        if (!sector.deals().isEmpty() && onChain.containsAll(sector.dealIds())) {
            return true;
        }
        giveUp(sector, "its number was used for deals " + onChain + " by another node of the same miner", now);
        return false;
    }

    private void packed(Sector sector, Sight.Miner miner, Sight now) {
        if (messages.adopt(sector, Step.PRE_COMMIT, now.epoch())) {
            return;
        }
        if (miner.used().contains(sector.id.number())) {
            giveUp(sector, "its number was used by another node of the same miner", now);
            return;
        }
        if (!judged(sector, miner, now) || waits(sector, now.shortest(), now)) {
            return;
        }
        if (sector.deals().isEmpty()) {
            giveUp(sector, "no deal in it is left", now);
            return;
        }
        if (sector.lastEnd() > now.latestEnd()) {
            pauses.note(
                    sector.id,
                    "a deal in it ends at epoch " + sector.lastEnd() + ", later than a sector of today may",
                    now.epoch());
            return;
        }
        if (miner.proofless() || sealed(sector, miner, now)) {
            messages.preCommit(sector, miner, now);
        }
    }

    /** Nobody waits longer than a deal can. @param takes epochs from the message on */
    private boolean waits(Sector sector, long takes, Sight now) {
        return pauses.waits(sector.id, now.epoch(), sector.firstStart() <= now.epoch() + takes + policy.hurry());
    }

    /** Drops deals that cannot be in it. False while it is unknown whether one can. */
    private boolean judged(Sector sector, Sight.Miner miner, Sight now) {
        boolean all = true;
        for (Deal deal : sector.deals().toArray(Deal[]::new)) {
            String why = Verdict.of(deal, miner, now);
            if (why.isEmpty()) {
                missing.remove(deal.id());
            } else if (mayComeBack(deal, now)) {
                pauses.note(sector.id, why + "; the chain may be about to go another way", now.epoch());
                all = false;
            } else {
                LOG.warn("{}: {} and is left out", sector.id, why);
                packing.drop(sector, deal.id(), why, now);
                missing.remove(deal.id());
            }
        }
        return all;
    }

    /** A deal that is missing may be published again once the chain went another way. */
    private boolean mayComeBack(Deal deal, Sight now) {
        return now.deal(deal.id()).isEmpty()
                && now.inTime(deal.start())
                && now.epoch() - missing.computeIfAbsent(deal.id(), id -> now.epoch()) < policy.confidence();
    }

    private void preCommitSent(Sector sector, Sight now, Tipset head) {
        Included found = fate.of(sector, Step.PRE_COMMIT, now, head).orElse(null);
        if (found == null) {
            return;
        }
        if (!found.receipt().ok()) {
            notes.refuse(sector, Step.PRE_COMMIT, "its pre-commit failed with " + Fate.exit(found), now);
        } else {
            giveUp(sector, "it was pre-committed at epoch " + found.height() + " and not proven in time", now);
        }
    }

    private void preCommitted(Sector sector, Sight.Miner miner, Sight.OnChain onChain, Sight now) {
        if (onChain.preCommit().isEmpty()) {
            notes.undo(sector, Step.PRE_COMMIT, now);
            return;
        }
        String hopeless = hopeless(sector, now);
        if (!hopeless.isEmpty()) {
            giveUp(sector, hopeless, now);
            return;
        }
        // The message runs in the next epoch, and the challenge must be over then.
        boolean challenged =
                now.epoch() >= sector.precommitted + now.policy().sealing().challengeDelay();
        if (!challenged || messages.adopt(sector, Step.PROVE_COMMIT, now.epoch()) || waits(sector, 1, now)) {
            return;
        }
        if (miner.proofless()) {
            messages.proveCommit(sector, miner, new byte[0], now);
            return;
        }
        if (sector.seal == null || replica(sector, onChain)) {
            giveUp(sector, "what was pre-committed is another replica than the one that is here", now);
            return;
        }
        proven(sector, miner, now).ifPresent(proof -> messages.proveCommit(sector, miner, proof, now));
    }

    /** Whether the chain has another replica than ours. */
    private static boolean replica(Sector sector, Sight.OnChain onChain) {
        return sector.seal.sealed()
                && onChain.preCommit()
                        .filter(p -> !p.sector().sealedCid().equals(Statements.sealedCid(sector.seal.commR)))
                        .isPresent();
    }

    /** Seals what is in a sector now, with a ticket that the chain still takes. @return whether that is done */
    private boolean sealed(Sector sector, Sight.Miner miner, Sight now) {
        Node data = Node.of(sector.layout().commitment().root());
        String anew = sector.seal == null
                ? "it takes no more pieces"
                : !sector.seal.commD.equals(data)
                        ? "other pieces are in it than before"
                        : now.epoch() + 2 - sector.seal.ticketEpoch
                                        > now.policy().sealing().maxRandomnessLookback()
                                ? "its ticket of epoch " + sector.seal.ticketEpoch + " has expired"
                                : "";
        if (!anew.isEmpty()) {
            if (seals.busy(sector.id)) {
                seals.stop(sector.id);
                return false;
            }
            Epoch epoch = Messages.ticketEpoch(now);
            SealProof kind = SealProof.ofNumber(miner.sealProof());
            notes.ticket(sector, kind, epoch.number(), messages.ticket(miner.id(), epoch), data, anew, now);
        }
        if (!sector.seal.sealed()) {
            seals.go(sector, sector.seal.next());
            return false;
        }
        return true;
    }

    /** Proves a sector for the seed this chain has drawn for it. @return the proof, once it is made */
    private Optional<byte[]> proven(Sector sector, Sight.Miner miner, Sight now) {
        Node seed = messages.seed(
                miner.id(),
                Epoch.of(sector.precommitted + now.policy().sealing().challengeDelay()));
        if (!seed.equals(sector.seal.seed)) {
            if (seals.busy(sector.id)) {
                seals.stop(sector.id);
                return Optional.empty();
            }
            notes.seed(sector, seed, sector.seal.seed == null ? "its seed is drawn" : "its seed was drawn anew", now);
        }
        if (!sector.seal.proven()) {
            seals.go(sector, sector.seal.next());
            return Optional.empty();
        }
        Optional<byte[]> proof = seals.proof(sector);
        if (proof.isEmpty()) {
            notes.seed(sector, seed, "its proof is gone and is made again", now);
        }
        return proof;
    }

    /** Why a sector that is pre-committed can never be active; empty if it can. */
    private static String hopeless(Sector sector, Sight now) {
        if (now.epoch() >= sector.precommitted + now.policy().sealing().maxProveCommit()) {
            return "it was not proven until epoch "
                    + (sector.precommitted + now.policy().sealing().maxProveCommit());
        }
        for (Deal deal : sector.deals()) {
            Sight.OnChainDeal known = now.deal(deal.id()).orElse(null);
            if (known == null || now.epoch() >= deal.start()) {
                return "deal " + deal.id() + " in it, which started at epoch " + deal.start()
                        + ", timed out before it was" + " proven; its deposit is lost";
            }
            if (known.state().isPresent()) {
                return "deal " + deal.id() + " in it is in another sector already; its deposit is lost";
            }
        }
        return "";
    }

    private void proveCommitSent(Sector sector, Sight.Miner miner, Sight.OnChain onChain, Sight now, Tipset head) {
        if (onChain.preCommit().isEmpty()) {
            notes.undo(sector, Step.PRE_COMMIT, now);
            return;
        }
        String hopeless = hopeless(sector, now);
        if (!hopeless.isEmpty()) {
            giveUp(sector, hopeless, now);
            return;
        }
        Included found = fate.of(sector, Step.PROVE_COMMIT, now, head).orElse(null);
        if (found == null) {
            return;
        }
        if (!found.receipt().ok()) {
            notes.refuse(sector, Step.PROVE_COMMIT, "its prove-commit failed with " + Fate.exit(found), now);
        } else {
            notes.refuse(
                    sector,
                    Step.PROVE_COMMIT,
                    "its proof was taken at epoch " + found.height() + ", but the miner did not have the pledge free ("
                            + miner.available() + " is)",
                    now);
        }
    }

    /** A number that is not used any more, or pre-committed again, is of a chain that went another way. */
    private void active(Sector sector, Sight.Miner miner, Sight.OnChain onChain, Sight now) {
        if (onChain.info().isPresent()) {
            boolean settled = now.epoch() >= sector.activation + policy.confidence();
            if (settled && sector.finishing() && !pauses.waits(sector.id, now.epoch())) {
                seals.go(sector, SealPhase.FINALIZE);
            }
            return;
        }
        if (onChain.preCommit().isPresent()) {
            notes.undo(sector, Step.PROVE_COMMIT, now);
        } else if (!miner.used().contains(sector.id.number())) {
            notes.undo(sector, Step.PRE_COMMIT, now);
        }
    }

    private void giveUp(Sector sector, String why, Sight now) {
        seals.stop(sector.id);
        notes.fail(sector, why, now);
        packing.repack(sector, now);
    }
}
