package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.ProofKind;
import java.math.BigInteger;
import java.util.Set;
import org.junit.Test;

/** A network whose numbers contradict each other is never begun. */
public class PolicyTest {
    private static final Policy DEV = Policy.DEVNET_UNPROVEN;

    @Test
    public void mainnetHasFilecoinsNumbers() {
        Policy p = Policy.MAINNET;
        assertThat(p.epochsInDay()).isEqualTo(2880);
        assertThat(p.rounds()).isEqualTo(new Policy.Rounds(30_000, 10_000, 5, 900));
        assertThat(p.proving()).isEqualTo(new Policy.Proving(2880, 60, 48, 20, 70, 1800, 120_960));
        assertThat(p.sealing().maxProveCommit()).isEqualTo(86_550);
        assertThat(p.sealing().maxRandomnessLookback()).isEqualTo(3780);
        assertThat(p.sealing().minLife()).isEqualTo(518_400);
        assertThat(p.sealing().maxLife()).isEqualTo(1_555_200);
        assertThat(p.sealing().sizes()).containsExactlyInAnyOrder(34_359_738_368L, 68_719_476_736L);
        assertThat(p.deals()).isEqualTo(new Policy.Deals(518_400, 1_555_200, 2880, 1_048_576));
        assertThat(p.power()).isEqualTo(new Policy.Power(10_995_116_277_760L, 4));
        assertThat(p.channels().settleDelay()).isEqualTo(1440);
        assertThat(p.rewards().perEpoch()).isEqualTo(TokenAmount.fil("36.266260308195979333"));
        assertThat(p.rewards().supply()).isEqualTo(TokenAmount.fil("2000000000"));
    }

    @Test
    public void aDayOfTheDevnetIsShort() {
        assertThat(DEV.epochsInDay()).isEqualTo(240);
        assertThat(DEV.rounds()).isEqualTo(new Policy.Rounds(1000, 200, 5, 30));
        assertThat(DEV.proving()).isEqualTo(new Policy.Proving(240, 5, 48, 2, 4, 60, 720));
        assertThat(DEV.sealing())
                .isEqualTo(new Policy.Sealing(
                        Set.of(2048L, 8L << 20, 512L << 20, 32L << 30), 4, 244, 270, 480, 14_400, true, Set.of()));
        assertThat(Policy.DEVNET.sealing())
                .as("proven")
                .isEqualTo(new Policy.Sealing(
                        Set.of(2048L, 8L << 20, 512L << 20),
                        4,
                        244,
                        270,
                        480,
                        14_400,
                        false,
                        Set.of(ProofKind.VANILLA)));
        assertThat(Policy.DEVNET.with(DEV.sealing()).with(DEV.blocks())).isEqualTo(DEV);
        assertThat(Policy.DEVNET.sealing().development()).isTrue();
        assertThat(Policy.MAINNET.sealing().development()).isFalse();
        assertThat(DEV.rewards().baseline()).isEqualTo(java.math.BigInteger.ONE.shiftLeft(40));
        assertThat(DEV.deals()).isEqualTo(new Policy.Deals(240, 12_000, 240, 256));
        assertThat(DEV.power()).isEqualTo(new Policy.Power(2048, 4));
        assertThat(DEV.channels().settleDelay()).isEqualTo(60);
    }

    @Test
    public void messagesHoldTheProofsOfAllSectorsThatAreTaken() {
        refuses(
                "no kind of proofs is taken",
                () -> DEV.with(new Policy.Sealing(Set.of(2048L), 4, 244, 270, 480, 14_400, false, Set.of())));
        refuses(
                "no message of 40960 bytes holds a vanilla proof",
                () -> Policy.DEVNET.with(new Policy.Blocks(10, 5, 10, 10, 40 << 10)));
        refuses("messages of 0 bytes", () -> DEV.with(new Policy.Blocks(10, 5, 10, 10, 0)));
        refuses("messages of 524289 bytes", () -> DEV.with(new Policy.Blocks(10, 5, 10, 10, (512 << 10) + 1)));
        assertThat(Policy.MAINNET.blocks().messageBytes()).isEqualTo(64 << 10);
        assertThat(Policy.DEVNET.blocks().messageBytes()).isEqualTo(320 << 10);
        for (long size : Policy.DEVNET.sealing().sizes()) {
            ProofType type = ProofType.vanilla(size);
            // Ten partitions are proven at once, and three headers report a fault.
            assertThat(type.windowPostBytes(ProofKind.VANILLA, 20) + 1024).isLessThan(320 << 10);
            assertThat(3 * (type.winningPostBytes(ProofKind.VANILLA) + 1024)).isLessThan(320 << 10);
        }
        assertThat(ProofType.vanilla(32L << 30).allowed(Policy.DEVNET.sealing().of(Set.of(32L << 30))))
                .as("proofs of such sectors fit nowhere")
                .isFalse();
    }

