package io.fondaco.chain.consensus;

import io.fondaco.model.TokenAmount;
import java.math.BigInteger;

/**
 * Where the funds for a message's gas go. What the sender put up, gas limit times fee cap, is burnt, tip and refund
 * together. Source: specs.filecoin.io, Gas Fees.
 *
 * @param baseFeeBurn attoFIL burnt for the gas used
 * @param overEstimationBurn attoFIL burnt for too high a limit
 * @param minerPenalty attoFIL that the block's miner owes for a message that does not pay the base fee
 * @param minerTip attoFIL to the block's miner
 * @param refund attoFIL back to the sender
 * @param gasRefund units of gas not used that cost nothing
 * @param gasBurned units of gas not used that are burnt
 */
public record GasOutputs(
        TokenAmount baseFeeBurn,
        TokenAmount overEstimationBurn,
        TokenAmount minerPenalty,
        TokenAmount minerTip,
        TokenAmount refund,
        long gasRefund,
        long gasBurned) {

    /**
     * For a message that has run.
     *
     * @param gasUsed 0 to {@code gasLimit}
     * @param baseFee of the block's height
     * @param premium as the message has it
     */
    public static GasOutputs of(
            long gasUsed, long gasLimit, TokenAmount baseFee, TokenAmount feeCap, TokenAmount premium) {
        if (gasUsed < 0 || gasUsed > gasLimit) {
            throw new IllegalArgumentException("gas used " + gasUsed + " of a limit of " + gasLimit);
        }
        TokenAmount paid = baseFee.min(feeCap);
        long burned = burned(gasUsed, gasLimit);
        TokenAmount baseFeeBurn = paid.times(gasUsed);
        TokenAmount overEstimationBurn = paid.times(burned);
        TokenAmount tip = premium.min(feeCap.minus(paid)).times(gasLimit);
        TokenAmount refund = feeCap.times(gasLimit)
                .minus(baseFeeBurn)
                .minus(overEstimationBurn)
                .minus(tip);
        return new GasOutputs(
                baseFeeBurn,
                overEstimationBurn,
                baseFee.minus(paid).times(gasUsed).plus(baseFee.minus(paid).times(burned)),
                tip,
                refund,
                gasLimit - gasUsed - burned,
                burned);
    }

    /** Nothing for a limit of up to 1.1 times what was used; of the rest the more, the higher the limit. */
    private static long burned(long gasUsed, long gasLimit) {
        if (gasUsed == 0) {
            return gasLimit;
        }
        BigInteger used = BigInteger.valueOf(gasUsed);
        BigInteger allowed = used.multiply(BigInteger.valueOf(11)).divide(BigInteger.TEN);
        BigInteger over = BigInteger.valueOf(gasLimit)
                .subtract(allowed)
                .max(BigInteger.ZERO)
                .min(used);
        return BigInteger.valueOf(gasLimit - gasUsed)
                .multiply(over)
                .divide(used)
                .longValueExact();
    }
}
