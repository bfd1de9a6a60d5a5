package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.World;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.Test;

/** What changes about a miner and its sectors while they go on. */
public class MinerChangesTest {
    private final MinerWorld m = new MinerWorld();

    private static byte[] sectors(MinerParams.Sector... sectors) {
        return MinerParams.SECTORS.encode(List.of(sectors));
    }

    private static byte[] owner(int account) {
        return Codec.ADDRESS.encode(World.account(account));
    }

    @Test
    public void tellsWhereItIsReached() {
        m.ok(MinerActor.CHANGE_PEER_ID, MinerParams.PEER.encode(new byte[] {3, 4}));
        m.ok(MinerActor.CHANGE_MULTIADDRS, MinerParams.MULTIADDRS.encode(List.of(new byte[] {5}, new byte[] {6})));
        m.world.reload();
        assertThat(m.view().info().peer()).containsExactly(3, 4);
        assertThat(m.view().info().multiaddrs()).containsExactly(new byte[] {5}, new byte[] {6});
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.CHANGE_PEER_ID, MinerParams.PEER.encode(new byte[129]));
        m.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                MinerActor.CHANGE_MULTIADDRS,
                MinerParams.MULTIADDRS.encode(List.of(new byte[1025])));
        m.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                MinerActor.CHANGE_MULTIADDRS,
                MinerParams.MULTIADDRS.encode(List.of(new byte[0])));
        m.world.fails(
                ExitCode.USR_FORBIDDEN, 1, m.miner, MinerActor.CHANGE_PEER_ID, MinerParams.PEER.encode(new byte[1]));
        m.world.fails(
                ExitCode.USR_FORBIDDEN,
                1,
                m.miner,
                MinerActor.CHANGE_MULTIADDRS,
                MinerParams.MULTIADDRS.encode(List.of()));
        m.fails(ExitCode.USR_SERIALIZATION, MinerActor.CHANGE_PEER_ID, Codec.NOTHING);
    }

    @Test
    public void changesItsOwnerWhenTheNextOneConfirms() {
        m.world.fails(ExitCode.USR_FORBIDDEN, 1, m.miner, MinerActor.CHANGE_OWNER_ADDRESS, owner(1));
        m.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                MinerActor.CHANGE_OWNER_ADDRESS,
                Codec.ADDRESS.encode(m.world.key(1).address()));
        m.ok(MinerActor.CHANGE_OWNER_ADDRESS, owner(1));
        assertThat(m.view().info().pendingOwner()).isEqualTo(World.account(1));
        assertThat(m.view().info().owner()).isEqualTo(World.account(0));
        m.world.fails(ExitCode.USR_FORBIDDEN, 2, m.miner, MinerActor.CHANGE_OWNER_ADDRESS, owner(1));
        m.world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, 1, m.miner, MinerActor.CHANGE_OWNER_ADDRESS, owner(2));
        m.ok(MinerActor.CHANGE_OWNER_ADDRESS, owner(0));
        assertThat(m.view().info().pendingOwner()).isNull();
        m.ok(MinerActor.CHANGE_OWNER_ADDRESS, owner(1));
        m.world.ok(1, m.miner, MinerActor.CHANGE_OWNER_ADDRESS, owner(1));
        assertThat(m.view().info().owner()).isEqualTo(World.account(1));
        assertThat(m.view().info().pendingOwner()).isNull();
        byte[] all = MinerParams.WITHDRAW.encode(TokenAmount.fil("1000"));
        m.fails(ExitCode.USR_FORBIDDEN, MinerActor.WITHDRAW_BALANCE, all);
        TokenAmount before = m.world.balance(World.account(1));
        m.world.ok(1, m.miner, MinerActor.WITHDRAW_BALANCE, all);
        assertThat(m.world.balance(World.account(1)).minus(before)).isGreaterThan(TokenAmount.fil("99.9"));
    }

    @Test
    public void announcesSectorsInABatchForAFee() {
        m.world.ok(1, m.miner, 0, Codec.NOTHING, TokenAmount.fil("500"));
        TokenAmount before = m.view().balance();
        m.ok(MinerActor.PRE_COMMIT_SECTOR_BATCH, sectors(m.sector(1)));
        assertThat(m.view().balance()).isEqualTo(before);
        m.ok(MinerActor.PRE_COMMIT_SECTOR_BATCH, sectors(m.sector(2), m.sector(3)));
        // Two sectors of 16,433,324 gas each at 5 nanoFIL, a twentieth of it.
        assertThat(before.minus(m.view().balance())).isEqualTo(TokenAmount.parse("8216662 nanoFIL"));
        assertThat(m.view().usedNumbers()).isEqualTo(BitField.of(1, 2, 3));
        m.prove(m.sector(1), m.sector(2), m.sector(3));
        m.until(m.world.epoch() + 1);
        assertThat(m.state().sectors().proven().count()).isEqualTo(3);
        byte[] used = sectors(m.sector(4), m.sector(3));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PRE_COMMIT_SECTOR_BATCH, used);
        assertThat(m.view().preCommit(4)).isEmpty();
        byte[] twice = sectors(m.sector(4), m.sector(4));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PRE_COMMIT_SECTOR_BATCH, twice);
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PRE_COMMIT_SECTOR_BATCH, sectors());
        byte[] many = sectors(LongStream.range(10, 267).mapToObj(m::sector).toArray(MinerParams.Sector[]::new));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.PRE_COMMIT_SECTOR_BATCH, many);
    }

    @Test
    public void refusesADepositItCannotPay() {
        m.ok(MinerActor.WITHDRAW_BALANCE, MinerParams.WITHDRAW.encode(TokenAmount.fil("70")));
        m.fails(
                ExitCode.USR_INSUFFICIENT_FUNDS,
                MinerActor.PRE_COMMIT_SECTOR,
                MinerParams.Sector.CODEC.encode(m.sector(1)));
    }

    @Test
    public void activatesNothingWhenThePledgeIsMoreThanThereIs() {
        Policy.Rewards few = new Policy.Rewards(
                Policy.Minting.FLAT,
                TokenAmount.fil("0.000001"),
                TokenAmount.fil("2000000000"),
                BigInteger.ONE.shiftLeft(40),
                4800,
                60,
                30);
        MinerWorld w = new MinerWorld(Policy.DEVNET_UNPROVEN.with(few), -4);
        w.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(w.sector(1)));
        w.ok(MinerActor.WITHDRAW_BALANCE, MinerParams.WITHDRAW.encode(TokenAmount.fil("99.5")));
        w.prove(w.sector(1));
        assertThat(w.world.machine().cron().notes())
                .singleElement()
                .asString()
                .contains("did not take its sectors [1]", "insufficient funds", "the pledge is 1 FIL");
        assertThat(w.view().sector(1)).isEmpty();
        assertThat(w.view().preCommit(1)).isPresent();
        assertThat(w.world.audited().violations()).isEmpty();
    }

    @Test
    public void refusesAggregatedProofsThatNobodyCanCheck() {
        byte[] proof = MinerParams.Aggregate.CODEC.encode(new MinerParams.Aggregate(BitField.of(1, 2), new byte[192]));
        m.fails(ExitCode.USR_FORBIDDEN, MinerActor.PROVE_COMMIT_AGGREGATE, proof);
        m.fails(ExitCode.USR_SERIALIZATION, MinerActor.PROVE_COMMIT_AGGREGATE, new byte[] {1});
    }

    @Test
    public void marksNumbersThatAreNeverToBeUsed() {
        m.ok(MinerActor.COMPACT_SECTOR_NUMBERS, MinerParams.SECTOR_NUMBERS.encode(BitField.run(0, 1000)));
        assertThat(m.view().usedNumbers().count()).isEqualTo(1000);
        m.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                MinerActor.PRE_COMMIT_SECTOR,
                MinerParams.Sector.CODEC.encode(m.sector(999)));
        m.ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(m.sector(1000)));
        m.fails(
                ExitCode.USR_ILLEGAL_ARGUMENT,
                MinerActor.COMPACT_SECTOR_NUMBERS,
                MinerParams.SECTOR_NUMBERS.encode(BitField.EMPTY));
        m.world.fails(
                ExitCode.USR_FORBIDDEN,
                1,
                m.miner,
                MinerActor.COMPACT_SECTOR_NUMBERS,
                MinerParams.SECTOR_NUMBERS.encode(BitField.of(5000)));
        // Gaps of thousands take two bytes and a bit each: more than 32 KiB of them could not be read again.
        for (int i = 0; i < 2; i++) {
            long from = 10_000 + i * 80_000_000L;
            BitField gaps = BitField.of(
                    LongStream.range(0, 8000).map(n -> from + n * 10_000).toArray());
            byte[] params = MinerParams.SECTOR_NUMBERS.encode(gaps);
            if (i == 0) {
                m.ok(MinerActor.COMPACT_SECTOR_NUMBERS, params);
            } else {
                m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.COMPACT_SECTOR_NUMBERS, params);
            }
        }
        m.world.reload();
        assertThat(m.view().usedNumbers().count()).isEqualTo(9001);
    }

    @Test
    public void letsSectorsEndLater() {
        m.seal(m.sector(1));
        long born = m.world.epoch();
        m.until(born + 1);
        long deadline = m.deadlineOf(1);
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.EXTEND_SECTOR_EXPIRATION, extension(deadline, 1, 2000));
        m.proveUntil(300);
        SectorInfo before = m.view().sector(1).orElseThrow();
        assertThat(before.expiration()).isEqualTo(Epoch.of(1201));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.EXTEND_SECTOR_EXPIRATION, extension(deadline, 1, 1200));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.EXTEND_SECTOR_EXPIRATION, extension(deadline, 1, 14_701));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.EXTEND_SECTOR_EXPIRATION, extension(deadline, 2, 2000));
        m.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.EXTEND_SECTOR_EXPIRATION, extension(48, 1, 2000));
        m.ok(MinerActor.EXTEND_SECTOR_EXPIRATION, extension(deadline, 1, 2000));
        assertThat(m.view().sector(1).orElseThrow())
                .isEqualTo(before.until(Epoch.of(2000), BigInteger.ZERO, BigInteger.ZERO));
        m.world.reload();
        m.proveUntil(1990);
        assertThat(m.view().power().raw().longValueExact()).isEqualTo(2048);
        m.proveUntil(2250);
        assertThat(m.view().power()).isEqualTo(PowerPair.ZERO);
        assertThat(m.state().funds().pledge()).isEqualTo(TokenAmount.ZERO);
        assertThat(m.view().feeDebt()).isEqualTo(TokenAmount.ZERO);
    }

    private static byte[] extension(long deadline, long sector, long expiration) {
        return MinerParams.EXTENSIONS.encode(
                List.of(new MinerParams.Extension(deadline, 0, BitField.of(sector), Epoch.of(expiration))));
    }

    private byte[] compaction(long deadline, long... partitions) {
        return MinerParams.Compaction.CODEC.encode(new MinerParams.Compaction(deadline, BitField.of(partitions)));
    }

    @Test
    public void makesOnePartitionOfWhatIsLeftOfSeveral() {
        Compacting c = new Compacting();
        MinerView.DeadlineView before = c.w.view().deadline(c.deadline);
        assertThat(before.partitions()).hasSize(3);
        c.w.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.COMPACT_PARTITIONS, compaction(c.deadline, 3));
        BitField live =
                before.partitions().stream().map(MinerView.PartitionView::live).reduce(BitField.EMPTY, BitField::union);
        assertThat(live.count()).isEqualTo(4);
        PowerPair power = c.w.view().power();
        c.w.ok(MinerActor.COMPACT_PARTITIONS, compaction(c.deadline, 0, 1, 2));
        assertThat(c.w.world.audited().violations()).isEmpty();
        MinerView.DeadlineView after = c.w.view().deadline(c.deadline);
        assertThat(after.partitions()).hasSize(2);
        assertThat(after.partitions())
                .allSatisfy(p -> assertThat(p.terminated().isEmpty()).isTrue());
        assertThat(after.live()).isEqualTo(4);
        assertThat(c.w.view().power()).isEqualTo(power);
        assertThat(c.w.view().sector(c.gone[0])).isEmpty();
        c.w.world.reload();
        c.w.proveUntil(c.w.world.epoch() + 300);
        assertThat(c.w.view().power()).isEqualTo(power);
        c.w.proveUntil(2000);
        assertThat(c.w.view().deadline(c.deadline).live()).isZero();
    }

    @Test
    public void leavesPartitionsAloneThatAreProvenOrFaultyNow() {
        Compacting c = new Compacting();
        Epoch now = Epoch.of(c.w.world.epoch());
        long open = c.w.view().nextDeadline(c.deadline, now).open().number();
        c.w.proveUntil(open - 5);
        c.w.fails(ExitCode.USR_FORBIDDEN, MinerActor.COMPACT_PARTITIONS, compaction(c.deadline, 0));
        c.w.proveUntil(open + 5 + 59);
        c.w.fails(ExitCode.USR_FORBIDDEN, MinerActor.COMPACT_PARTITIONS, compaction(c.deadline, 0));
        c.w.proveUntil(open + 5 + 60);
        long faulty = c.w.view()
                .deadline(c.deadline)
                .partitions()
                .get(1)
                .live()
                .first()
                .getAsLong();
        c.w.ok(MinerActor.DECLARE_FAULTS, c.w.declared(faulty));
        c.w.fails(ExitCode.USR_ILLEGAL_ARGUMENT, MinerActor.COMPACT_PARTITIONS, compaction(c.deadline, 0, 1));
        c.w.ok(MinerActor.COMPACT_PARTITIONS, compaction(c.deadline, 0));
        assertThat(c.w.view().deadline(c.deadline).partitions().get(0).faulty()).isEqualTo(BitField.of(faulty));
        assertThat(c.w.world.audited().violations()).isEmpty();
        c.w.world.fails(ExitCode.USR_FORBIDDEN, 1, c.w.miner, MinerActor.COMPACT_PARTITIONS, compaction(c.deadline, 0));
    }

    /** A miner with three partitions of two sectors in one deadline, one sector of each of the first two ended. */
    private static final class Compacting {
        final MinerWorld w = new MinerWorld();
        final long deadline;
        final long[] gone;

        Compacting() {
            w.world.ok(1, w.miner, 0, Codec.NOTHING, TokenAmount.fil("900"));
            MinerState state = w.state();
            List<SectorInfo> infos = new ArrayList<>();
            for (long number = 0; number < 6; number++) {
                infos.add(new SectorInfo(
                        number,
                        -1,
                        w.sector(number).sealedCid(),
                        List.of(),
                        Epoch.of(1),
                        Epoch.of(1500),
                        BigInteger.ZERO,
                        BigInteger.ZERO,
                        TokenAmount.ZERO,
                        TokenAmount.ZERO,
                        TokenAmount.ZERO));
            }
            Sectors sectors = state.sectors().allocate(BitField.run(0, 6));
            for (SectorInfo info : infos) {
                sectors = sectors.withProven(sectors.proven().with(info.number(), info));
            }
            deadline = Math.floorMod(w.view().openDeadline(Epoch.of(1)).index() + 10, 48L);
            MinerState stuffed = state.with(sectors);
            Deadline due = stuffed.deadline(deadline, w.world.store);
            due.add(infos, 2, stuffed.ground(deadline, Policy.DEVNET_UNPROVEN.proving()));
            w.world.tree().put(w.miner, stuffed.with(deadline, due));
            // A sector of its own, so that it is called.
            w.seal(w.sector(100, Epoch.of(3000)));
            w.proveUntil(w.world.epoch() + 1);
            w.proveUntil(w.view()
                            .nextDeadline(deadline, Epoch.of(w.world.epoch()))
                            .close()
                            .number()
                    + 70);
            gone = new long[] {0, 2};
            w.ok(MinerActor.TERMINATE_SECTORS, w.declared(gone));
        }
    }

    @Test
    public void termsOfFeesAreThoseOfTheProtocol() {
        BigInteger bytes = BigInteger.valueOf(32L << 30);
        Economics economics = new Economics(
                io.fondaco.chain.actors.Estimate.steady(TokenAmount.fil("36").atto()),
                io.fondaco.chain.actors.Estimate.steady(bytes.multiply(BigInteger.valueOf(1024))),
                2880);
        TokenAmount day = TokenAmount.fil("36").times(2880).dividedBy(1024);
        assertThat(economics.dayReward(bytes)).isEqualTo(day);
        assertThat(economics.deposit(bytes)).isEqualTo(day.times(20));
        assertThat(economics.continuedFault(bytes))
                .isEqualTo(TokenAmount.fil("36").times(2880 * 351 / 100).dividedBy(1024));
        SectorInfo young = sector(day, 20);
        // Twenty days of reward and half of what it earned, to 140 days; no less than 3.5 days.
        assertThat(economics.termination(young, bytes, Epoch.of(100))).isEqualTo(day.times(20));
        assertThat(economics.termination(young, bytes, Epoch.of(100 + 10 * 2880)))
                .isEqualTo(day.times(25));
        assertThat(economics.termination(young, bytes, Epoch.of(100 + 140 * 2880)))
                .isEqualTo(day.times(90));
        assertThat(economics.termination(young, bytes, Epoch.of(100 + 500 * 2880)))
                .isEqualTo(day.times(90));
        assertThat(economics.termination(sector(TokenAmount.ZERO, 0), bytes, Epoch.of(101)))
                .isEqualTo(day.times(7).dividedBy(2));
        assertThat(economics.pledge(bytes, BigInteger.ONE.shiftLeft(60), TokenAmount.fil("1000")))
                .isEqualTo(TokenAmount.fil("1"));
    }

    private SectorInfo sector(TokenAmount day, long days) {
        return new SectorInfo(
                1,
                8,
                m.sector(1).sealedCid(),
                List.of(),
                Epoch.of(100),
                Epoch.of(1_000_000),
                BigInteger.ZERO,
                BigInteger.ZERO,
                TokenAmount.ZERO,
                day,
                day.times(days));
    }
}
