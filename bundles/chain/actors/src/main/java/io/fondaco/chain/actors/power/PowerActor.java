package io.fondaco.chain.actors.power;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Reply;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateMultimap;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Map;

/** Knows who stores how much, makes miners, and calls them when they asked for it. Source: specs-actors v8, power. */
public final class PowerActor implements Actor {
    /** {@link PowerParams.CreateMiner}, returns {@link ExecReturn}; of accounts and multisigs. */
    public static final long CREATE_MINER = 2;
    /** {@link PowerParams.PowerDelta}; of miners, as {@link #ENROLL_CRON_EVENT} and those of pledge and seals. */
    public static final long UPDATE_CLAIMED_POWER = 3;
    /** {@link PowerParams.Enroll}. */
    public static final long ENROLL_CRON_EVENT = 4;
    /** Of cron. */
    public static final long CRON_TICK = 5;
    /** How the pledge of a miner changes, attoFIL of either sign. */
    public static final long UPDATE_PLEDGE_TOTAL = 6;
    /** {@link PowerParams#SEAL}. */
    public static final long SUBMIT_POREP_FOR_BULK_VERIFY = 8;
    /** Any caller; returns {@link PowerParams.CurrentPower}. */
    public static final long CURRENT_TOTAL_POWER = 9;

    /** Seals a miner can have checked in one epoch. */
    public static final int MAX_SEALS = 200;

    /** More seals of a miner than can be checked in an epoch. */
    public static final int TOO_MANY_PROVE_COMMITS = 32;

    /** The last epoch a miner can be called at: as far as the keys of the queue go. */
    private static final long LAST_CALL = (1L << 62) - 1;

    /** What putting a seal aside for checking costs, as it is checked later without gas. Source: specs-actors v8. */
    private static final long GAS_FOR_SEAL = 34_721_049;

    private final Map<Long, Method> methods = Map.of(
            CONSTRUCTOR, new Method("Constructor", this::construct),
            CREATE_MINER, new Method("CreateMiner", this::createMiner),
            UPDATE_CLAIMED_POWER, new Method("UpdateClaimedPower", this::updateClaimedPower),
            ENROLL_CRON_EVENT, new Method("EnrollCronEvent", this::enroll),
            CRON_TICK, new Method("CronTick", (runtime, params) -> PowerCron.tick(runtime, params)),
            UPDATE_PLEDGE_TOTAL, new Method("UpdatePledgeTotal", this::updatePledge),
            SUBMIT_POREP_FOR_BULK_VERIFY, new Method("SubmitPoRepForBulkVerify", this::submitSeal),
            CURRENT_TOTAL_POWER, new Method("CurrentTotalPower", this::currentTotalPower));

    @Override
    public ActorCode code() {
        return ActorCode.STORAGE_POWER;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return PowerState.read(in, store);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        Codec.noParams(params);
        runtime.put(PowerState.first(runtime.store()));
        return Codec.NOTHING;
    }

    private byte[] createMiner(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.ACCOUNT, ActorCode.MULTISIG);
        PowerParams.CreateMiner create = PowerParams.CreateMiner.CODEC.params(params);
        byte[] constructor = PowerParams.ConstructMiner.CODEC.encode(new PowerParams.ConstructMiner(
                create.owner(),
                create.worker(),
                List.of(),
                create.windowPostType(),
                create.peer(),
                create.multiaddrs()));
        Reply made = runtime.send(
                Singletons.INIT,
                InitActor.EXEC,
                ExecParams.CODEC.encode(ExecParams.of(ActorCode.STORAGE_MINER, constructor)),
                runtime.valueReceived());
        byte[] addresses = made.require("making a miner");
        Address id = ExecReturn.CODEC.decode(addresses).id();
        runtime.put(runtime.state(PowerState.class).withMiner(id, create.windowPostType()));
        return addresses;
    }

    private byte[] updateClaimedPower(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.STORAGE_MINER);
        PowerParams.PowerDelta delta = PowerParams.PowerDelta.CODEC.params(params);
        PowerState state = runtime.state(PowerState.class);
        runtime.put(state.add(runtime.caller(), delta, runtime.policy().power()));
        return Codec.NOTHING;
    }

    private byte[] enroll(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.STORAGE_MINER);
        PowerParams.Enroll enroll = PowerParams.Enroll.CODEC.params(params);
        Abort.unlessArgument(
                enroll.epoch().number() >= 0 && enroll.epoch().number() <= LAST_CALL,
                "a call at epoch " + enroll.epoch());
        PowerState state = runtime.state(PowerState.class);
        runtime.put(state.enroll(enroll.epoch(), new CronEvent(runtime.caller(), enroll.payload())));
        return Codec.NOTHING;
    }

    private byte[] updatePledge(Runtime runtime, byte[] params) {
        PowerState state = asMinerWithClaim(runtime);
        TokenAmount pledge = state.pledge().plus(Codec.TOKEN.params(params));
        Abort.unless(
                !pledge.isNegative(), ExitCode.USR_ILLEGAL_STATE, "the pledge of all miners would become " + pledge);
        runtime.put(state.withPledge(pledge));
        return Codec.NOTHING;
    }

    private static PowerState asMinerWithClaim(Runtime runtime) {
        runtime.allow(ActorCode.STORAGE_MINER);
        PowerState state = runtime.state(PowerState.class);
        Abort.unless(
                state.claims().contains(runtime.caller()),
                ExitCode.USR_FORBIDDEN,
                "miner " + runtime.caller() + " has no claim");
        return state;
    }

    private byte[] submitSeal(Runtime runtime, byte[] params) {
        PowerState state = asMinerWithClaim(runtime);
        Syscalls.Seal seal = PowerParams.SEAL.params(params);
        StateMultimap<Syscalls.Seal> seals =
                state.seals() == null ? PowerState.noSeals(runtime.store()) : state.seals();
        byte[] miner = runtime.caller().toBytes();
        Abort.unless(
                seals.count(miner) < MAX_SEALS,
                TOO_MANY_PROVE_COMMITS,
                runtime.caller() + " has " + MAX_SEALS + " seals to check in this epoch already");
        runtime.charge(GAS_FOR_SEAL);
        runtime.put(state.withSeals(seals.with(miner, seal)));
        return Codec.NOTHING;
    }

    private byte[] currentTotalPower(Runtime runtime, byte[] params) {
        Codec.noParams(params);
        return PowerParams.CurrentPower.CODEC.encode(
                runtime.state(PowerState.class).current(runtime.policy().power()));
    }
}
