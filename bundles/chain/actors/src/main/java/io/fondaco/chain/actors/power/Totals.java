package io.fondaco.chain.actors.power;

import java.math.BigInteger;

/**
 * The power of all miners. Counted is what miners of the minimum and above have, committed what all have, both in bytes.
 */
public record Totals(
        BigInteger raw, BigInteger rawCommitted, BigInteger qualityAdjusted, BigInteger qualityAdjustedCommitted) {
    static final Totals NONE = new Totals(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

    Totals counting(BigInteger moreRaw, BigInteger moreQualityAdjusted) {
        return new Totals(
                raw.add(moreRaw), rawCommitted, qualityAdjusted.add(moreQualityAdjusted), qualityAdjustedCommitted);
    }

    Totals committing(BigInteger moreRaw, BigInteger moreQualityAdjusted) {
        return new Totals(
                raw, rawCommitted.add(moreRaw), qualityAdjusted, qualityAdjustedCommitted.add(moreQualityAdjusted));
    }

    boolean sound() {
        return raw.signum() >= 0
                && qualityAdjusted.signum() >= 0
                && raw.compareTo(rawCommitted) <= 0
                && qualityAdjusted.compareTo(qualityAdjustedCommitted) <= 0;
    }
}
