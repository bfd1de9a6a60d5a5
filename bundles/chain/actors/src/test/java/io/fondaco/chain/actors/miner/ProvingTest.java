package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Test;

/** A sector has power while it is proven in each period; whoever lies pays. */
public class ProvingTest {
    private static final BitField ONE = BitField.of(1);

    private final MinerWorld m = new MinerWorld();
    private long deadline = -1;

    @Before
    public void proveOneSector() {
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(m.sector(1)));
        m.until(7);
        m.ok(
                MinerActor.PROVE_COMMIT_SECTOR,
                MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(1, new byte[0])));
        m.until(8);
        for (long i = 0; i < 48; i++) {
            if (m.state().deadline(i, m.world.store).live > 0) {
                deadline = i;
            }
        }
    }

    private DeadlineInfo next() {
        return DeadlineInfo.next(
                deadline, Epoch.of(m.world.epoch()), m.state().periodStart(), Policy.DEVNET_UNPROVEN.proving());
    }

    private byte[] post(BitField skipped, long index) {
        Epoch commit = Epoch.of(m.world.epoch() - 1);
        return MinerParams.WindowPost.CODEC.encode(new MinerParams.WindowPost(
                index,
                List.of(new MinerParams.Proven(0, skipped)),
                List.of(new Syscalls.PostProof(-1, new byte[0])),
                commit,
                m.world.syscalls.randomness(RandomnessTag.POST_CHAIN_COMMIT, commit, new byte[0])));
    }

    private void prove() {
        m.until(next().open().number() + 1);
        m.ok(MinerActor.SUBMIT_WINDOWED_POST, post(BitField.EMPTY, deadline));
    }

    private long power() {
        return m.world
                .tree()
                .state(Singletons.STORAGE_POWER, PowerState.class)
                .orElseThrow()
                .claims()
                .get(m.miner)
                .orElseThrow()
                .raw()
                .longValueExact();
    }

    private byte[] declared() {
        return MinerParams.DECLARED.encode(List.of(new MinerParams.Declared(deadline, 0, ONE)));
    }

    @Test
    public void hasPowerFromTheFirstProofOn() {
        assertThat(power()).isZero();
        m.until(next().open().number() + 1);
        m.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                MinerActor.SUBMIT_WINDOWED_POST,
                post(BitField.EMPTY, (deadline + 1) % 48));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.SUBMIT_WINDOWED_POST, post(ONE, deadline));
        prove();
        assertThat(power()).isEqualTo(2048);
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.SUBMIT_WINDOWED_POST, post(BitField.EMPTY, deadline));
        m.until(next().close().number() + 1);
        assertThat(power()).isEqualTo(2048);
        m.until(next().close().number() + 1);
        assertThat(power()).isZero();
    }

    @Test
    public void recoversDeclaredFaultsWithAProofThatHolds() {
        prove();
        m.until(next().close().number() + 1);
        m.ok(MinerActor.DECLARE_FAULTS, declared());
        assertThat(power()).isZero();
        m.ok(MinerActor.DECLARE_FAULTS_RECOVERED, declared());
        m.until(next().faultCutoff().number());
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.DECLARE_FAULTS, declared());
        m.until(next().open().number() + 1);
        m.world.syscalls.postsHold = false;
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.SUBMIT_WINDOWED_POST, post(BitField.EMPTY, deadline));
        m.world.syscalls.postsHold = true;
        prove();
        assertThat(power()).isEqualTo(2048);
    }

    @Test
    public void paysForAProofThatDoesNotHold() {
        prove();
        byte[] dispute = MinerParams.Dispute.CODEC.encode(new MinerParams.Dispute(deadline, 0));
        m.fails(ExitCode.USR_FORBIDDEN, MinerActor.DISPUTE_WINDOWED_POST, dispute);
        m.until(next().close().number() + 1);
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.DISPUTE_WINDOWED_POST, dispute);
        m.world.syscalls.postsHold = false;
        TokenAmount before = m.world.balance(m.miner);
        m.world.ok(2, m.miner, MinerActor.DISPUTE_WINDOWED_POST, dispute);
        assertThat(power()).isZero();
        assertThat(before.minus(m.world.balance(m.miner))).isGreaterThanOrEqualTo(TokenAmount.fil("20"));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.DISPUTE_WINDOWED_POST, dispute);
    }

    @Test
    public void endsASectorForAFee() {
        prove();
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.TERMINATE_SECTORS, declared());
        m.until(next().close().number() + 1);
        TokenAmount before = m.world.balance(m.miner);
        assertThat(MinerParams.DONE.decode(m.ok(MinerActor.TERMINATE_SECTORS, declared())))
                .isTrue();
        assertThat(power()).isZero();
        assertThat(m.state().funds().pledge()).isEqualTo(TokenAmount.ZERO);
        assertThat(m.world.balance(m.miner)).isLessThan(before);
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.TERMINATE_SECTORS, declared());
    }

    @Test
    public void isExcludedForBreakingConsensus() {
        byte[] report = MinerParams.Fault.CODEC.encode(new MinerParams.Fault(new byte[1], new byte[1], new byte[0]));
        m.world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, 2, m.miner, MinerActor.REPORT_CONSENSUS_FAULT, report);
        m.world.syscalls.fault = Optional.of(new Syscalls.ConsensusFault(m.miner, Epoch.of(5), 1));
        TokenAmount before = m.world.balance(m.miner);
        TokenAmount reporter = m.world.balance(World.account(2));
        TokenAmount burnt = m.world.balance(Singletons.BURNT_FUNDS);
        m.world.ok(2, m.miner, MinerActor.REPORT_CONSENSUS_FAULT, report);
        assertThat(before.minus(m.world.balance(m.miner))).isEqualTo(TokenAmount.fil("36"));
        // The reward of an epoch is 36 FIL: a twentieth of it, less gas, is the reporter's, the rest is burnt.
        assertThat(m.world.balance(World.account(2)).minus(reporter))
                .isGreaterThan(TokenAmount.fil("1.799"))
                .isLessThan(TokenAmount.fil("1.8"));
        assertThat(m.world.balance(Singletons.BURNT_FUNDS).minus(burnt))
                .isGreaterThanOrEqualTo(TokenAmount.fil("34.2"))
                .isLessThan(TokenAmount.fil("34.201"));
        m.world.fails(ExitCode.USR_FORBIDDEN, 2, m.miner, MinerActor.REPORT_CONSENSUS_FAULT, report);
        m.fails(ExitCode.USR_FORBIDDEN, MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(m.sector(2)));
    }

    @Test
    public void isExcludedForAsLongAsFinalityAndStaysThere() {
        prove();
        PowerState power =
                m.world.tree().state(Singletons.STORAGE_POWER, PowerState.class).orElseThrow();
        long now = m.world.epoch();
        assertThat(m.view().mayMine(Epoch.of(now), power)).isTrue();
        m.world.syscalls.fault = Optional.of(new Syscalls.ConsensusFault(m.miner, Epoch.of(now), 1));
        byte[] report = MinerParams.Fault.CODEC.encode(new MinerParams.Fault(new byte[1], new byte[1], new byte[0]));
        m.world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, 2, m.miner, MinerActor.REPORT_CONSENSUS_FAULT, report);
        m.world.syscalls.fault = Optional.of(new Syscalls.ConsensusFault(m.miner, Epoch.of(now - 1), 1));
        m.world.ok(2, m.miner, MinerActor.REPORT_CONSENSUS_FAULT, report);
        assertThat(m.view().consensusFaultElapsed()).isEqualTo(Epoch.of(now + 30));
        assertThat(m.view().mayMine(Epoch.of(now + 30), power)).isFalse();
        assertThat(m.view().mayMine(Epoch.of(now + 31), power)).isTrue();
        // It has its power and proves on meanwhile.
        m.proveUntil(now + 31);
        assertThat(power()).isEqualTo(2048);
        m.world.fails(ExitCode.USR_FORBIDDEN, 2, m.miner, MinerActor.REPORT_CONSENSUS_FAULT, report);
        m.world.syscalls.fault = Optional.of(new Syscalls.ConsensusFault(m.miner, Epoch.of(now + 30), 1));
        m.world.ok(2, m.miner, MinerActor.REPORT_CONSENSUS_FAULT, report);
        assertThat(m.view().consensusFaultElapsed()).isEqualTo(Epoch.of(now + 61));
        assertThat(Policy.MAINNET.rounds().finality()).isEqualTo(900);
    }
}
