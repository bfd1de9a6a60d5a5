package io.fondaco.chain.actors.market;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Policy.Settlement;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;

/** Has deals paid: in cron, and when somebody asks for it. */
final class Settling {
    /** More deals than any message can have paid. */
    private static final int MAX_DEALS = 8192;

    private Settling() {}

    static byte[] cronTick(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.CRON);
        Codec.noParams(params);
        Policy.Deals policy = runtime.policy().deals();
        Draft draft = new Draft(runtime);
        for (long id : draft.due(runtime.epoch())) {
            DealProposal deal = draft.proposal(id).orElse(null);
            if (deal == null) {
                Abort.unless(
                        policy.settlement() == Settlement.BY_CALL,
                        ExitCode.USR_NOT_FOUND,
                        "deal " + id + " is to be looked at and does not exist");
                continue;
            }
            DealState state = draft.state(id).orElse(null);
            if (state == null) {
                draft.timeOut(id, deal);
            } else if (policy.settlement() == Settlement.BY_CALL) {
                draft.forget(deal);
            } else if (!draft.update(id, deal, state).over()) {
                draft.schedule(runtime.epoch().plus(policy.tick()), id);
            }
        }
        draft.finish();
        return Codec.NOTHING;
    }

    static byte[] settle(Runtime runtime, byte[] params) {
        Abort.unless(
                runtime.policy().deals().settlement() == Settlement.BY_CALL,
                ExitCode.USR_UNHANDLED_MESSAGE,
                "cron has deals paid on this network");
        BitField ids = MarketParams.SETTLE.params(params);
        Abort.unlessArgument(
                ids.count() <= MAX_DEALS, ids.count() + " deals to settle: at most " + MAX_DEALS + " at once");
        runtime.charge(runtime.prices().entries(ids.count()));
        Draft draft = new Draft(runtime);
        List<MarketParams.Failure> failures = new ArrayList<>();
        List<MarketParams.Settlement> settlements = new ArrayList<>();
        long index = 0;
        for (PrimitiveIterator.OfLong each = ids.stream().iterator(); each.hasNext(); index++) {
            MarketParams.Settlement settled = settle(runtime, draft, each.nextLong());
            if (settled == null) {
                failures.add(new MarketParams.Failure(index, MarketActor.DEAL_EXPIRED));
            } else {
                settlements.add(settled);
            }
        }
        draft.finish();
        return MarketParams.Settled.CODEC.encode(new MarketParams.Settled(failures, settlements));
    }

    /** What was paid, or null for a deal that does not exist, or not any more. */
    private static MarketParams.Settlement settle(Runtime runtime, Draft draft, long id) {
        DealProposal deal = draft.proposal(id).orElse(null);
        if (deal == null) {
            return null;
        }
        if (runtime.epoch().isBefore(deal.start())) {
            return new MarketParams.Settlement(TokenAmount.ZERO, false);
        }
        DealState state = draft.state(id).orElse(null);
        if (state == null) {
            draft.timeOut(id, deal);
            return null;
        }
        DealUpdate update = draft.update(id, deal, state);
        return new MarketParams.Settlement(update.paid(), update.over());
    }
}
