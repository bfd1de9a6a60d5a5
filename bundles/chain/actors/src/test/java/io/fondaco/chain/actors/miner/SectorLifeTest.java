package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;
import org.junit.Test;

/** Sectors are pre-committed, proven, get a pledge and a deadline; cron ends what nobody proves. */
public class SectorLifeTest {
    private final MinerWorld m = new MinerWorld();

    private void preCommit(long number) {
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(m.sector(number)));
    }

    private static byte[] prove(long number, int bytes) {
        return MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(number, new byte[bytes]));
    }

    private void proven(long number) {
        preCommit(number);
        m.until(m.world.epoch() + 5);
        m.ok(MinerActor.PROVE_COMMIT_SECTOR, prove(number, 0));
        m.until(m.world.epoch() + 1);
    }

    private void refuses(int exitCode, MinerParams.Sector sector) {
        m.fails(exitCode, MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(sector));
    }

    @Test
    public void refusesSectorsThatCannotBe() {
        m.world.at(10);
        MinerParams.Sector good = m.sector(1);
        preCommit(1);
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, good);
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, with(5, good.sealEpoch(), good.expiration(), false));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, with(-1, Epoch.of(10), good.expiration(), false));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, with(-1, good.sealEpoch(), Epoch.of(10 + 244 + 479), false));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, with(-1, good.sealEpoch(), Epoch.of(10 + 14_401), false));
        refuses(ExitCode.USR_FORBIDDEN, with(-1, good.sealEpoch(), good.expiration(), true));
        m.world.fails(
                ExitCode.USR_FORBIDDEN,
                1,
                m.miner,
                MinerActor.PRE_COMMIT_SECTOR,
                MinerParams.Sector.CODEC.encode(m.sector(2)));
    }

    private MinerParams.Sector with(long proof, Epoch seal, Epoch expiration, boolean upgrade) {
        return new MinerParams.Sector(proof, 2, m.sector(2).sealedCid(), seal, List.of(), expiration, upgrade);
    }

    @Test
    public void provesSectorsAfterTheirChallengeAndInTime() {
        preCommit(7);
        m.fails(ExitCode.USR_NOT_FOUND, MinerActor.PROVE_COMMIT_SECTOR, prove(8, 0));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PROVE_COMMIT_SECTOR, prove(7, 192));
        m.fails(ExitCode.USR_FORBIDDEN, MinerActor.PROVE_COMMIT_SECTOR, prove(7, 0));
        m.world.at(1 + 245);
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PROVE_COMMIT_SECTOR, prove(7, 0));
    }

    @Test
    public void burnsTheDepositOfASectorThatIsNotProven() {
        preCommit(3);
        TokenAmount deposit = m.state().funds().deposits();
        assertThat(deposit.signum()).isPositive();
        TokenAmount burnt = m.world.balance(Singletons.BURNT_FUNDS);
        m.until(400);
        assertThat(m.state().funds().deposits()).isEqualTo(TokenAmount.ZERO);
        assertThat(m.world.balance(Singletons.BURNT_FUNDS).minus(burnt)).isEqualTo(deposit);
        assertThat(m.state().cronActive()).isFalse();
    }

    @Test
    public void givesAProvenSectorAPledgeAndADeadlineAndEndsItWhenNobodyProvesIt() {
        proven(1);
        assertThat(m.state().funds().deposits()).isEqualTo(TokenAmount.ZERO);
        assertThat(m.state().funds().pledge().signum()).isPositive();
        assertThat(m.state().sectors().proven().get(1)).isPresent();
        m.world.reload();
        m.until(260);
        assertThat(faulty()).isEqualTo(1);
        assertThat(m.state().funds().pledge().signum()).isPositive();
        m.until(1000);
        assertThat(faulty()).isZero();
        assertThat(m.state().funds().pledge()).isEqualTo(TokenAmount.ZERO);
    }

    private long faulty() {
        long[] count = {0};
        for (long i = 0; i < 48; i++) {
            m.state()
                    .deadline(i, m.world.store)
                    .partitions
                    .forEach((at, partition) -> count[0] += partition.faults.count());
        }
        return count[0];
    }
}
