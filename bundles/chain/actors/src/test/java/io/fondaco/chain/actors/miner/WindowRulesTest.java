package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.Collections;
import java.util.List;
import org.junit.Before;
import org.junit.Test;

/** What a window PoSt must be, and what it costs when none comes. */
public class WindowRulesTest {
    private final MinerWorld m = new MinerWorld();
    private long deadline;

    @Before
    public void seal() {
        m.world.ok(1, m.miner, 0, Codec.NOTHING, TokenAmount.fil("500"));
        m.seal(m.sector(1));
        m.until(m.world.epoch() + 1);
        deadline = m.deadlineOf(1);
    }

    private DeadlineInfo next() {
        return m.view().nextDeadline(deadline, Epoch.of(m.world.epoch()));
    }

    private byte[] post(Epoch commit, byte[] randomness, BitField skipped, int proofs) {
        return MinerParams.WindowPost.CODEC.encode(new MinerParams.WindowPost(
                deadline,
                List.of(new MinerParams.Proven(0, skipped)),
                Collections.nCopies(proofs, new Syscalls.PostProof(-1, new byte[0])),
                commit,
                randomness));
    }

    private byte[] randomness(Epoch commit) {
        return m.world.syscalls.randomness(RandomnessTag.POST_CHAIN_COMMIT, commit, new byte[0]);
    }

