package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Reply;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.chain.actors.reward.RewardActor;
import io.fondaco.chain.actors.reward.ThisEpochReward;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** How a sector that is pre-committed comes to be: proven, and confirmed with a pledge. */
final class Commits {
    /**
     * For checking a vanilla seal proof, which takes some milliseconds. It is checked here and not only at the end of the
     * epoch, where Filecoin checks many at once: whoever sends one that does not hold is told, and keeps the deposit.
     */
    private static final long GAS_FOR_SEAL = 50_000_000;

    private Commits() {}

    static Economics economics(Runtime runtime) {
        ThisEpochReward reward = reward(runtime);
        PowerParams.CurrentPower power = PowerParams.CurrentPower.CODEC.decode(
                runtime.send(Singletons.STORAGE_POWER, PowerActor.CURRENT_TOTAL_POWER, Codec.NOTHING, TokenAmount.ZERO)
                        .require("asking for the power"));
        return new Economics(
                reward.smoothed(), power.smoothed(), runtime.policy().epochsInDay());
    }

    static ThisEpochReward reward(Runtime runtime) {
        return ThisEpochReward.CODEC.decode(
                runtime.send(Singletons.REWARD, RewardActor.THIS_EPOCH_REWARD, Codec.NOTHING, TokenAmount.ZERO)
                        .require("asking for the reward"));
    }

    static byte[] prove(Runtime runtime, byte[] params) {
        MinerParams.ProveCommit prove = MinerParams.ProveCommit.CODEC.params(params);
        MinerState state = runtime.state(MinerState.class);
        Policy.Sealing policy = runtime.policy().sealing();
        ProofType type = state.info().get().type();
        type.sealTrouble(prove.proof(), policy).ifPresent(trouble -> Abort.unlessArgument(false, trouble));
        Abort.unlessArgument(type.allowed(policy), "sectors of " + type + " are not taken");
        Abort.unlessArgument(
                prove.sector() >= 0 && prove.sector() <= Sectors.MAX_NUMBER,
                "a sector number of " + Long.toUnsignedString(prove.sector()));
        PreCommit preCommit = state.sectors().preCommit(prove.sector());
        Epoch due = preCommit.epoch().plus(policy.maxProveCommit());
        Abort.unlessArgument(
                !runtime.epoch().isAfter(due), "sector " + prove.sector() + " was to be proven until " + due);
        Epoch challenge = preCommit.epoch().plus(policy.challengeDelay());
        Abort.unless(
                runtime.epoch().isAfter(challenge),
                ExitCode.USR_FORBIDDEN,
                "sector " + prove.sector() + " is challenged at " + challenge + ", which is not over");
        MinerParams.Sector sector = preCommit.sector();
        byte[] entropy = Codec.ADDRESS.encode(runtime.receiver());
        Syscalls.Seal seal = new Syscalls.Seal(
                sector.sealProof(),
                runtime.receiver().idNumber(),
                sector.number(),
                sector.deals(),
                runtime.randomness(RandomnessTag.SEAL, sector.sealEpoch(), entropy),
                runtime.randomness(RandomnessTag.INTERACTIVE_SEAL, challenge, entropy),
                prove.proof(),
                sector.sealedCid(),
                unsealed(runtime, type, sector.deals()));
        if (type.rules() == ProofType.Rules.V1_1) {
            runtime.charge(GAS_FOR_SEAL);
            Abort.unlessArgument(
                    runtime.verifySeal(seal), "the seal proof of sector " + prove.sector() + " does not hold");
        }
        Effects.toPower(runtime, PowerActor.SUBMIT_POREP_FOR_BULK_VERIFY, PowerParams.SEAL.encode(seal));
        return Codec.NOTHING;
    }

    /** Proofs of many sectors in one: there is no verifier of such proofs here. */
    static byte[] proveAggregate(Runtime runtime, byte[] params) {
        runtime.allow(runtime.state(MinerState.class).info().get().controllers());
        MinerParams.Aggregate.CODEC.params(params);
        throw new Abort(
                ExitCode.USR_FORBIDDEN, "nobody checks aggregated proofs on this network: prove each sector by itself");
    }

