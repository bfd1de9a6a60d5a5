package io.fondaco.chain.actors.reward;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.Policy;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import org.junit.Test;

/** Minting by time and power, beside the figures Filecoin began with. */
public class PowerMintingTest {
    private static final Policy.Rewards RULE = Policy.MAINNET.rewards();
    /** What Filecoin had to mint: 330 million FIL with time, 770 million with power. */
    private static final TokenAmount TO_MINT = TokenAmount.fil("1100000000");

    private static final long YEAR = 365 * 2880;

    private final RewardState first = RewardState.first(RULE, TO_MINT);

    private static TokenAmount fil(String decimal) {
        return TokenAmount.fil(decimal);
    }

    @Test
    public void beginsWithFilecoinsTotals() {
        assertThat(first.simpleTotal()).isEqualTo(fil("330000000"));
        assertThat(first.baselineTotal()).isEqualTo(fil("770000000"));
        assertThat(first.epoch()).isEqualTo(Epoch.of(0));
        // Rounded down twice on the way there and back.
        assertThat(first.baselinePower()).isEqualTo(new BigInteger("2888888879999999999"));
    }

    /** Source: specs-actors; the estimate every network begins with is the reward of epoch 1 without power. */
    @Test
    public void mintsWhatFilecoinMintedWithoutPower() {
        assertThat(first.thisEpochReward()).isEqualTo(fil("36.266264293777134739"));
        RewardState second = first.after(Epoch.of(0), BigInteger.ZERO);
        assertThat(second.thisEpochReward()).isEqualTo(fil("36.266260308195979333"));
        assertThat(second.thisEpochReward()).isEqualTo(RULE.perEpoch());
        assertThat(second.epoch()).isEqualTo(Epoch.of(1));
        assertThat(second.minting().effectiveNetworkTime()).isZero();
    }

    @Test
    public void mintsMoreWithPowerButNoMoreThanTheBaselineAllows() {
        TokenAmount without = first.after(Epoch.of(0), BigInteger.ZERO).thisEpochReward();
        TokenAmount some =
                first.after(Epoch.of(0), BigInteger.ONE.shiftLeft(60)).thisEpochReward();
        TokenAmount full = first.after(Epoch.of(0), RULE.baseline()).thisEpochReward();
        TokenAmount tenfold = first.after(Epoch.of(0), RULE.baseline().multiply(BigInteger.TEN))
                .thisEpochReward();
        assertThat(some).isGreaterThan(without);
        assertThat(full).isGreaterThan(some);
        assertThat(tenfold.minus(full)).isLessThan(fil("0.001"));
        assertThat(full).isBetween(fil("120"), fil("121"));
    }

    @Test
    public void mintsHalfInSixYears() {
        RewardState.Minting none = first.minting();
        TokenAmount later = PowerMinting.reward(6 * YEAR, none, none, first.simpleTotal(), first.baselineTotal());
        TokenAmount twice = later.times(2);
        assertThat(first.thisEpochReward().minus(twice).max(twice.minus(first.thisEpochReward())))
                .isLessThan(fil("0.000000001"));
    }

    @Test
    public void theBaselineDoublesInAYear() {
        BigInteger baseline = RULE.baseline();
        for (int i = 0; i < YEAR; i++) {
            baseline = PowerMinting.baselineAfter(baseline);
        }
        BigInteger off = baseline.subtract(RULE.baseline().shiftLeft(1)).abs();
        assertThat(off).isLessThan(BigInteger.valueOf(10_000_000));
        assertThat(PowerMinting.baselineBefore(PowerMinting.baselineAfter(RULE.baseline())))
                .isIn(RULE.baseline(), RULE.baseline().subtract(BigInteger.ONE));
    }

    @Test
    public void epochsWithoutBlocksMoveTheClockButAreNotPaid() {
        BigInteger power = RULE.baseline();
        RewardState stepwise = first;
        for (int i = 0; i < 10; i++) {
            stepwise = stepwise.after(Epoch.of(i), power);
        }
        RewardState atOnce = first.after(Epoch.of(9), power);
        assertThat(atOnce.epoch()).isEqualTo(Epoch.of(10)).isEqualTo(stepwise.epoch());
        assertThat(atOnce.minting()).isEqualTo(stepwise.minting());
        assertThat(atOnce.thisEpochReward()).isEqualTo(stepwise.thisEpochReward());
        assertThat(atOnce.smoothed()).isNotEqualTo(stepwise.smoothed());
    }

    @Test
    public void estimatesFollowWhatIsObserved() {
        BigInteger hundred = BigInteger.valueOf(100);
        Estimate estimate = Estimate.steady(BigInteger.ZERO);
        assertThat(Estimate.steady(hundred).observing(hundred, 5)).isEqualTo(Estimate.steady(hundred));
        BigInteger before = BigInteger.ZERO;
        for (int i = 0; i < 1000; i++) {
            estimate = estimate.observing(hundred, 1);
            assertThat(estimate.position()).isGreaterThan(before);
            before = estimate.position();
        }
        // 1 - (1 - 9.25e-4)^1000 is 0.6036; the velocity adds some.
        assertThat(estimate.value().longValue()).isBetween(60L, 75L);
        Estimate falling = Estimate.steady(hundred).observing(BigInteger.ZERO, 3);
        assertThat(falling.velocity()).isNegative();
        assertThat(falling.value()).isEqualTo(99);
    }
}