    private void refuses(byte[] post) {
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.SUBMIT_WINDOWED_POST, post);
    }

    @Test
    public void takesProofsMadeOnThisChainSinceTheChallengeOnly() {
        m.until(next().open().number() + 2);
        DeadlineInfo open = next();
        assertThat(open.challenge()).isEqualTo(open.open().minus(2));
        Epoch now = Epoch.of(m.world.epoch());
        refuses(post(now, randomness(now), BitField.EMPTY, 1));
        Epoch early = open.challenge().minus(1);
        refuses(post(early, randomness(early), BitField.EMPTY, 1));
        refuses(post(now.minus(1), randomness(now.minus(2)), BitField.EMPTY, 1));
        refuses(post(now.minus(1), randomness(now.minus(1)), BitField.EMPTY, 0));
        refuses(post(now.minus(1), randomness(now.minus(1)), BitField.EMPTY, 2));
        m.world.fails(
                ExitCode.USR_FORBIDDEN,
                1,
                m.miner,
                MinerActor.SUBMIT_WINDOWED_POST,
                post(now.minus(1), randomness(now.minus(1)), BitField.EMPTY, 1));
        m.ok(MinerActor.SUBMIT_WINDOWED_POST, post(open.challenge(), randomness(open.challenge()), BitField.EMPTY, 1));
        assertThat(m.view().deadline(deadline).posted()).isEqualTo(BitField.of(0));
        assertThat(m.view().power().raw().longValueExact()).isEqualTo(2048);
        m.until(open.close().number());
        assertThat(m.view().deadline(deadline).posted().isEmpty()).isTrue();
        assertThat(m.view().deadline(deadline).proofs()).isEqualTo(1);
    }

    @Test
    public void aProofOfNothingOrOfSectorsElsewhereIsRefused() {
        m.proveUntil(250);
        m.until(next().open().number() + 1);
        Epoch commit = Epoch.of(m.world.epoch() - 1);
        refuses(post(commit, randomness(commit), BitField.of(1), 1));
        refuses(post(commit, randomness(commit), BitField.of(2), 1));
        assertThat(m.view().power().raw().longValueExact()).isEqualTo(2048);
    }

    @Test
    public void aSkippedSectorOfAPartitionLosesItsPowerAlone() {
        MinerState state = m.state();
        SectorInfo twin = copy(m.view().sector(1).orElseThrow(), 9);
        Deadline stuffed = state.deadline(deadline, m.world.store);
        stuffed.add(
                List.of(twin),
                2,
                state.with(state.sectors().withProven(state.sectors().proven().with(9, twin)))
                        .ground(deadline, m.world.policy().proving()));
        m.world
                .tree()
                .put(
                        m.miner,
                        state.with(state.sectors()
                                        .allocate(BitField.of(9))
                                        .withProven(state.sectors().proven().with(9, twin)))
                                .with(deadline, stuffed));
        m.until(next().open().number() + 1);
        Epoch commit = Epoch.of(m.world.epoch() - 1);
        m.ok(MinerActor.SUBMIT_WINDOWED_POST, post(commit, randomness(commit), BitField.of(9), 1));
        assertThat(m.view().activeSectors()).isEqualTo(BitField.of(1));
        assertThat(m.view().deadline(deadline).partitions().get(0).faulty()).isEqualTo(BitField.of(9));
        assertThat(m.view().power().raw().longValueExact()).isEqualTo(2048);
    }

    private static SectorInfo copy(SectorInfo s, long number) {
        return new SectorInfo(
                number,
                s.sealProof(),
                s.sealedCid(),
                s.deals(),
                s.activation(),
                s.expiration(),
                s.dealWeight(),
                s.verifiedWeight(),
                TokenAmount.ZERO,
                s.dayReward(),
                s.storagePledge());
    }

    @Test
    public void aMissedWindowTakesPowerAtOnceAndAFeeOnlyAPeriodLater() {
        m.proveUntil(250);
        DeadlineInfo missed = next();
        TokenAmount before = m.view().balance();
        m.until(missed.close().number() - 1);
        assertThat(m.view().power().raw().longValueExact()).isEqualTo(2048);
        m.until(missed.close().number());
        assertThat(m.view().power()).isEqualTo(PowerPair.ZERO);
        assertThat(m.view().balance()).isEqualTo(before);
        assertThat(m.view().feeDebt()).isEqualTo(TokenAmount.ZERO);
        // Another period without a proof: the network has no power left, so the fee is the reward of one epoch.
        m.until(missed.close().number() + 239);
        assertThat(m.view().balance()).isEqualTo(before);
        TokenAmount burnt = m.world.balance(Singletons.BURNT_FUNDS);
        m.until(missed.close().number() + 240);
        assertThat(before.minus(m.view().balance())).isEqualTo(TokenAmount.fil("36"));
        assertThat(m.world.balance(Singletons.BURNT_FUNDS).minus(burnt)).isEqualTo(TokenAmount.fil("36"));
    }

    @Test
    public void rewardsThatVestedAreTheMinersBeforePenaltiesAreTaken() {
        m.proveUntil(250);
        m.reward(TokenAmount.ZERO);
        TokenAmount locked = m.state().funds().locked();
        assertThat(locked.signum()).isPositive();
        m.until(next().close().number());
        assertThat(m.state().funds().locked()).isLessThanOrEqualTo(locked);
        TokenAmount pledge = m.state().funds().pledge();
        TokenAmount before = m.state().funds().locked();
        TokenAmount balance = m.view().balance();
        m.until(m.world.epoch() + 240);
        Funds after = m.state().funds();
        // The fee of 36 FIL took all that was locked still, and the rest from what is free; never the pledge.
        assertThat(balance.minus(m.view().balance())).isEqualTo(TokenAmount.fil("36"));
        assertThat(after.locked()).isEqualTo(TokenAmount.ZERO);
        assertThat(before).isLessThan(TokenAmount.fil("36"));
        assertThat(after.pledge()).isEqualTo(pledge);
        assertThat(after.debt()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void debtKeepsAMinerFromEverythingButProving() {
        m.proveUntil(250);
        m.ok(MinerActor.WITHDRAW_BALANCE, MinerParams.WITHDRAW.encode(TokenAmount.fil("10000")));
        m.reward(TokenAmount.fil("20"));
        assertThat(m.view().feeDebt().signum()).isPositive();
        m.fails(
                ExitCode.USR_INSUFFICIENT_FUNDS,
                MinerActor.PRE_COMMIT_SECTOR,
                MinerParams.Sector.CODEC.encode(m.sector(2)));
        m.fails(
                ExitCode.USR_INSUFFICIENT_FUNDS,
                MinerActor.WITHDRAW_BALANCE,
                MinerParams.WITHDRAW.encode(TokenAmount.fil("1")));
        m.proveUntil(500);
        assertThat(m.view().power().raw().longValueExact()).isEqualTo(2048);
    }

    @Test
    public void refusesTicketsThatAreTooOld() {
        m.until(300);
        MinerParams.Sector good = m.sector(2);
        MinerParams.Sector old =
                new MinerParams.Sector(-1, 2, good.sealedCid(), Epoch.of(29), List.of(), good.expiration(), false);
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(old));
        MinerParams.Sector oldest =
                new MinerParams.Sector(-1, 2, good.sealedCid(), Epoch.of(30), List.of(), good.expiration(), false);
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(oldest));
    }
}
