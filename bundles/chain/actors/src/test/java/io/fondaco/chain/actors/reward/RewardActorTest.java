package io.fondaco.chain.actors.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Puppet;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.World;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import org.junit.Test;

/** Blocks are paid for as long as there is something to pay with. */
public class RewardActorTest {
    private static final Address REWARD = Singletons.REWARD;
    private static final TokenAmount NOTHING = TokenAmount.ZERO;

    private final Puppet puppet = new Puppet(ActorCode.STORAGE_MINER, RewardActor.APPLY_REWARDS);
    private final World world = new World(1, puppet);
    private final Address miner = world.puppet(ActorCode.STORAGE_MINER, NOTHING);

    private RewardState state() {
        return world.tree().state(REWARD, RewardState.class).orElseThrow();
    }

    @Test
    public void paysAFifthOfTheEpochsRewardForEachWin() {
        TokenAmount held = world.balance(REWARD);
        assertThat(world.machine().reward(miner, NOTHING, NOTHING, 1).notes()).isEmpty();
        assertThat(world.balance(miner)).isEqualTo(TokenAmount.fil("7.2"));
        world.machine().reward(miner, NOTHING, NOTHING, 5);
        assertThat(world.balance(miner)).isEqualTo(TokenAmount.fil("43.2"));
        assertThat(world.balance(REWARD)).isEqualTo(held.minus(TokenAmount.fil("43.2")));
        assertThat(state().totalStoragePowerReward()).isEqualTo(TokenAmount.fil("43.2"));
        assertThat(world.audited().violations()).isEmpty();
    }

    @Test
    public void tellsTheMinerOfItsTipsAndThreefoldPenalty() {
        world.send(0, REWARD, 0, Codec.NOTHING, TokenAmount.fil("3"));
        world.machine().reward(miner, TokenAmount.fil("2"), TokenAmount.fil("3"), 1);
        assertThat(puppet.calls).hasSize(1);
        assertThat(puppet.calls.get(0).value()).isEqualTo(TokenAmount.fil("10.2"));
        CborReader in = new CborReader(puppet.calls.get(0).params());
        in.readListHeader(2);
        assertThat(in.readTokenAmount()).isEqualTo(TokenAmount.fil("10.2"));
        assertThat(in.readTokenAmount()).isEqualTo(TokenAmount.fil("6"));
        in.finish();
        assertThat(state().totalStoragePowerReward()).isEqualTo(TokenAmount.fil("7.2"));
    }

    @Test
    public void burnsWhatAMinerDoesNotTake() {
        puppet.on(RewardActor.APPLY_REWARDS, (runtime, params) -> {
            throw new Abort(ExitCode.USR_ILLEGAL_STATE, "no thanks");
        });
        Applied applied = world.machine().reward(miner, NOTHING, NOTHING, 1);
        assertThat(applied.notes()).hasSize(1).first().asString().contains("no thanks");
        assertThat(world.balance(miner)).isEqualTo(NOTHING);
        assertThat(world.balance(Singletons.BURNT_FUNDS)).isEqualTo(TokenAmount.fil("7.2"));
        assertThat(world.audited().violations()).isEmpty();
    }

    @Test
    public void refusesBlocksThatCannotBe() {
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, miner, TokenAmount.atto(-1), NOTHING, 1);
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, miner, NOTHING, TokenAmount.atto(-1), 1);
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, miner, NOTHING, NOTHING, 0);
        refuses(ExitCode.USR_ILLEGAL_STATE, miner, NOTHING, TokenAmount.fil("2000000000"), 1);
        refuses(ExitCode.USR_NOT_FOUND, Address.actor(new byte[1]), NOTHING, NOTHING, 1);
        byte[] params = AwardParams.CODEC.encode(new AwardParams(miner, NOTHING, NOTHING, 1));
        world.fails(ExitCode.USR_FORBIDDEN, 0, REWARD, RewardActor.AWARD_BLOCK_REWARD, params);
        world.fails(
                ExitCode.USR_FORBIDDEN, 0, REWARD, RewardActor.UPDATE_NETWORK_KPI, Codec.BIG.encode(BigInteger.ONE));
    }

    private void refuses(int exitCode, Address to, TokenAmount penalty, TokenAmount tips, long wins) {
        assertThatThrownBy(() -> world.machine().reward(to, penalty, tips, wins))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("the reward of " + to)
                .hasMessageContaining(ExitCode.name(exitCode));
    }

    @Test
    public void tellsEverybodyTheReward() {
        ThisEpochReward reward =
                ThisEpochReward.CODEC.decode(world.ok(0, REWARD, RewardActor.THIS_EPOCH_REWARD, Codec.NOTHING));
        assertThat(reward.smoothed().value()).isEqualTo(TokenAmount.fil("36").atto());
        assertThat(reward.baselinePower())
                .isEqualTo(Policy.DEVNET_UNPROVEN.rewards().baseline());
    }

    @Test
    public void endsWhenAllIsMinted() {
        TokenAmount supply = World.FUNDS.plus(World.PURSE).plus(TokenAmount.fil("10"));
        Policy poor = Policy.DEVNET_UNPROVEN.with(
                new Policy.Rewards(Policy.Minting.FLAT, TokenAmount.fil("36"), supply, BigInteger.ZERO, 4800, 60, 30));
        World small = new World(poor, 1, Builtin.invariants(), puppet);
        Address last = small.puppet(ActorCode.STORAGE_MINER, NOTHING);
        small.machine().reward(last, NOTHING, NOTHING, 1);
        small.machine().reward(last, NOTHING, NOTHING, 1);
        assertThat(small.balance(last)).isEqualTo(TokenAmount.fil("10"));
        assertThat(small.balance(REWARD)).isEqualTo(NOTHING);
        small.at(2).machine().cron();
        RewardState empty = small.tree().state(REWARD, RewardState.class).orElseThrow();
        assertThat(empty.thisEpochReward()).isEqualTo(NOTHING);
        assertThat(empty.epoch()).isEqualTo(Epoch.of(3));
        small.machine().reward(last, NOTHING, NOTHING, 1);
        assertThat(small.audited().violations()).isEmpty();
    }

    @Test
    public void mintsByPowerWhereThePolicySaysSo() {
        World mainnet = new World(Policy.MAINNET, 1, Builtin.invariants(), puppet);
        Address winner = mainnet.puppet(ActorCode.STORAGE_MINER, NOTHING);
        for (long epoch : new long[] {1, 2, 7}) {
            mainnet.at(epoch);
            mainnet.machine().reward(winner, NOTHING, NOTHING, 5);
            mainnet.machine().cron();
            mainnet.reload();
            assertThat(mainnet.audited().violations()).isEmpty();
        }
        RewardState state = mainnet.tree().state(REWARD, RewardState.class).orElseThrow();
        assertThat(state.epoch()).isEqualTo(Epoch.of(8));
        assertThat(state.totalStoragePowerReward()).isEqualTo(mainnet.balance(winner));
        assertThat(state.thisEpochReward()).isLessThan(TokenAmount.fil("66"));
        assertThat(state.minting().effectiveNetworkTime()).isZero();
    }

    @Test
    public void isWrittenAsElevenFields() {
        RewardState before = state();
        world.reload();
        assertThat(state()).isEqualTo(before).isNotSameAs(before);
    }

    @Test
    public void theAuditSeesMoneyThatIsMissing() {
        RewardState state = state();
        world.tree().put(REWARD, state.paid(TokenAmount.fil("-1")));
        assertThat(world.audited().violations()).hasSize(1).first().asString().contains("paid -1 FIL");
    }
}
