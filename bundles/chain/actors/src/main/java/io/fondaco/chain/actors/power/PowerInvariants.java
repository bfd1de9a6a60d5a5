package io.fondaco.chain.actors.power;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Invariants;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.model.Address;
import java.math.BigInteger;

/** Totals are the sums of claims, and nobody waits for an epoch that is over. */
public final class PowerInvariants implements Invariants {
    private static final Address POWER = Singletons.STORAGE_POWER;

    @Override
    public void check(Report report) {
        PowerState state = report.tree().state(POWER, PowerState.class).orElse(null);
        report.rule(state != null, POWER, () -> "there is no power actor");
        if (state != null) {
            checkClaims(report, state);
            checkQueue(report, state);
            report.rule(!state.pledge().isNegative(), POWER, () -> "a pledge of " + state.pledge());
        }
    }

    private static void checkClaims(Report report, PowerState state) {
        BigInteger minimum = BigInteger.valueOf(report.policy().power().minimum());
        Sums sums = new Sums();
        state.claims().forEach((key, claim) -> {
            Address miner = Address.fromBytes(key);
            report.rule(
                    report.tree()
                            .actor(miner)
                            .filter(e -> e.is(ActorCode.STORAGE_MINER))
                            .isPresent(),
                    POWER,
                    () -> "claim of " + miner + ", which is no miner");
            report.rule(
                    claim.raw().signum() >= 0 && claim.raw().compareTo(claim.qualityAdjusted()) <= 0,
                    POWER,
                    () -> "claim of " + miner + " is " + claim);
            sums.add(claim, claim.raw().compareTo(minimum) >= 0);
        });
        report.rule(
                state.totals().equals(sums.totals),
                POWER,
                () -> "totals " + state.totals() + ", claims make " + sums.totals);
        report.rule(state.totals().sound(), POWER, () -> "more is counted than committed: " + state.totals());
        report.rule(
                state.miners() == sums.miners && state.aboveMinimum() == sums.above,
                POWER,
                () -> state.miners() + " miners, " + state.aboveMinimum() + " with the minimum; claims make "
                        + sums.miners + " and " + sums.above);
    }

    private static final class Sums {
        private Totals totals = Totals.NONE;
        private long miners;
        private long above;

        void add(Claim claim, boolean counts) {
            miners++;
            totals = totals.committing(claim.raw(), claim.qualityAdjusted());
            if (counts) {
                above++;
                totals = totals.counting(claim.raw(), claim.qualityAdjusted());
            }
        }
    }

    private static void checkQueue(Report report, PowerState state) {
        state.cronQueue().forEach((key, events) -> {
            long epoch = Keys.signed(key);
            report.rule(
                    epoch >= state.firstCronEpoch().number(),
                    POWER,
                    () -> "calls of epoch " + epoch + " are before the first, " + state.firstCronEpoch());
            events.forEach(event -> report.rule(
                    report.tree()
                            .actor(event.miner())
                            .filter(e -> e.is(ActorCode.STORAGE_MINER))
                            .isPresent(),
                    POWER,
                    () -> "a call at epoch " + epoch + " for " + event.miner() + ", which is no miner"));
        });
        report.rule(
                state.firstCronEpoch().number() <= report.epoch().number() + 1,
                POWER,
                () -> "the first call is expected at " + state.firstCronEpoch() + ", at epoch " + report.epoch());
    }
}
