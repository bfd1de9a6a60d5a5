package io.fondaco.chain.actors.power;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Puppet;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.cron.CronState;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;
import org.junit.Before;
import org.junit.Test;

/** Claims add up, miners below the minimum do not count, and miners are called when they asked. */
public class PowerActorTest {
    private static final Address POWER = Singletons.STORAGE_POWER;
    private static final Policy.Power RULE = Policy.DEVNET_UNPROVEN.power();
    private static final long SEAL = PowerCron.CONFIRM_SECTOR_PROOFS;
    private static final long DEFERRED = PowerCron.DEFERRED_CRON_EVENT;

    private final Puppet puppet = new Puppet(ActorCode.STORAGE_MINER, DEFERRED, SEAL);
    private final World world = new World(2, puppet);

    @Before
    public void leaveTheMarketOut() {
        world.tree().put(Singletons.CRON, new CronState(List.of(new CronState.Entry(POWER, PowerActor.CRON_TICK))));
    }

    private static byte[] create() {
        return PowerParams.CreateMiner.CODEC.encode(new PowerParams.CreateMiner(
                World.account(0), World.account(1), 5, new byte[] {1}, List.of(new byte[] {2}, new byte[] {3})));
    }

    private Address miner() {
        return ExecReturn.CODEC
                .decode(world.ok(0, POWER, PowerActor.CREATE_MINER, create()))
                .id();
    }

    private PowerState state() {
        return world.tree().state(POWER, PowerState.class).orElseThrow();
    }

    /** Calls the power actor as a miner. */
    private static byte[] as(long method, byte[] params) {
        return Puppet.Relay.CODEC.encode(new Puppet.Relay(POWER, method, params, TokenAmount.ZERO));
    }

    private static byte[] delta(long raw, long adjusted) {
        return PowerParams.PowerDelta.CODEC.encode(
                new PowerParams.PowerDelta(BigInteger.valueOf(raw), BigInteger.valueOf(adjusted)));
    }

    private void add(Address miner, long raw, long adjusted) {
        world.ok(0, miner, Puppet.RELAY, as(PowerActor.UPDATE_CLAIMED_POWER, delta(raw, adjusted)));
    }

    private void refuses(int exitCode, Address miner, long method, byte[] params) {
        world.fails(exitCode, 0, miner, Puppet.RELAY, as(method, params));
    }

    private void totals(long raw, long adjusted, long rawCommitted, long adjustedCommitted, long above) {
        assertThat(state().totals())
                .isEqualTo(new Totals(
                        BigInteger.valueOf(raw),
                        BigInteger.valueOf(rawCommitted),
                        BigInteger.valueOf(adjusted),
                        BigInteger.valueOf(adjustedCommitted)));
        assertThat(state().aboveMinimum()).isEqualTo(above);
    }

    @Test
    public void makesAMinerWithAnEmptyClaim() {
        TokenAmount one = TokenAmount.fil("1");
        ExecReturn made = ExecReturn.CODEC.decode(world.ok(0, POWER, PowerActor.CREATE_MINER, create(), one));
        assertThat(world.tree().actor(made.id()).orElseThrow().is(ActorCode.STORAGE_MINER))
                .isTrue();
        assertThat(world.tree().resolve(made.robust())).contains(made.id());
        assertThat(world.balance(made.id())).isEqualTo(one);
        assertThat(state().miners()).isEqualTo(1);
        assertThat(state().claims().get(made.id())).contains(Claim.none(5));
        PowerParams.ConstructMiner constructed =
                PowerParams.ConstructMiner.CODEC.decode(puppet.calls.get(0).params());
        assertThat(constructed.owner()).isEqualTo(World.account(0));
        assertThat(constructed.worker()).isEqualTo(World.account(1));
        assertThat(constructed.control()).isEmpty();
        assertThat(constructed.windowPostType()).isEqualTo(5);
        assertThat(constructed.multiaddrs()).hasSize(2);
    }

