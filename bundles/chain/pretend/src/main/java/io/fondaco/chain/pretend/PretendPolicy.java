package io.fondaco.chain.pretend;

import io.fondaco.chain.ChainPolicy;
import io.fondaco.model.TokenAmount;
import java.time.Duration;

/**
 * What a pretend ledger is set up with.
 *
 * @param chain the rules the markets see
 * @param grant what a new account is given
 * @param precommitAfter how many epochs after a piece came in its sector is said to be pre-committed
 * @param proveAfter how many epochs after that it is said to be proven
 * @param payEvery every how many epochs running deals are paid for
 */
public record PretendPolicy(ChainPolicy chain, TokenAmount grant, int precommitAfter, int proveAfter, int payEvery) {

    public PretendPolicy {
        if (precommitAfter < 1 || proveAfter < 1 || payEvery < 1 || grant.isNegative()) {
            throw new IllegalArgumentException(
                    "pretend ledger: pauses must be 1 epoch or more, the grant not negative");
        }
    }

    /** Epochs of that length, deals from 60 epochs to 1278 days, 1000 FIL for everybody. */
    public static PretendPolicy of(Duration epoch) {
        long longest = 1278L * 2880;
        return new PretendPolicy(
                new ChainPolicy("pretend", epoch, 60, longest, longest + 2880, 1, 10, TokenAmount.fil("2000000000")),
                TokenAmount.fil("1000"),
                1,
                2,
                60);
    }
}
