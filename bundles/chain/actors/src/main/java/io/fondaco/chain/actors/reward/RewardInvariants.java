package io.fondaco.chain.actors.reward;

import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.Invariants;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.model.TokenAmount;

/** What was paid and what is held is all there was to mint, and tips that wait for their block. */
public final class RewardInvariants implements Invariants {
    @Override
    public void check(Report report) {
        RewardState state =
                report.tree().state(Singletons.REWARD, RewardState.class).orElse(null);
        report.rule(state != null, Singletons.REWARD, () -> "there is no reward actor");
        if (state == null) {
            return;
        }
        TokenAmount balance =
                report.tree().actor(Singletons.REWARD).map(ActorEntry::balance).orElse(TokenAmount.ZERO);
        TokenAmount toMint = state.simpleTotal().plus(state.baselineTotal());
        report.rule(
                state.totalStoragePowerReward().plus(balance).compareTo(toMint) >= 0,
                Singletons.REWARD,
                () -> "paid " + state.totalStoragePowerReward() + " and has " + balance + " of " + toMint);
        report.rule(
                state.totalStoragePowerReward().compareTo(toMint) <= 0,
                Singletons.REWARD,
                () -> "paid " + state.totalStoragePowerReward() + " of " + toMint);
        report.rule(
                !state.thisEpochReward().isNegative(),
                Singletons.REWARD,
                () -> "a reward of " + state.thisEpochReward());
        report.rule(
                state.minting().cumsumRealized().compareTo(state.minting().cumsumBaseline()) <= 0,
                Singletons.REWARD,
                () -> "more power was had than expected: " + state.minting());
        report.rule(
                state.minting().effectiveNetworkTime() <= state.epoch().number(),
                Singletons.REWARD,
                () -> "the effective time is ahead of epoch " + state.epoch());
        report.rule(
                state.epoch().number() <= report.epoch().number() + 1,
                Singletons.REWARD,
                () -> "figures are for epoch " + state.epoch() + " at epoch " + report.epoch());
    }
}
