package io.fondaco.chain;

import io.fondaco.model.TokenAmount;
import java.time.Duration;

/**
 * Network parameters as data.
 *
 * @param name of the network, e.g. {@code pretend}
 * @param epoch how long an epoch lasts
 * @param minDealDuration shortest deal, in epochs
 * @param maxDealDuration longest deal, in epochs
 * @param maxSectorExpiration how far ahead of the head a deal may end, in epochs
 * @param confidence after how many epochs a receipt is taken as settled
 * @param sealing how many epochs before its start a deal must be at hand to be sealed in time
 * @param supply the most there can be of the token
 */
public record ChainPolicy(
        String name,
        Duration epoch,
        long minDealDuration,
        long maxDealDuration,
        long maxSectorExpiration,
        int confidence,
        long sealing,
        TokenAmount supply) {

    public ChainPolicy {
        if (epoch.isZero() || epoch.isNegative()) {
            throw new IllegalArgumentException("an epoch must last some time, not " + epoch);
        }
        if (minDealDuration < 1 || maxDealDuration < minDealDuration || maxSectorExpiration < maxDealDuration) {
            throw new IllegalArgumentException("deal durations do not fit: at least " + minDealDuration + ", at most "
                    + maxDealDuration + ", sectors " + maxSectorExpiration);
        }
        if (confidence < 0 || sealing < 0 || supply.isNegative()) {
            throw new IllegalArgumentException("policy " + name + " has a negative figure");
        }
    }
}
