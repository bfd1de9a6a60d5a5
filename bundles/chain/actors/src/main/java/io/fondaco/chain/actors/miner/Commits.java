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
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** How a sector comes to be: pre-committed with a deposit, proven, confirmed with a pledge. */
final class Commits {
    /** Deals of a sector of 32 GiB and less; larger ones may hold twice as many. */
    private static final int MAX_DEALS = 256;

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

    static byte[] preCommit(Runtime runtime, byte[] params) {
        MinerInfo info = runtime.state(MinerState.class).info().get();
        runtime.allow(info.controllers());
        MinerParams.Sector sector = MinerParams.Sector.CODEC.params(params);
        check(runtime, info, sector);
        Economics economics = economics(runtime);
        MarketParams.SectorWeights weights = weights(runtime, sector);
        long size = info.type().sectorSize();
        Abort.unlessArgument(
                weights.space() >= 0 && weights.space() <= size,
                "deals of " + Long.toUnsignedString(weights.space()) + " bytes in a sector of " + size);
        BigInteger bytes = Economics.qualityAdjusted(
                size, sector.expiration().since(runtime.epoch()), weights.weight(), weights.verifiedWeight());
        TokenAmount deposit = economics.deposit(bytes);

        MinerState state = runtime.state(MinerState.class);
        Effects effects = new Effects();
        Funds.Unlocked vested = state.funds().vest(runtime.epoch());
        effects.pledge(vested.amount().negate());
        Funds.Paid debt = vested.funds().payAll(runtime.balance());
        effects.paid(debt);
        TokenAmount free = debt.funds().available(runtime.balance().minus(debt.total()));
        Abort.unless(
                free.compareTo(deposit) >= 0,
                ExitCode.USR_INSUFFICIENT_FUNDS,
                free + " are free, the deposit is " + deposit);
        Policy policy = runtime.policy();
        Epoch late = runtime.epoch().plus(policy.sealing().maxProveCommit()).plus(policy.epochsInDay() / 3);
        Epoch cleanUp =
                new Quantum(policy.proving().window(), state.periodStart().number() - 1).up(late);
        PreCommit preCommit =
                new PreCommit(sector, deposit, runtime.epoch(), weights.weight(), weights.verifiedWeight());
        runtime.put(state.with(debt.funds().deposit(deposit))
                .with(state.sectors().preCommit(preCommit, cleanUp))
                .withCron(true));
        effects.settle(runtime);
        if (!state.cronActive()) {
            Effects.enroll(
                    runtime, state.open(runtime.epoch(), policy.proving()).last(), MinerCron.PROVING_DEADLINE);
        }
        return Codec.NOTHING;
    }

    private static void check(Runtime runtime, MinerInfo info, MinerParams.Sector sector) {
        Policy.Sealing policy = runtime.policy().sealing();
        Epoch now = runtime.epoch();
        Abort.unless(!sector.upgrade(), ExitCode.USR_FORBIDDEN, "sectors are not upgraded by pre-committing any more");
        Abort.unless(
                now.isAfter(info.faultElapsed()),
                ExitCode.USR_FORBIDDEN,
                "the miner broke consensus and is excluded until " + info.faultElapsed());
        Abort.unlessArgument(
                sector.number() >= 0 && sector.number() <= Sectors.MAX_NUMBER,
                "a sector number of " + Long.toUnsignedString(sector.number()));
        Abort.unlessArgument(
                sector.sealProof() == info.type().seal() && info.type().allowed(policy),
                "seal proof type " + sector.sealProof() + ": the miner's is "
                        + info.type().seal());
        Cid sealed = sector.sealedCid();
        Abort.unlessArgument(
                sealed.version() == 1
                        && sealed.codec() == Cid.FIL_COMMITMENT_SEALED
                        && sealed.multihash().code() == Multihash.POSEIDON_BLS12_381_A2_FC1
                        && sealed.multihash().digest().length == 32,
                sealed + " is not the commitment of a sealed sector");
        Abort.unlessArgument(
                sector.sealEpoch().isBefore(now), "a ticket of epoch " + sector.sealEpoch() + ", which is not over");
        Abort.unlessArgument(
                !sector.sealEpoch().isBefore(now.minus(policy.maxRandomnessLookback())),
                "a ticket of epoch " + sector.sealEpoch() + " is older than " + policy.maxRandomnessLookback());
        long most = info.type().sectorSize() > 32L << 30 ? 2 * MAX_DEALS : MAX_DEALS;
        Abort.unlessArgument(sector.deals().size() <= most, sector.deals().size() + " deals: " + most + " are allowed");
        // From the last epoch it can be proven in, as its life begins then at the latest.
        long life = sector.expiration().since(now.plus(policy.maxProveCommit()));
        Abort.unlessArgument(
                life >= policy.minLife(), "a life of " + life + " epochs: " + policy.minLife() + " are the least");
        Abort.unlessArgument(
                sector.expiration().since(now) <= policy.maxLife(),
                "a sector that ends at " + sector.expiration() + ": no later than " + now.plus(policy.maxLife()));
    }

    private static MarketParams.SectorWeights weights(Runtime runtime, MinerParams.Sector sector) {
        if (sector.deals().isEmpty()) {
            return new MarketParams.SectorWeights(0, BigInteger.ZERO, BigInteger.ZERO);
        }
        byte[] verify =
                MarketParams.VERIFY.encode(List.of(new MarketParams.SectorDeals(sector.expiration(), sector.deals())));
        return MarketParams.WEIGHTS
                .decode(runtime.send(
                                Singletons.STORAGE_MARKET,
                                MarketActor.VERIFY_DEALS_FOR_ACTIVATION,
                                verify,
                                TokenAmount.ZERO)
                        .require("verifying the deals"))
                .get(0);
    }

    static byte[] prove(Runtime runtime, byte[] params) {
        MinerParams.ProveCommit prove = MinerParams.ProveCommit.CODEC.params(params);
        MinerState state = runtime.state(MinerState.class);
        Policy.Sealing policy = runtime.policy().sealing();
        ProofType type = state.info().get().type();
        Abort.unlessArgument(
                prove.proof().length == type.sealProofBytes(),
                "a proof of " + prove.proof().length + " bytes: it takes " + type.sealProofBytes());
        Abort.unlessArgument(type.allowed(policy), "sectors of the kind none are not taken");
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
        Effects.toPower(runtime, PowerActor.SUBMIT_POREP_FOR_BULK_VERIFY, PowerParams.SEAL.encode(seal));
        return Codec.NOTHING;
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
