package io.fondaco.chain.actors.market;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy.Settlement;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceInfo;
import io.fondaco.piece.SectorLayout;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What miners tell and ask about the deals in their sectors. */
final class SectorCalls {
    /** Sector sizes by seal proof type, in bytes; the types go round in fives: V1, V1.1, synthetic, non-interactive. */
    private static final long[] SECTOR_SIZES = {2L << 10, 8L << 20, 512L << 20, 32L << 30, 64L << 30};

    private static final int SEAL_PROOFS = 20;

    private SectorCalls() {}

    static byte[] verify(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.STORAGE_MINER);
        List<MarketParams.SectorDeals> sectors = MarketParams.VERIFY.params(params);
        runtime.charge(runtime.prices()
                .entries(sectors.stream().mapToLong(s -> s.deals().size()).sum()));
        StateArray<DealProposal> proposals = runtime.state(MarketState.class).proposals();
        List<MarketParams.SectorWeights> weights = new ArrayList<>(sectors.size());
        for (MarketParams.SectorDeals sector : sectors) {
            weights.add(weigh(runtime, proposals, sector.deals(), sector.expiration()));
        }
        return MarketParams.WEIGHTS.encode(weights);
    }

    /** Adds up what deals take of a sector, if all of them can be in one that begins now. */
    private static MarketParams.SectorWeights weigh(
            Runtime runtime, StateArray<DealProposal> proposals, List<Long> deals, Epoch expiration) {
        Set<Long> seen = new HashSet<>();
        long space = 0;
        BigInteger weight = BigInteger.ZERO;
        BigInteger verified = BigInteger.ZERO;
        for (long id : deals) {
            Abort.unlessArgument(seen.add(id), "deal " + id + " is named twice");
            DealProposal deal = existing(proposals, id);
            Abort.unless(
                    deal.provider().equals(runtime.caller()),
                    ExitCode.USR_FORBIDDEN,
                    "deal " + id + " is " + deal.provider() + "'s, not " + runtime.caller() + "'s");
            Abort.unlessArgument(
                    !runtime.epoch().isAfter(deal.start()),
                    "the start of deal " + id + " at " + deal.start() + " is over at " + runtime.epoch());
            Abort.unlessArgument(
                    !deal.end().isAfter(expiration),
                    "deal " + id + " ends at " + deal.end() + ", its sector at " + expiration);
            space += deal.pieceSize();
            BigInteger spaceTime = new BigInteger(Long.toUnsignedString(deal.pieceSize()))
                    .multiply(BigInteger.valueOf(deal.duration()));
            if (deal.verified()) {
                verified = verified.add(spaceTime);
            } else {
                weight = weight.add(spaceTime);
            }
        }
        return new MarketParams.SectorWeights(space, weight, verified);
    }

    private static DealProposal existing(StateArray<DealProposal> proposals, long id) {
        return proposals.get(id).orElseThrow(() -> new Abort(ExitCode.USR_NOT_FOUND, "there is no deal " + id));
    }

    static byte[] activate(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.STORAGE_MINER);
        MarketParams.Activate activate = MarketParams.Activate.CODEC.params(params);
        runtime.charge(runtime.prices().entries(activate.deals().size()));
        MarketState state = runtime.state(MarketState.class);
        weigh(runtime, state.proposals(), activate.deals(), activate.expiration());
        StateArray<DealState> states = state.states();
        for (long id : activate.deals()) {
            Abort.unlessArgument(states.get(id).isEmpty(), "deal " + id + " is in another sector already");
            Cid cid = MarketState.cid(existing(state.proposals(), id));
            if (!state.pending().contains(cid.toBytes())) {
                throw new Abort(ExitCode.USR_ILLEGAL_STATE, "deal " + id + " (" + cid + ") is not pending any more");
            }
            states = states.with(id, DealState.activated(runtime.epoch()));
        }
        runtime.put(state.withStates(states));
        return Codec.NOTHING;
    }

    static byte[] terminate(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.STORAGE_MINER);
        MarketParams.Terminate terminate = MarketParams.Terminate.CODEC.params(params);
        // Actors v8 takes it, and its cron fails until that epoch has come.
        Abort.unlessArgument(
                !terminate.epoch().isAfter(runtime.epoch()) && terminate.epoch().number() >= 0,
                "sectors terminated at " + terminate.epoch() + ", which is not over at " + runtime.epoch());
        runtime.charge(runtime.prices().entries(terminate.deals().size()));
        Draft draft = new Draft(runtime);
        for (long id : terminate.deals()) {
            DealProposal deal = draft.proposal(id).orElse(null);
            if (deal == null) {
                runtime.note("deal " + id + " was over before its sector was terminated");
                continue;
            }
            Abort.unless(
                    deal.provider().equals(runtime.caller()),
                    ExitCode.USR_ILLEGAL_STATE,
                    "deal " + id + " is " + deal.provider() + "'s, not " + runtime.caller() + "'s");
            if (!deal.end().isAfter(terminate.epoch())) {
                runtime.note("deal " + id + " ended at " + deal.end() + ", before its sector was terminated");
                continue;
            }
            DealState state = draft.state(id)
                    .orElseThrow(() -> new Abort(
                            ExitCode.USR_ILLEGAL_ARGUMENT, "deal " + id + " is in no sector that could be terminated"));
            if (state.isSlashed()) {
                runtime.note("deal " + id + " was slashed at " + state.slashed() + " already");
                continue;
            }
            Abort.unlessArgument(
                    !terminate.epoch().isBefore(state.sectorStart()),
                    "the sector of deal " + id + " began at " + state.sectorStart() + ", after " + terminate.epoch());
            DealState slashed = state.slashedAt(terminate.epoch());
            if (runtime.policy().deals().settlement() == Settlement.BY_CALL) {
                draft.update(id, deal, slashed);
            } else {
                draft.put(id, slashed);
            }
        }
        draft.finish();
        return Codec.NOTHING;
    }

    static byte[] computeCommitment(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.STORAGE_MINER);
        List<MarketParams.SectorData> sectors = MarketParams.COMPUTE.params(params);
        runtime.charge(runtime.prices()
                .entries(sectors.stream().mapToLong(s -> 1 + s.deals().size()).sum()));
        StateArray<DealProposal> proposals = runtime.state(MarketState.class).proposals();
        List<Cid> commitments = new ArrayList<>(sectors.size());
        for (MarketParams.SectorData sector : sectors) {
            Abort.unlessArgument(
                    sector.sealProof() >= 0 && sector.sealProof() < SEAL_PROOFS,
                    "there is no seal proof type " + sector.sealProof());
            PieceSize size = PieceSize.ofPadded(SECTOR_SIZES[(int) sector.sealProof() % SECTOR_SIZES.length]);
            commitments.add(commitment(size, proposals, sector.deals()));
        }
        return MarketParams.COMMITMENTS.encode(commitments);
    }

    private static Cid commitment(PieceSize size, StateArray<DealProposal> proposals, List<Long> deals) {
        List<PieceInfo> pieces = new ArrayList<>(deals.size());
        for (long id : deals) {
            DealProposal deal = existing(proposals, id);
            try {
                pieces.add(
                        PieceInfo.full(PieceCommitment.fromCid(deal.pieceCid()), PieceSize.ofPadded(deal.pieceSize())));
            } catch (InvalidValueException e) {
                throw new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "the piece of deal " + id + ": " + e.getMessage());
            }
        }
        try {
            return SectorLayout.of(size, pieces).commitment().toCid();
        } catch (PieceException e) {
            throw new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, e.getMessage());
        }
    }
}
