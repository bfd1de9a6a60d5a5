package io.fondaco.arfleet;

import io.fondaco.model.Durations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Solves a deal for terms under which keeping the data is a provider's best play, and tells what every other play is worth.
 *
 * <p>In each period k leaves are drawn. A provider that keeps them all earns the period's reward; one that has lost a
 * fraction f is found with probability p(f) = 1 - (1-f)^k, and then earns nothing and loses the slash. Dropping f saves the
 * cost of storing it. p(f)/f falls with f, so what deters from dropping all deters from dropping any part. Fetching what is
 * asked for from somebody else is no other play: a replica exists once, and whoever keeps it for the provider pays for that.
 * Downtime costs an honest provider a slash now and then, which its price has to cover. Not in here: a client that gives its
 * provider the private key, which costs the client what it pays for.
 *
 * <p>Amounts are base units of the deal's token, rounded against the provider's temptation: up.
 */
public final class Game {
    private static final MathContext EXACT = new MathContext(40);
    private static final int MOST_LEAVES = 256;

    /**
     * What is asked for.
     *
     * @param bytes of the replica
     * @param duration of the deal
     * @param loss the least fraction that is to be found, above 0 and up to 1
     * @param confidence how surely, between 0 and 1
     * @param within how soon
     * @param every how often leaves are asked for; {@link Duration#ZERO} for as seldom as 256 leaves at a time allow
     * @param storage what it costs a provider to store 1 GiB for 30 days, base units
     * @param downtime of an honest provider: the fraction of periods it misses, 0 up to 0.5
     * @param margin what a provider wants to earn on its cost, 0 or more
     * @param safety how many times over dishonesty is to lose, 1 or more
     * @param forfeitAfter misses in a row that take the whole collateral
     */
    public record Question(
            long bytes,
            Duration duration,
            double loss,
            double confidence,
            Duration within,
            Duration every,
            BigDecimal storage,
            double downtime,
            double margin,
            double safety,
            int forfeitAfter) {
        public Question {
            check(bytes > 0, "there have to be bytes");
            check(!duration.isNegative() && !duration.isZero(), "the deal has to last");
            check(
                    within.toMillis() >= 1000 && within.compareTo(duration) <= 0,
                    "within has to be a second or more, and no longer than the deal");
            check(!every.isNegative() && every.compareTo(within) <= 0, "every has to be no longer than within");
            check(storage.signum() >= 0, "costs are not negative");
            check(downtime >= 0 && downtime <= 0.5, "downtime is a fraction from 0 to 0.5");
            check(margin >= 0 && safety >= 1, "the margin is 0 or more, the safety 1 or more");
            check(forfeitAfter >= 1, "forfeit after 1 miss or more");
        }
    }

    /**
     * A way to play.
     *
     * @param perPeriod what it brings a provider in a period on average, its costs taken off, base units
     */
    public record Play(String name, BigDecimal perPeriod) {}

    /**
     * Terms under which honesty is the best play.
     *
     * @param draws that find the loss as surely as was asked for
     * @param leaves asked for each time
     * @param found how surely the loss is found within the time that was asked for
     * @param reward of the whole deal
     * @param plays honesty first
     */
    public record Answer(
            Duration every,
            int leaves,
            long draws,
            long periods,
            double found,
            BigInteger slash,
            BigInteger collateral,
            BigInteger reward,
            List<Play> plays) {
        public Answer {
            plays = List.copyOf(plays);
        }

        /** Whether no other play brings more than honesty. */
        public boolean honestyPays() {
            BigDecimal honest = plays.get(0).perPeriod();
            return honest.signum() >= 0
                    && plays.stream().skip(1).allMatch(play -> play.perPeriod().compareTo(honest) < 0);
        }
    }

    private Game() {}

    private static void check(boolean holds, String why) {
        if (!holds) {
            throw new IllegalArgumentException(why);
        }
    }