    private static void refuses(String message, Runnable make) {
        assertThatThrownBy(make::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy: ")
                .hasMessageContaining(message);
    }

    @Test
    public void refusesRoundsThatCannotBe() {
        refuses("an epoch has 1000", () -> DEV.with(new Policy.Rounds(1000, 1000, 5, 30)));
        refuses("no blocks are expected", () -> DEV.with(new Policy.Rounds(1000, 200, 0, 30)));
        refuses("finality of 0 epochs", () -> DEV.with(new Policy.Rounds(1000, 200, 5, 0)));
        refuses("it takes more than finality, 60", () -> DEV.with(new Policy.Rounds(1000, 200, 5, 60)));
        refuses(
                "a day of 0 epochs",
                () -> new Policy(
                        "x",
                        0,
                        DEV.rounds(),
                        DEV.proving(),
                        DEV.sealing(),
                        DEV.deals(),
                        DEV.power(),
                        DEV.channels(),
                        DEV.rewards(),
                        DEV.blocks()));
    }

    @Test
    public void refusesProvingThatCannotBe() {
        refuses("do not make a proving period of 241", () -> DEV.with(new Policy.Proving(241, 5, 48, 2, 4, 60, 723)));
        refuses("no more than a window of 5 is allowed", () -> DEV.with(new Policy.Proving(240, 5, 48, 6, 6, 60, 720)));
        refuses("is known", () -> DEV.with(new Policy.Proving(240, 5, 48, 2, 1, 60, 720)));
        refuses("partitions could never be compacted", () -> DEV.with(new Policy.Proving(240, 5, 48, 2, 4, 226, 720)));
        refuses("it takes whole proving periods of 240", () -> DEV.with(new Policy.Proving(240, 5, 48, 2, 4, 60, 721)));
    }

    @Test
    public void refusesSectorsThatCannotBe() {
        refuses("no sector size is allowed", () -> DEV.with(new Policy.Sealing(Set.of(), 4, 244, 270, 480, 14_400)));
        refuses("powers of two from 2048", () -> DEV.with(new Policy.Sealing(Set.of(3000L), 4, 244, 270, 480, 14_400)));
        refuses("must be proven within 4", () -> DEV.with(new Policy.Sealing(Set.of(2048L), 4, 4, 270, 480, 14_400)));
        refuses(
                "seal tickets may be 30 epochs old",
                () -> DEV.with(new Policy.Sealing(Set.of(2048L), 4, 244, 30, 480, 14_400)));
        refuses("live from 2 to 1", () -> DEV.with(new Policy.Sealing(Set.of(2048L), 4, 244, 270, 2, 1)));
        refuses(
                "no sector lives longer than 11999",
                () -> DEV.with(new Policy.Sealing(Set.of(2048L), 4, 244, 270, 480, 11_999)));
        refuses(
                "may take 14400 epochs to prove",
                () -> DEV.with(new Policy.Sealing(Set.of(2048L), 4, 14_400, 270, 480, 14_400)));
    }

    @Test
    public void refusesTheRestThatCannotBe() {
        refuses("deals last from 2 to 1", () -> DEV.with(new Policy.Deals(2, 1, 240, 256)));
        refuses("deals are paid every 0", () -> DEV.with(new Policy.Deals(1, 2, 0, 256)));
        refuses("verified deals of -1", () -> DEV.with(new Policy.Deals(1, 2, 240, -1)));
        refuses("both are one at least", () -> DEV.with(new Policy.Power(0, 4)));
        refuses("both are one at least", () -> DEV.with(new Policy.Blocks(1, 1, 0, 1)));
        refuses("a gas target of 2 with a limit of 1", () -> DEV.with(new Policy.Blocks(1, 2, 1, 1)));
        TokenAmount two = TokenAmount.fil("2");
        refuses(
                "of 1 FIL in all",
                () -> DEV.with(new Policy.Rewards(
                        Policy.Minting.FLAT, two, TokenAmount.fil("1"), BigInteger.ZERO, 100, 10, 5)));
        refuses(
                "30-second epochs",
                () -> DEV.with(new Policy.Rewards(Policy.Minting.BY_POWER, two, two, BigInteger.ONE, 100, 10, 5)));
        refuses(
                "30-second epochs",
                () -> Policy.MAINNET.with(
                        new Policy.Rewards(Policy.Minting.BY_POWER, two, two, BigInteger.ZERO, 100, 10, 5)));
        refuses(
                "in steps of 0",
                () -> DEV.with(new Policy.Rewards(Policy.Minting.FLAT, two, two, BigInteger.ZERO, 100, 0, 5)));
        refuses(
                "a baseline of -1",
                () -> DEV.with(new Policy.Rewards(Policy.Minting.FLAT, two, two, BigInteger.ONE.negate(), 100, 10, 5)));
    }
}
