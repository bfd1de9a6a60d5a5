package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;
import org.junit.Test;

/** Who acts for a miner, and the money that is not of sectors. */
public class MinerAccountsTest {
    private final MinerWorld m = new MinerWorld();

    private MarketParams.Control control() {
        return MarketParams.Control.CODEC.decode(m.ok(MinerActor.CONTROL_ADDRESSES, Codec.NOTHING));
    }

    private static byte[] withdraw(String fil) {
        return MinerParams.WITHDRAW.encode(TokenAmount.fil(fil));
    }

    @Test
    public void isMadeWithAWorkerOfABlsKeyOnly() {
        assertThat(control()).isEqualTo(new MarketParams.Control(World.account(0), m.worker, List.of()));
        m.world.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                0,
                Singletons.STORAGE_POWER,
                PowerActor.CREATE_MINER,
                MinerWorld.create(World.account(1), -1));
        m.world.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                0,
                Singletons.STORAGE_POWER,
                PowerActor.CREATE_MINER,
                MinerWorld.create(m.worker, 9));
        m.world.reload();
        assertThat(control().worker()).isEqualTo(m.worker);
    }

    @Test
    public void takesSectorsNobodyCanCheckOnTheDevnetOnly() {
        assertThat(ProofType.ofWindowPost(-1).allowed(Policy.DEVNET_UNPROVEN.sealing()))
                .isTrue();
        assertThat(ProofType.ofWindowPost(-4).allowed(Policy.MAINNET.sealing())).isFalse();
        assertThat(ProofType.ofWindowPost(8).allowed(Policy.MAINNET.sealing())).isTrue();
        assertThat(ProofType.ofWindowPost(-6)).isNull();
        assertThat(ProofType.ofWindowPost(4)).isNull();
    }

    @Test
    public void changesTheWorkerAfterFinalityAndConfirmation() {
        Address next = m.blsAccount("next");
        byte[] change =
                MinerParams.ChangeWorker.CODEC.encode(new MinerParams.ChangeWorker(next, List.of(World.account(2))));
        m.world.fails(ExitCode.USR_FORBIDDEN, 1, m.miner, MinerActor.CHANGE_WORKER_ADDRESS, change);
        m.ok(MinerActor.CHANGE_WORKER_ADDRESS, change);
        assertThat(control())
                .isEqualTo(new MarketParams.Control(World.account(0), m.worker, List.of(World.account(2))));
        m.world.at(30);
        m.ok(MinerActor.CONFIRM_UPDATE_WORKER_KEY, Codec.NOTHING);
        assertThat(control().worker()).isEqualTo(m.worker);
        m.world.at(31);
        m.ok(MinerActor.CONFIRM_UPDATE_WORKER_KEY, Codec.NOTHING);
        assertThat(control().worker()).isEqualTo(next);
    }

    @Test
    public void locksThreeQuartersOfARewardAndPaysPenaltiesFirst() {
        TokenAmount burnt = m.world.balance(Singletons.BURNT_FUNDS);
        m.reward(TokenAmount.ZERO);
        Funds funds = m.state().funds();
        assertThat(funds.locked()).isEqualTo(TokenAmount.fil("5.4"));
        assertThat(funds.vesting().get().sum()).isEqualTo(funds.locked());
        assertThat(funds.vesting().get().entries()).hasSize(80);
        m.reward(TokenAmount.fil("1"));
        assertThat(m.world.balance(Singletons.BURNT_FUNDS).minus(burnt)).isEqualTo(TokenAmount.fil("3"));
        assertThat(m.state().funds().locked()).isEqualTo(TokenAmount.fil("7.8"));
        assertThat(m.state().funds().debt()).isEqualTo(TokenAmount.ZERO);
        assertThat(m.world.balance(m.miner)).isEqualTo(TokenAmount.fil("111.4"));
    }

    @Test
    public void paysTheOwnerWhatIsFree() {
        m.reward(TokenAmount.ZERO);
        m.world.fails(ExitCode.USR_FORBIDDEN, 1, m.miner, MinerActor.WITHDRAW_BALANCE, withdraw("1"));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.WITHDRAW_BALANCE, withdraw("-1"));
        assertThat(Codec.TOKEN.decode(m.ok(MinerActor.WITHDRAW_BALANCE, withdraw("1000"))))
                .isEqualTo(TokenAmount.fil("101.8"));
        m.world.at(6000);
        assertThat(Codec.TOKEN.decode(m.ok(MinerActor.WITHDRAW_BALANCE, withdraw("1000"))))
                .isEqualTo(TokenAmount.fil("5.4"));
        assertThat(m.state().funds().vesting().get().entries()).isEmpty();
    }

    @Test
    public void owesWhatItCannotPayAndPaysItLater() {
        m.ok(MinerActor.WITHDRAW_BALANCE, withdraw("100"));
        m.reward(TokenAmount.fil("10"));
        assertThat(m.state().funds().debt()).isEqualTo(TokenAmount.fil("22.8"));
        assertThat(m.world.balance(m.miner)).isEqualTo(TokenAmount.ZERO);
        m.fails(ExitCode.USR_INSUFFICIENT_FUNDS, MinerActor.WITHDRAW_BALANCE, withdraw("0"));
        m.world.ok(0, m.miner, 0, Codec.NOTHING, TokenAmount.fil("20"));
        m.ok(MinerActor.REPAY_DEBT, Codec.NOTHING);
        assertThat(m.state().funds().debt()).isEqualTo(TokenAmount.fil("2.8"));
        m.world.fails(ExitCode.USR_FORBIDDEN, 1, m.miner, MinerActor.REPAY_DEBT, Codec.NOTHING);
        m.world.ok(0, m.miner, 0, Codec.NOTHING, TokenAmount.fil("3"));
        m.ok(MinerActor.WITHDRAW_BALANCE, withdraw("1"));
        assertThat(m.state().funds().debt()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void findsTheDeadlineThatIsOpen() {
        DeadlineInfo now = DeadlineInfo.at(Epoch.of(1000), Epoch.of(-37), Policy.DEVNET_UNPROVEN.proving());
        assertThat(now.start()).isEqualTo(Epoch.of(923));
        assertThat(now.index()).isEqualTo(15);
        assertThat(now.last()).isEqualTo(Epoch.of(1002));
        assertThat(DeadlineInfo.next(14, Epoch.of(1000), Epoch.of(-37), Policy.DEVNET_UNPROVEN.proving())
                        .open())
                .isEqualTo(Epoch.of(923 + 240 + 70));
        assertThat(now.quantum().up(Epoch.of(1003))).isEqualTo(Epoch.of(1242));
        assertThat(now.mutable(Epoch.of(1000))).isFalse();
    }
}
