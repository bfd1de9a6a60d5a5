package io.fondaco.chain.actors;

import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.ProofKind;
import java.math.BigInteger;
import java.util.Set;

/**
 * Every number of the protocol that may differ from network to network. All nodes of a network have the same; it is fixed
 * at genesis. Durations are in epochs unless they say otherwise.
 *
 * @param name for people
 * @param epochsInDay what pledge, fees and vesting count as a day
 */
public record Policy(
        String name,
        long epochsInDay,
        Rounds rounds,
        Proving proving,
        Sealing sealing,
        Deals deals,
        Power power,
        Channels channels,
        Rewards rewards,
        Blocks blocks) {

    /**
     * When blocks are made.
     *
     * @param epochMillis length of an epoch, milliseconds
     * @param propagationMillis how long blocks of an epoch are waited for, milliseconds, less than an epoch
     * @param winners blocks expected each epoch
     * @param finality how far back a fork is never followed, and the power table of an election lies
     */
    public record Rounds(long epochMillis, long propagationMillis, int winners, long finality) {
        private static final long LEAST = 10;

        /**
         * Whether a head is further behind the clock than any fork of today may begin, and more than 10 epochs: it knows
         * nothing of what came after it, so nothing may be decided on it.
         */
        public boolean past(Epoch head, Epoch clock) {
            return clock.since(head) > Math.max(LEAST, finality);
        }
    }

    /**
     * Window PoSt.
     *
     * @param period in which each sector is proven once
     * @param window length of a deadline
     * @param deadlines in a period
     * @param challengeLookback how long before a deadline opens its challenge is drawn
     * @param faultCutoff how long before a deadline opens faults can be declared last
     * @param disputeWindow how long after a deadline closed its proofs can be disputed
     * @param faultMaxAge how long a sector may be faulty before it is terminated
     */
    public record Proving(
            long period,
            long window,
            int deadlines,
            long challengeLookback,
            long faultCutoff,
            long disputeWindow,
            long faultMaxAge) {}

    /**
     * Sectors.
     *
     * @param sizes sector sizes allowed, bytes
     * @param challengeDelay from pre-commit to the interactive challenge
     * @param maxProveCommit from pre-commit to the last prove-commit
     * @param maxRandomnessLookback how old a seal ticket may be
     * @param minLife shortest commitment
     * @param maxLife longest commitment ahead
     * @param unproven whether sectors of the kind {@code none} are taken, which nobody can check
     * @param kinds of proofs that other sectors are taken with; those of {@link ProofKind#GROTH16_FILECOIN} are bare, as
     *     Filecoin has them, all others begin with the byte of their kind
     */
    public record Sealing(
            Set<Long> sizes,
            long challengeDelay,
            long maxProveCommit,
            long maxRandomnessLookback,
            long minLife,
            long maxLife,
            boolean unproven,
            Set<ProofKind> kinds) {
        public Sealing {
            sizes = Set.copyOf(sizes);
            kinds = Set.copyOf(kinds);
        }

        /** Sectors with Filecoin's proofs. */
        public Sealing(
                Set<Long> sizes,
                long challengeDelay,
                long maxProveCommit,
                long maxRandomnessLookback,
                long minLife,
                long maxLife) {
            this(
                    sizes,
                    challengeDelay,
                    maxProveCommit,
                    maxRandomnessLookback,
                    minLife,
                    maxLife,
                    false,
                    Set.of(ProofKind.GROTH16_FILECOIN));
        }

        /** These rules for sectors of the kind none and no others. */
        public Sealing none() {
            return new Sealing(
                    sizes, challengeDelay, maxProveCommit, maxRandomnessLookback, minLife, maxLife, true, Set.of());
        }

        /** These rules for sectors of other sizes. */
        public Sealing of(Set<Long> others) {
            return new Sealing(
                    others, challengeDelay, maxProveCommit, maxRandomnessLookback, minLife, maxLife, unproven, kinds);
        }

        /** Whether nothing is at stake: nobody outside the network believes its proofs. */
        public boolean development() {
            return !kinds.contains(ProofKind.GROTH16_FILECOIN);
        }
    }

    /**
     * Storage deals.
     *
     * @param tick between two payments of a deal
     * @param minVerifiedSize smallest verified deal, bytes
     * @param settlement who has deals paid
     */
    public record Deals(long minDuration, long maxDuration, long tick, long minVerifiedSize, Settlement settlement) {
        /** Deals that cron pays, as in actors v8. */
        public Deals(long minDuration, long maxDuration, long tick, long minVerifiedSize) {
            this(minDuration, maxDuration, tick, minVerifiedSize, Settlement.BY_CRON);
        }
    }

    /** Who has deals paid. */
    public enum Settlement {
        /** Cron, each tick of a deal. */
        BY_CRON,
        /** Whoever calls the market's SettleDealPayments; cron only ends deals that came into no sector. */
        BY_CALL
    }

    /**
     * Consensus power.
     *
     * @param minimum raw bytes from which on a miner counts
     * @param minMiners while fewer reach the minimum, all count
     */
    public record Power(long minimum, int minMiners) {}

    /** Payment channels. @param settleDelay from settling to collecting */
    public record Channels(long settleDelay) {}

    /** What the reward of an epoch depends on. */
    public enum Minting {
        /** On nothing, while there is something left to mint. */
        FLAT,
        /** On time, and on the power of the network beside a baseline. */
        BY_POWER
    }

    /**
     * Block rewards.
     *
     * @param minting how much is paid for an epoch in which as many blocks are won as expected
     * @param perEpoch that amount where it is flat, and what it is about at the beginning where it is not, attoFIL
     * @param supply all there is and ever will be, attoFIL
     * @param baseline bytes of power the network is expected to have: what collateral is measured by while it has less
     * @param vesting how long a reward is locked up
     * @param step between two steps of vesting
     * @param quantum vesting epochs are rounded up to multiples of this
     */
    public record Rewards(
            Minting minting,
            TokenAmount perEpoch,
            TokenAmount supply,
            BigInteger baseline,
            long vesting,
            long step,
            long quantum) {}

    /**
     * Blocks.
     *
     * @param gasLimit of a block
     * @param gasTarget of a block, where the base fee stays as it is
     * @param messages in a block
     * @param callDepth calls within calls of one message
     * @param messageBytes of a signed message
     */
    public record Blocks(long gasLimit, long gasTarget, int messages, int callDepth, int messageBytes) {
        /** As large as Filecoin's messages. */
        public static final int USUAL_MESSAGE = 64 << 10;

        /** Messages of the usual size. */
        public Blocks(long gasLimit, long gasTarget, int messages, int callDepth) {
            this(gasLimit, gasTarget, messages, callDepth, USUAL_MESSAGE);
        }
    }

    private static final long DAY = 2880;

    /** Filecoin's numbers. */
    public static final Policy MAINNET = new Policy(
            "mainnet",
            DAY,
            new Rounds(30_000, 10_000, 5, 900),
            new Proving(DAY, 60, 48, 20, 70, 1800, 42 * DAY),
            new Sealing(Set.of(32L << 30, 64L << 30), 150, 30 * DAY + 150, DAY + 900, 180 * DAY, 540 * DAY),
            new Deals(180 * DAY, 540 * DAY, DAY, 1 << 20),
            new Power(10L << 40, 4),
            new Channels(1440),
            new Rewards(
                    Minting.BY_POWER,
                    TokenAmount.parse("36266260308195979333"),
                    TokenAmount.fil("2000000000"),
                    BigInteger.valueOf(2_888_888_880_000_000_000L),
                    180 * DAY,
                    DAY,
                    DAY / 2),
            new Blocks(10_000_000_000L, 5_000_000_000L, 10_000, 256));

    private static final long SHORT_DAY = 240;

    /**
     * A window PoSt of ten partitions of 512 MiB sectors has 303 KiB at most, and a report of a consensus fault, which takes
     * three headers with their winning PoSts, 268 KiB. Four such messages fit a block of the store, for the state has as many
     * proofs of a deadline in one.
     */
    private static final int VANILLA_MESSAGE = 320 << 10;

    /**
     * A network of one-second epochs whose day takes four minutes. Proofs are of the kind vanilla, so there are no sectors
     * of 32 GiB: the seal proof of one would have 5 MB.
     */
    public static final Policy DEVNET = new Policy(
            "devnet",
            SHORT_DAY,
            new Rounds(1000, 200, 5, 30),
            new Proving(SHORT_DAY, 5, 48, 2, 4, 60, 3 * SHORT_DAY),
            new Sealing(
                    Set.of(2L << 10, 8L << 20, 512L << 20),
                    4,
                    SHORT_DAY + 4,
                    SHORT_DAY + 30,
                    2 * SHORT_DAY,
                    60 * SHORT_DAY,
                    false,
                    Set.of(ProofKind.VANILLA)),
            new Deals(SHORT_DAY, 50 * SHORT_DAY, SHORT_DAY, 256),
            new Power(2048, 4),
            new Channels(60),
            new Rewards(
                    Minting.FLAT,
                    TokenAmount.fil("36"),
                    TokenAmount.fil("2000000000"),
                    BigInteger.ONE.shiftLeft(40),
                    20 * SHORT_DAY,
                    60,
                    30),
            new Blocks(10_000_000_000L, 5_000_000_000L, 10_000, 256, VANILLA_MESSAGE));

    /** The same network with sectors of the kind none, which nothing is sealed in and nobody can check. */
    public static final Policy DEVNET_UNPROVEN = DEVNET.with(DEVNET.sealing
                    .of(Set.of(2L << 10, 8L << 20, 512L << 20, 32L << 30))
                    .none())
            .with(new Blocks(10_000_000_000L, 5_000_000_000L, 10_000, 256));

    /** @throws IllegalArgumentException naming the rule that is broken: such a network could not work */
    public Policy {
        rule(epochsInDay > 0, "a day of " + epochsInDay + " epochs: it has one at least");
        rule(
                rounds.epochMillis > 0
                        && rounds.propagationMillis >= 0
                        && rounds.propagationMillis < rounds.epochMillis,
                "blocks take " + rounds.propagationMillis + " ms to arrive: an epoch has " + rounds.epochMillis);
        rule(rounds.winners > 0, "no blocks are expected: each epoch needs one at least");
        rule(rounds.finality > 0, "finality of " + rounds.finality + " epochs: it takes one at least");
        rule(
                proving.window > 0 && proving.deadlines > 0 && proving.window * proving.deadlines == proving.period,
                proving.deadlines + " deadlines of " + proving.window + " epochs do not make a proving period of "
                        + proving.period);
        rule(
                proving.challengeLookback >= 0 && proving.challengeLookback <= proving.window,
                "challenges " + proving.challengeLookback + " epochs before a deadline opens: no more than a window of "
                        + proving.window + " is allowed");
        rule(
                proving.faultCutoff >= proving.challengeLookback,
                "faults can be declared until " + proving.faultCutoff
                        + " epochs before a deadline opens, when its challenge of " + proving.challengeLookback
                        + " before is known");
        rule(
                proving.disputeWindow > rounds.finality,
                "proofs can be disputed for " + proving.disputeWindow + " epochs: it takes more than finality, "
                        + rounds.finality);
        rule(
                3 * proving.window + proving.disputeWindow <= proving.period,
                "three windows of " + proving.window + " and a dispute window of " + proving.disputeWindow
                        + " do not fit a proving period of " + proving.period
                        + ": partitions could never be compacted");
        rule(
                proving.faultMaxAge >= proving.period && proving.faultMaxAge % proving.period == 0,
                "sectors may be faulty for " + proving.faultMaxAge + " epochs: it takes whole proving periods of "
                        + proving.period);
        rule(!sealing.sizes.isEmpty(), "no sector size is allowed");
        sealing.sizes.forEach(s -> rule(
                s >= 2048 && Long.bitCount(s) == 1, "sectors of " + s + " bytes: powers of two from 2048 are allowed"));
        rule(sealing.unproven || !sealing.kinds.isEmpty(), "no kind of proofs is taken");
        rule(
                sealing.challengeDelay > 0 && sealing.challengeDelay < sealing.maxProveCommit,
                "sectors are challenged " + sealing.challengeDelay
                        + " epochs after pre-commit and must be proven within " + sealing.maxProveCommit);
        rule(
                sealing.maxRandomnessLookback > rounds.finality,
                "seal tickets may be " + sealing.maxRandomnessLookback + " epochs old: it takes more than finality, "
                        + rounds.finality);
        rule(
                sealing.minLife > 0 && sealing.minLife <= sealing.maxLife,
                "sectors live from " + sealing.minLife + " to " + sealing.maxLife + " epochs");
        rule(
                sealing.maxProveCommit < sealing.maxLife,
                "sectors may take " + sealing.maxProveCommit + " epochs to prove and live " + sealing.maxLife);
        rule(
                deals.minDuration > 0 && deals.minDuration <= deals.maxDuration,
                "deals last from " + deals.minDuration + " to " + deals.maxDuration + " epochs");
        rule(
                deals.maxDuration <= sealing.maxLife,
                "deals may last " + deals.maxDuration + " epochs: no sector lives longer than " + sealing.maxLife);
        rule(deals.tick > 0, "deals are paid every " + deals.tick + " epochs: it takes one at least");
        rule(deals.minVerifiedSize >= 0, "verified deals of " + deals.minVerifiedSize + " bytes");
        rule(
                power.minimum > 0 && power.minMiners > 0,
                "a minimum of " + power.minimum + " bytes for " + power.minMiners + " miners: both are one at least");
        rule(
                channels.settleDelay > 0,
                "channels settle within " + channels.settleDelay + " epochs: it takes one at least");
        rule(
                !rewards.perEpoch.isNegative() && rewards.perEpoch.compareTo(rewards.supply) <= 0,
                "a reward of " + rewards.perEpoch + " an epoch, of " + rewards.supply + " in all");
        rule(
                rewards.minting == Minting.FLAT || rounds.epochMillis == 30_000 && rewards.baseline.signum() > 0,
                "minting by power counts years of 30-second epochs and takes a baseline, not epochs of "
                        + rounds.epochMillis + " ms and " + rewards.baseline + " bytes");
        rule(rewards.baseline.signum() >= 0, "a baseline of " + rewards.baseline + " bytes");
        rule(
                rewards.step > 0 && rewards.quantum > 0 && rewards.vesting >= rewards.step,
                "rewards vest over " + rewards.vesting + " epochs in steps of " + rewards.step + ", rounded to "
                        + rewards.quantum);
        rule(
                blocks.gasTarget > 0 && blocks.gasTarget <= blocks.gasLimit,
                "a gas target of " + blocks.gasTarget + " with a limit of " + blocks.gasLimit);
        rule(
                blocks.messages > 0 && blocks.callDepth > 0,
                blocks.messages + " messages a block, " + blocks.callDepth + " calls deep: both are one at least");
        rule(
                blocks.messageBytes > 0 && blocks.messageBytes <= MessageCodec.MAX_MESSAGE,
                "messages of " + blocks.messageBytes + " bytes: 1 to " + MessageCodec.MAX_MESSAGE + " are possible");
        rule(
                !sealing.kinds.contains(ProofKind.VANILLA) || ProofType.fit(sealing, blocks.messageBytes),
                "no message of " + blocks.messageBytes
                        + " bytes holds a vanilla proof of the largest of the sectors of " + sealing.sizes);
    }

    private static void rule(boolean kept, String broken) {
        if (!kept) {
            throw new IllegalArgumentException("policy: " + broken);
        }
    }

    /** This policy with another rule for deals. */
    public Policy with(Deals other) {
        return new Policy(name, epochsInDay, rounds, proving, sealing, other, power, channels, rewards, blocks);
    }

    /** This policy with another rule for blocks. */
    public Policy with(Blocks other) {
        return new Policy(name, epochsInDay, rounds, proving, sealing, deals, power, channels, rewards, other);
    }

    /** This policy with another rule for consensus power. */
    public Policy with(Power other) {
        return new Policy(name, epochsInDay, rounds, proving, sealing, deals, other, channels, rewards, blocks);
    }

    /** This policy with other rewards. */
    public Policy with(Rewards other) {
        return new Policy(name, epochsInDay, rounds, proving, sealing, deals, power, channels, other, blocks);
    }

    /** This policy with another rule for proving. */
    public Policy with(Proving other) {
        return new Policy(name, epochsInDay, rounds, other, sealing, deals, power, channels, rewards, blocks);
    }

    /** This policy with another rule for sectors. */
    public Policy with(Sealing other) {
        return new Policy(name, epochsInDay, rounds, proving, other, deals, power, channels, rewards, blocks);
    }

    /** This policy with other rounds. */
    public Policy with(Rounds other) {
        return new Policy(name, epochsInDay, other, proving, sealing, deals, power, channels, rewards, blocks);
    }
}
