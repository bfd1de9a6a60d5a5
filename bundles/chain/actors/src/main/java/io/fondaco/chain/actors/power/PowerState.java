package io.fondaco.chain.actors.power;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Keys;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.chain.actors.StateMultimap;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;

/**
 * State of the power actor, a tuple of fifteen.
 *
 * @param totals what all miners have now
 * @param pledge of all miners, attoFIL
 * @param last what there was at the end of the last epoch
 * @param miners how many there are
 * @param aboveMinimum how many of them have the minimum
 * @param cronQueue calls by epoch
 * @param firstCronEpoch the earliest epoch that may have calls
 * @param claims by miner
 * @param seals to check at the end of the epoch, by miner; null for none
 */
public record PowerState(
        Totals totals,
        TokenAmount pledge,
        Last last,
        long miners,
        long aboveMinimum,
        StateMultimap<CronEvent> cronQueue,
        Epoch firstCronEpoch,
        StateMap<Claim> claims,
        StateMultimap<Syscalls.Seal> seals)
        implements State {

    /** The end of the last epoch: bytes, attoFIL and the estimate of quality adjusted power. */
    public record Last(BigInteger raw, BigInteger qualityAdjusted, TokenAmount pledge, Estimate smoothed) {}

    private static final int QUEUE_MAP = 6;
    private static final int QUEUE_ARRAY = 6;
    private static final int SEAL_ARRAY = 4;

    /** The state of a network without miners. */
    public static PowerState first(BlockStore store) {
        return new PowerState(
                Totals.NONE,
                TokenAmount.ZERO,
                new Last(BigInteger.ZERO, BigInteger.ZERO, TokenAmount.ZERO, Estimate.steady(BigInteger.ZERO)),
                0,
                0,
                StateMultimap.empty(store, QUEUE_MAP, QUEUE_ARRAY, CronEvent.CODEC),
                Epoch.of(0),
                StateMap.empty(store, Hamt.DEFAULT_BIT_WIDTH, Claim.CODEC),
                null);
    }

    /** The power elections are held with: all of it while too few miners have the minimum. */
    public PowerParams.CurrentPower current(Policy.Power policy) {
        boolean few = aboveMinimum < policy.minMiners();
        return new PowerParams.CurrentPower(
                few ? totals.rawCommitted() : totals.raw(),
                few ? totals.qualityAdjustedCommitted() : totals.qualityAdjusted(),
                pledge,
                last.smoothed);
    }

    /**
     * Whether a miner may take part in elections: it has the minimum, or some power while too few miners have it.
     */
    public boolean eligible(Address miner, Policy.Power policy) {
        BigInteger raw = claims.get(miner).map(Claim::raw).orElse(BigInteger.ZERO);
        return raw.compareTo(BigInteger.valueOf(policy.minimum())) >= 0
                || aboveMinimum < policy.minMiners() && raw.signum() > 0;
    }

    PowerState withMiner(Address miner, long windowPostType) {
        return withClaims(claims.with(miner, Claim.none(windowPostType)), miners + 1);
    }

    /**
     * The state of genesis with a miner more, whose sectors are proven already.
     *
     * @param power of its sectors
     * @param bound its pledge, attoFIL
     * @param call when it is called first
     */
    public PowerState withFirst(
            Address miner,
            long windowPostType,
            PowerParams.PowerDelta power,
            TokenAmount bound,
            PowerParams.Enroll call,
            Policy.Power policy) {
        PowerState state = withMiner(miner, windowPostType).add(miner, power, policy);
        return state.withPledge(state.pledge.plus(bound)).enroll(call.epoch(), new CronEvent(miner, call.payload()));
    }

    /** The state of genesis when all its miners are in: its power is what there was before the first epoch. */
    public PowerState begun(Policy.Power policy) {
        return closed(policy, Estimate.steady(current(policy).qualityAdjusted()));
    }

    private PowerState withClaims(StateMap<Claim> changed, long count) {
        return new PowerState(totals, pledge, last, count, aboveMinimum, cronQueue, firstCronEpoch, changed, seals);
    }

    /** The state after a claim changed. @throws Abort if there is none, or something would get negative */
    PowerState add(Address miner, PowerParams.PowerDelta delta, Policy.Power policy) {
        Claim before = claims.get(miner)
                .orElseThrow(() -> new Abort(ExitCode.USR_NOT_FOUND, "miner " + miner + " has no claim"));
        Claim after = before.plus(delta);
        Abort.unless(
                after.raw().signum() >= 0 && after.qualityAdjusted().signum() >= 0,
                ExitCode.USR_ILLEGAL_STATE,
                "the power of " + miner + " would become " + after.raw() + " and " + after.qualityAdjusted());
        return recount(before, after, policy).withClaims(claims.with(miner, after), miners);
    }

    private PowerState recount(Claim before, Claim after, Policy.Power policy) {
        BigInteger minimum = BigInteger.valueOf(policy.minimum());
        boolean was = before.raw().compareTo(minimum) >= 0;
        boolean is = after.raw().compareTo(minimum) >= 0;
        BigInteger raw = (is ? after.raw() : BigInteger.ZERO).subtract(was ? before.raw() : BigInteger.ZERO);
        BigInteger adjusted = (is ? after.qualityAdjusted() : BigInteger.ZERO)
                .subtract(was ? before.qualityAdjusted() : BigInteger.ZERO);
        Totals changed = totals.committing(
                        after.raw().subtract(before.raw()),
                        after.qualityAdjusted().subtract(before.qualityAdjusted()))
                .counting(raw, adjusted);
        return new PowerState(
                changed,
                pledge,
                last,
                miners,
                aboveMinimum + (is ? 1 : 0) - (was ? 1 : 0),
                cronQueue,
                firstCronEpoch,
                claims,
                seals);
    }

    /** The state without a miner that broke down, if it has a claim. */
    PowerState without(Address miner, Policy.Power policy) {
        return claims.get(miner)
                .map(claim -> recount(claim, Claim.none(claim.windowPostType()), policy)
                        .withClaims(claims.without(miner), miners - 1))
                .orElse(this);
    }

    PowerState withPledge(TokenAmount sum) {
        return new PowerState(totals, sum, last, miners, aboveMinimum, cronQueue, firstCronEpoch, claims, seals);
    }

    PowerState enroll(Epoch epoch, CronEvent event) {
        return withQueue(
                cronQueue.with(Keys.signed(epoch.number()), event),
                epoch.isBefore(firstCronEpoch) ? epoch : firstCronEpoch);
    }

    PowerState withQueue(StateMultimap<CronEvent> queue, Epoch first) {
        return new PowerState(totals, pledge, last, miners, aboveMinimum, queue, first, claims, seals);
    }

    PowerState withSeals(StateMultimap<Syscalls.Seal> batch) {
        return new PowerState(totals, pledge, last, miners, aboveMinimum, cronQueue, firstCronEpoch, claims, batch);
    }

    static StateMultimap<Syscalls.Seal> noSeals(BlockStore store) {
        return StateMultimap.empty(store, Hamt.DEFAULT_BIT_WIDTH, SEAL_ARRAY, PowerParams.SEAL);
    }

    /** The state at the end of an epoch. @param smoothed the estimate of quality adjusted power from now on */
    PowerState closed(Policy.Power policy, Estimate smoothed) {
        PowerParams.CurrentPower now = current(policy);
        Last closing = new Last(now.raw(), now.qualityAdjusted(), pledge, smoothed);
        return new PowerState(totals, pledge, closing, miners, aboveMinimum, cronQueue, firstCronEpoch, claims, seals);
    }

    @Override
    public TokenAmount locked() {
        return pledge;
    }

    static PowerState read(CborReader in, BlockStore store) {
        in.readListHeader(15);
        Totals totals = new Totals(big(in), big(in), big(in), big(in));
        TokenAmount pledge = in.readTokenAmount();
        Last last = new Last(
                big(in), big(in), in.readTokenAmount(), Estimate.CODEC.reader().apply(in));
        long miners = in.readLong();
        long above = in.readLong();
        StateMultimap<CronEvent> queue =
                StateMultimap.load(store, in.readCid(), QUEUE_MAP, QUEUE_ARRAY, CronEvent.CODEC);
        Epoch first = Epoch.of(in.readLong());
        StateMap<Claim> claims = StateMap.load(store, in.readCid(), Hamt.DEFAULT_BIT_WIDTH, Claim.CODEC);
        Cid batch = in.readNullable(CborReader::readCid);
        return new PowerState(
                totals,
                pledge,
                last,
                miners,
                above,
                queue,
                first,
                claims,
                batch == null
                        ? null
                        : StateMultimap.load(store, batch, Hamt.DEFAULT_BIT_WIDTH, SEAL_ARRAY, PowerParams.SEAL));
    }

    private static BigInteger big(CborReader in) {
        return Codec.BIG.reader().apply(in);
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(15);
        Codec.BIG.writer().accept(out, totals.raw());
        Codec.BIG.writer().accept(out, totals.rawCommitted());
        Codec.BIG.writer().accept(out, totals.qualityAdjusted());
        Codec.BIG.writer().accept(out, totals.qualityAdjustedCommitted());
        out.writeTokenAmount(pledge);
        Codec.BIG.writer().accept(out, last.raw);
        Codec.BIG.writer().accept(out, last.qualityAdjusted);
        out.writeTokenAmount(last.pledge);
        Estimate.CODEC.writer().accept(out, last.smoothed);
        out.writeLong(miners)
                .writeLong(aboveMinimum)
                .writeCid(cronQueue.flush())
                .writeLong(firstCronEpoch.number())
                .writeCid(claims.flush())
                .writeNullable(seals, (o, batch) -> o.writeCid(batch.flush()));
    }
}