    /** @throws IllegalArgumentException when no terms do, saying what to ask for instead */
    public static Answer solve(Question asked) {
        long draws = Detection.draws(asked.loss(), asked.confidence());
        Duration every = asked.every().isZero() ? seldom(asked.within(), draws) : asked.every();
        long challenges = asked.within().toMillis() / every.toMillis();
        long leaves = (draws + challenges - 1) / challenges;
        check(
                leaves <= MOST_LEAVES,
                "finding " + asked.loss() + " with " + asked.confidence() + " takes " + draws + " draws, " + leaves
                        + " at a time: ask more often than every " + Durations.text(every) + ", or for less");
        long periods = asked.duration().toMillis() / every.toMillis();
        check(
                periods >= 1,
                "a deal of " + Durations.text(asked.duration()) + " is shorter than a period of "
                        + Durations.text(every));
        int k = (int) leaves;

        BigDecimal store = cost(asked.storage(), asked.bytes(), every);
        BigDecimal kept = BigDecimal.ONE.subtract(BigDecimal.valueOf(asked.downtime()));
        // What dropping all saves must be lost so many times over; it is found at once.
        BigDecimal slash = up(store.multiply(BigDecimal.valueOf(asked.safety())));
        BigDecimal cost = store.add(slash.multiply(BigDecimal.valueOf(asked.downtime())));
        BigDecimal reward =
                cost.multiply(BigDecimal.valueOf(1 + asked.margin())).divide(kept, EXACT);
        BigInteger total = up(reward.multiply(BigDecimal.valueOf(periods))).toBigInteger();
        BigDecimal each = new BigDecimal(total).divide(BigDecimal.valueOf(periods), EXACT);
        BigInteger collateral = slash.toBigInteger().multiply(BigInteger.valueOf(asked.forfeitAfter()));

        List<Play> plays = new ArrayList<>();
        plays.add(new Play("keep everything", worth(kept, each, slash).subtract(store)));
        for (double lost : new double[] {0.001, 0.01, 0.1, 0.5, 1}) {
            BigDecimal shown = kept.multiply(BigDecimal.valueOf(1 - Detection.of(lost, k)));
            plays.add(new Play(
                    "lose "
                            + BigDecimal.valueOf(lost * 100)
                                    .stripTrailingZeros()
                                    .toPlainString() + " %",
                    worth(shown, each, slash).subtract(store.multiply(BigDecimal.valueOf(1 - lost)))));
        }
        BigDecimal gone = new BigDecimal(collateral).divide(BigDecimal.valueOf(periods), EXACT);
        plays.add(new Play("vanish with the first period", gone.negate()));
        return new Answer(
                every,
                k,
                draws,
                periods,
                Detection.of(asked.loss(), challenges * k),
                slash.toBigInteger(),
                collateral,
                total,
                plays);
    }

    /** As seldom as most leaves at a time allow, in whole seconds. */
    private static Duration seldom(Duration within, long draws) {
        long challenges = (draws + MOST_LEAVES - 1) / MOST_LEAVES;
        return Duration.ofSeconds(Math.max(1, within.toSeconds() / challenges));
    }

    /** What a period brings that is shown with a probability. */
    private static BigDecimal worth(BigDecimal shown, BigDecimal reward, BigDecimal slash) {
        return reward.multiply(shown).subtract(slash.multiply(BigDecimal.ONE.subtract(shown)));
    }

    private static BigDecimal cost(BigDecimal perGibMonth, long bytes, Duration time) {
        return perGibMonth
                .multiply(BigDecimal.valueOf(bytes))
                .divide(BigDecimal.valueOf(1L << 30), EXACT)
                .multiply(BigDecimal.valueOf(time.toMillis()))
                .divide(BigDecimal.valueOf(Duration.ofDays(30).toMillis()), EXACT);
    }

    private static BigDecimal up(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.CEILING);
    }
}