    @Test
    public void makesNothingWhenTheMinerRefuses() {
        puppet.on(1, (runtime, params) -> {
            throw new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "no such worker");
        });
        world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, 0, POWER, PowerActor.CREATE_MINER, create(), TokenAmount.fil("1"));
        assertThat(state().miners()).isZero();
        world.fails(ExitCode.USR_SERIALIZATION, 0, POWER, PowerActor.CREATE_MINER, Codec.NOTHING);
        Address doll = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        refuses(ExitCode.USR_FORBIDDEN, doll, PowerActor.CREATE_MINER, create());
    }

    @Test
    public void countsMinersFromTheMinimumOn() {
        Address a = miner();
        Address b = miner();
        add(a, 2047, 3000);
        totals(0, 0, 2047, 3000, 0);
        add(a, 1, 10);
        totals(2048, 3010, 2048, 3010, 1);
        add(b, 4096, 4096);
        totals(6144, 7106, 6144, 7106, 2);
        add(a, 2048, 2048);
        totals(8192, 9154, 8192, 9154, 2);
        add(b, -4095, -4095);
        totals(4096, 5058, 4097, 5059, 1);
        add(a, -4096, -5058);
        totals(0, 0, 1, 1, 0);
        world.reload();
        totals(0, 0, 1, 1, 0);
    }

    @Test
    public void refusesPowerThatCannotBe() {
        Address a = miner();
        add(a, 100, 100);
        refuses(ExitCode.USR_ILLEGAL_STATE, a, PowerActor.UPDATE_CLAIMED_POWER, delta(-101, 0));
        refuses(ExitCode.USR_ILLEGAL_STATE, a, PowerActor.UPDATE_CLAIMED_POWER, delta(0, -101));
        Address doll = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        refuses(ExitCode.USR_NOT_FOUND, doll, PowerActor.UPDATE_CLAIMED_POWER, delta(1, 1));
        world.fails(ExitCode.USR_FORBIDDEN, 0, POWER, PowerActor.UPDATE_CLAIMED_POWER, delta(1, 1));
        refuses(ExitCode.USR_SERIALIZATION, a, PowerActor.UPDATE_CLAIMED_POWER, Codec.NOTHING);
    }

    @Test
    public void countsEverybodyWhileFewHaveTheMinimum() {
        Address small = miner();
        Address none = miner();
        add(small, 10, 20);
        assertThat(state().eligible(small, RULE)).isTrue();
        assertThat(state().eligible(none, RULE)).isFalse();
        assertThat(state().eligible(Address.id(1), RULE)).isFalse();
        assertThat(current().raw()).isEqualTo(BigInteger.TEN);
        for (int i = 0; i < 4; i++) {
            add(miner(), 2048, 2048);
        }
        assertThat(state().eligible(small, RULE)).isFalse();
        assertThat(current().raw()).isEqualTo(BigInteger.valueOf(4 * 2048));
        assertThat(current().qualityAdjusted()).isEqualTo(BigInteger.valueOf(4 * 2048));
    }

    private PowerParams.CurrentPower current() {
        return PowerParams.CurrentPower.CODEC.decode(world.ok(0, POWER, PowerActor.CURRENT_TOTAL_POWER, Codec.NOTHING));
    }

    @Test
    public void addsUpThePledgeOfMiners() {
        Address a = miner();
        byte[] ten = Codec.TOKEN.encode(TokenAmount.fil("10"));
        world.ok(0, a, Puppet.RELAY, as(PowerActor.UPDATE_PLEDGE_TOTAL, ten));
        assertThat(current().pledge()).isEqualTo(TokenAmount.fil("10"));
        assertThat(state().locked()).isEqualTo(TokenAmount.fil("10"));
        refuses(
                ExitCode.USR_ILLEGAL_STATE,
                a,
                PowerActor.UPDATE_PLEDGE_TOTAL,
                Codec.TOKEN.encode(TokenAmount.fil("-11")));
        Address doll = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        refuses(ExitCode.USR_FORBIDDEN, doll, PowerActor.UPDATE_PLEDGE_TOTAL, ten);
        world.fails(ExitCode.USR_FORBIDDEN, 0, POWER, PowerActor.UPDATE_PLEDGE_TOTAL, ten);
    }

    private void enroll(Address miner, long epoch, int payload) {
        world.ok(0, miner, Puppet.RELAY, as(PowerActor.ENROLL_CRON_EVENT, enrollParams(epoch, payload)));
    }

    private static byte[] enrollParams(long epoch, int payload) {
        return PowerParams.Enroll.CODEC.encode(new PowerParams.Enroll(Epoch.of(epoch), new byte[] {(byte) payload}));
    }

    private Applied cron(long epoch) {
        Applied applied = world.at(epoch).machine().cron();
        assertThat(world.audited().violations()).isEmpty();
        return applied;
    }

    private List<Integer> payloads() {
        List<Integer> payloads = puppet.calls.stream()
                .filter(c -> c.method() == DEFERRED)
                .map(c -> (int) PowerParams.Deferred.CODEC.decode(c.params()).payload()[0])
                .toList();
        puppet.calls.clear();
        return payloads;
    }

    @Test
    public void callsMinersInTheOrderTheyAskedAndMakesUpForEpochsThatWereLeftOut() {
        Address a = miner();
        Address b = miner();
        enroll(a, 5, 1);
        enroll(b, 3, 2);
        enroll(a, 3, 3);
        enroll(a, 9, 4);
        assertThat(cron(2).notes()).isEmpty();
        assertThat(payloads()).isEmpty();
        world.reload();
        assertThat(cron(6).notes()).isEmpty();
        assertThat(payloads()).containsExactly(2, 3, 1);
        assertThat(state().firstCronEpoch()).isEqualTo(Epoch.of(7));
        cron(9);
        assertThat(payloads()).containsExactly(4);
        assertThat(state().cronQueue().isEmpty()).isTrue();
        enroll(a, 4, 5);
        assertThat(state().firstCronEpoch()).isEqualTo(Epoch.of(4));
        cron(10);
        assertThat(payloads()).containsExactly(5);
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, a, PowerActor.ENROLL_CRON_EVENT, enrollParams(-1, 1));
        refuses(ExitCode.USR_ILLEGAL_ARGUMENT, a, PowerActor.ENROLL_CRON_EVENT, enrollParams(Long.MAX_VALUE, 1));
        world.fails(ExitCode.USR_FORBIDDEN, 0, POWER, PowerActor.ENROLL_CRON_EVENT, enrollParams(1, 1));
        world.fails(ExitCode.USR_FORBIDDEN, 0, POWER, PowerActor.CRON_TICK, Codec.NOTHING);
    }

    @Test
    public void aMinerMayAskForItsNextCallWhileItIsCalled() {
        Address a = miner();
        enroll(a, 2, 1);
        puppet.on(DEFERRED, (runtime, params) -> {
            runtime.send(
                            POWER,
                            PowerActor.ENROLL_CRON_EVENT,
                            enrollParams(runtime.epoch().number() + 1, 1),
                            TokenAmount.ZERO)
                    .require("enrolling");
            return Codec.NOTHING;
        });
        for (long epoch = 2; epoch < 6; epoch++) {
            assertThat(cron(epoch).notes()).isEmpty();
            assertThat(state().cronQueue().isEmpty()).isFalse();
        }
    }

    @Test
    public void aMinerThatBreaksDownLosesItsClaimAndTheOthersGoOn() {
        Address bad = miner();
        Address good = miner();
        add(bad, 4096, 4096);
        add(good, 2048, 2048);
        enroll(bad, 2, 1);
        enroll(bad, 2, 2);
        enroll(good, 2, 3);
        int[] called = {0, 0};
        puppet.on(DEFERRED, (runtime, params) -> {
            called[runtime.receiver().equals(bad) ? 0 : 1]++;
            if (runtime.receiver().equals(bad)) {
                throw new IllegalStateException("broken");
            }
            return Codec.NOTHING;
        });
        Applied applied = cron(2);
        assertThat(called).containsExactly(1, 1);
        assertThat(applied.notes())
                .hasSize(1)
                .first()
                .asString()
                .contains("loses its claim")
                .contains("broken");
        totals(2048, 2048, 2048, 2048, 1);
        assertThat(state().miners()).isEqualTo(1);
        assertThat(state().claims().get(bad)).isEmpty();
        refuses(ExitCode.USR_NOT_FOUND, bad, PowerActor.UPDATE_CLAIMED_POWER, delta(1, 1));
        enroll(bad, 3, 4);
        cron(3);
        assertThat(called).containsExactly(1, 1);
    }

    private static byte[] seal(Address miner, long sector) {
        return PowerParams.SEAL.encode(new Syscalls.Seal(
                5,
                miner.idNumber(),
                sector,
                List.of(1L, 2L),
                new byte[32],
                new byte[32],
                new byte[] {9},
                Cid.v1(Cid.FIL_COMMITMENT_SEALED, new Multihash(Multihash.IDENTITY, new byte[1])),
                Cid.v1(Cid.FIL_COMMITMENT_UNSEALED, new Multihash(Multihash.IDENTITY, new byte[2]))));
    }

    @Test
    public void tellsMinersWhichOfTheirSealsHold() {
        Address a = miner();
        for (long sector : new long[] {4, 7, 4}) {
            world.ok(0, a, Puppet.RELAY, as(PowerActor.SUBMIT_POREP_FOR_BULK_VERIFY, seal(a, sector)));
        }
        world.reload();
        puppet.calls.clear();
        assertThat(cron(1).notes()).hasSize(1);
        assertThat(puppet.calls).hasSize(1);
        PowerParams.Confirmed confirmed =
                PowerParams.Confirmed.CODEC.decode(puppet.calls.get(0).params());
        assertThat(confirmed.sectors()).containsExactly(4L, 7L);
        assertThat(confirmed.reward().value())
                .isEqualTo(Policy.DEVNET_UNPROVEN.rewards().perEpoch().atto());
        assertThat(state().seals()).isNull();
    }

    @Test
    public void saysNothingToAMinerWhoseSealsDoNotHold() {
        Address a = miner();
        world.ok(0, a, Puppet.RELAY, as(PowerActor.SUBMIT_POREP_FOR_BULK_VERIFY, seal(a, 4)));
        world.syscalls.sealsHold = false;
        puppet.calls.clear();
        cron(1);
        assertThat(puppet.calls).isEmpty();
        assertThat(state().seals()).isNull();
    }

    @Test
    public void checksOnlySoManySealsOfAMiner() {
        Address a = miner();
        puppet.act((runtime, params) -> {
            for (int i = 0; i < 20; i++) {
                runtime.send(
                                POWER,
                                PowerActor.SUBMIT_POREP_FOR_BULK_VERIFY,
                                seal(a, runtime.epoch().number() * 100 + i),
                                TokenAmount.ZERO)
                        .require("submitting");
            }
            return Codec.NOTHING;
        });
        for (int i = 0; i < 10; i++) {
            world.ok(0, a, Puppet.DO, Codec.NOTHING);
        }
        refuses(PowerActor.TOO_MANY_PROVE_COMMITS, a, PowerActor.SUBMIT_POREP_FOR_BULK_VERIFY, seal(a, 1));
        Address doll = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        refuses(ExitCode.USR_FORBIDDEN, doll, PowerActor.SUBMIT_POREP_FOR_BULK_VERIFY, seal(doll, 1));
    }

    @Test
    public void closesTheBooksOfEachEpoch() {
        Address a = miner();
        add(a, 10, 20);
        assertThat(state().last().raw()).isZero();
        cron(1);
        assertThat(state().last().raw()).isEqualTo(BigInteger.TEN);
        assertThat(state().last().smoothed()).isEqualTo(Estimate.steady(BigInteger.valueOf(20)));
        assertThat(state().last().smoothed().value()).isEqualTo(20);
    }

    @Test
    public void theAuditSeesTotalsThatAreNotTheSumOfClaims() {
        Address a = miner();
        add(a, 10, 20);
        PowerState sound = state();
        world.tree()
                .put(
                        POWER,
                        new PowerState(
                                Totals.NONE,
                                sound.pledge(),
                                sound.last(),
                                2,
                                0,
                                sound.cronQueue(),
                                Epoch.of(9),
                                sound.claims(),
                                null));
        assertThat(world.audited().violations()).hasSize(3).allSatisfy(v -> assertThat(v.actor())
                .isEqualTo(POWER));
    }
}