    private static Cid unsealed(Runtime runtime, ProofType type, List<Long> deals) {
        byte[] compute = MarketParams.COMPUTE.encode(List.of(new MarketParams.SectorData(deals, type.data())));
        return MarketParams.COMMITMENTS
                .decode(runtime.send(
                                Singletons.STORAGE_MARKET,
                                MarketActor.COMPUTE_DATA_COMMITMENT,
                                compute,
                                TokenAmount.ZERO)
                        .require("computing the data commitment"))
                .get(0);
    }

    static byte[] confirm(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.STORAGE_POWER);
        PowerParams.Confirmed confirmed = PowerParams.Confirmed.CODEC.params(params);
        Sectors before = runtime.state(MinerState.class).sectors();
        List<PreCommit> good = new ArrayList<>();
        for (long number : confirmed.sectors()) {
            PreCommit preCommit =
                    before.preCommitted().get(Keys.unsigned(number)).orElse(null);
            if (preCommit == null) {
                runtime.note("sector " + number + " is not to be proven any more");
            } else if (activate(runtime, preCommit.sector())) {
                good.add(preCommit);
            }
        }
        Abort.unlessArgument(!good.isEmpty(), "no sector of " + confirmed.sectors() + " can be activated");
        Economics economics = new Economics(
                confirmed.reward(), confirmed.power(), runtime.policy().epochsInDay());
        MinerState state = runtime.state(MinerState.class);
        long size = state.info().get().type().sectorSize();
        List<SectorInfo> infos = new ArrayList<>();
        TokenAmount deposits = TokenAmount.ZERO;
        TokenAmount pledge = TokenAmount.ZERO;
        Sectors sectors = state.sectors();
        for (PreCommit preCommit : good) {
            SectorInfo info = info(runtime, economics, preCommit, size, confirmed.baselinePower());
            infos.add(info);
            deposits = deposits.plus(preCommit.deposit());
            pledge = pledge.plus(info.pledge());
            sectors = sectors.withoutPreCommit(info.number());
        }
        StateArray<SectorInfo> proven = sectors.proven();
        for (SectorInfo info : infos) {
            proven = proven.with(info.number(), info);
        }
        Effects effects = new Effects();
        Funds.Unlocked vested = state.funds().vest(runtime.epoch());
        Funds unlocked = vested.funds().deposit(deposits.negate());
        TokenAmount free = unlocked.unlocked(runtime.balance());
        Abort.unless(
                free.compareTo(pledge) >= 0,
                ExitCode.USR_INSUFFICIENT_FUNDS,
                free + " are free, the pledge is " + pledge);
        effects.pledge(pledge.minus(vested.amount()));
        MinerState changed = state.with(unlocked.pledge(pledge)).with(sectors.withProven(proven));
        runtime.put(Assignment.assign(
                changed, infos, runtime.epoch(), runtime.policy().proving(), runtime.store()));
        effects.settle(runtime);
        return Codec.NOTHING;
    }

    private static boolean activate(Runtime runtime, MinerParams.Sector sector) {
        if (sector.deals().isEmpty()) {
            return true;
        }
        byte[] activate =
                MarketParams.Activate.CODEC.encode(new MarketParams.Activate(sector.deals(), sector.expiration()));
        Reply reply = runtime.send(Singletons.STORAGE_MARKET, MarketActor.ACTIVATE_DEALS, activate, TokenAmount.ZERO);
        if (!reply.ok()) {
            runtime.note("sector " + sector.number() + " is dropped, as its deals cannot be activated: "
                    + ExitCode.name(reply.exitCode()) + ": " + reply.failure());
        }
        return reply.ok();
    }

    private static SectorInfo info(
            Runtime runtime, Economics economics, PreCommit preCommit, long size, BigInteger baseline) {
        MinerParams.Sector sector = preCommit.sector();
        Epoch now = runtime.epoch();
        BigInteger bytes = Economics.qualityAdjusted(
                size, sector.expiration().since(now), preCommit.dealWeight(), preCommit.verifiedWeight());
        return new SectorInfo(
                sector.number(),
                sector.sealProof(),
                sector.sealedCid(),
                sector.deals(),
                now,
                sector.expiration(),
                preCommit.dealWeight(),
                preCommit.verifiedWeight(),
                economics.pledge(bytes, baseline, runtime.circulatingSupply()),
                economics.dayReward(bytes),
                economics.storagePledge(bytes));
    }
}
