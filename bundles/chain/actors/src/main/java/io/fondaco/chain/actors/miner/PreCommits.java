package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;

/** Sectors are announced, with a deposit each that is lost unless they are proven in time. */
final class PreCommits {
    /** Deals of a sector of 32 GiB and less; larger ones may hold twice as many. */
    private static final int MAX_DEALS = 256;

    private static final int MAX_BATCH = 256;

    private PreCommits() {}

    static byte[] one(Runtime runtime, byte[] params) {
        runtime.allow(runtime.state(MinerState.class).info().get().controllers());
        return preCommit(runtime, List.of(MinerParams.Sector.CODEC.params(params)));
    }

    static byte[] batch(Runtime runtime, byte[] params) {
        runtime.allow(runtime.state(MinerState.class).info().get().controllers());
        List<MinerParams.Sector> sectors = MinerParams.SECTORS.params(params);
        Abort.unlessArgument(
                !sectors.isEmpty() && sectors.size() <= MAX_BATCH,
                sectors.size() + " sectors: 1 to " + MAX_BATCH + " are allowed at once");
        return preCommit(runtime, sectors);
    }

    private static byte[] preCommit(Runtime runtime, List<MinerParams.Sector> announced) {
        MinerInfo info = runtime.state(MinerState.class).info().get();
        announced.forEach(sector -> check(runtime, info, sector));
        Economics economics = Commits.economics(runtime);
        List<MarketParams.SectorWeights> weights = weights(runtime, announced);
        long size = info.type().sectorSize();
        Policy policy = runtime.policy();
        Epoch late = runtime.epoch().plus(policy.sealing().maxProveCommit()).plus(policy.epochsInDay() / 3);

        MinerState state = runtime.state(MinerState.class);
        Epoch cleanUp =
                new Quantum(policy.proving().window(), state.periodStart().number() - 1).up(late);
        Sectors sectors = state.sectors();
        TokenAmount deposits = TokenAmount.ZERO;
        for (int i = 0; i < announced.size(); i++) {
            PreCommit preCommit = preCommit(runtime, economics, announced.get(i), weights.get(i), size);
            deposits = deposits.plus(preCommit.deposit());
            sectors = sectors.preCommit(preCommit, cleanUp);
        }
        Effects effects = new Effects();
        Funds.Unlocked vested = state.funds().vest(runtime.epoch());
        effects.pledge(vested.amount().negate());
        Funds.Paid debt = vested.funds().payAll(runtime.balance());
        effects.paid(debt);
        TokenAmount fee =
                announced.size() > 1 ? Economics.batchFee(announced.size(), runtime.baseFee()) : TokenAmount.ZERO;
        effects.burn(fee);
        TokenAmount free = debt.funds().available(runtime.balance().minus(debt.total()));
        TokenAmount due = deposits.plus(fee);
        Abort.unless(
                free.compareTo(due) >= 0,
                ExitCode.USR_INSUFFICIENT_FUNDS,
                free + " are free, deposits and the fee for more than one sector are " + due);
        runtime.put(state.with(debt.funds().deposit(deposits)).with(sectors).withCron(true));
        effects.settle(runtime);
        if (!state.cronActive()) {
            Effects.enroll(
                    runtime, state.open(runtime.epoch(), policy.proving()).last(), MinerCron.PROVING_DEADLINE);
        }
        return Codec.NOTHING;
    }

    private static PreCommit preCommit(
            Runtime runtime,
            Economics economics,
            MinerParams.Sector sector,
            MarketParams.SectorWeights weights,
            long size) {
        Abort.unlessArgument(
                weights.space() >= 0 && weights.space() <= size,
                "deals of " + Long.toUnsignedString(weights.space()) + " bytes in a sector of " + size);
        BigInteger bytes = Economics.qualityAdjusted(
                size, sector.expiration().since(runtime.epoch()), weights.weight(), weights.verifiedWeight());
        return new PreCommit(
                sector, economics.deposit(bytes), runtime.epoch(), weights.weight(), weights.verifiedWeight());
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
        Abort.unlessArgument(SectorInfo.isSealed(sealed), sealed + " is not the commitment of a sealed sector");
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

    private static List<MarketParams.SectorWeights> weights(Runtime runtime, List<MinerParams.Sector> sectors) {
        if (sectors.stream().allMatch(sector -> sector.deals().isEmpty())) {
            return sectors.stream()
                    .map(sector -> new MarketParams.SectorWeights(0, BigInteger.ZERO, BigInteger.ZERO))
                    .toList();
        }
        byte[] verify = MarketParams.VERIFY.encode(sectors.stream()
                .map(sector -> new MarketParams.SectorDeals(sector.expiration(), sector.deals()))
                .toList());
        return MarketParams.WEIGHTS.decode(runtime.send(
                        Singletons.STORAGE_MARKET, MarketActor.VERIFY_DEALS_FOR_ACTIVATION, verify, TokenAmount.ZERO)
                .require("verifying the deals"));
    }
}
