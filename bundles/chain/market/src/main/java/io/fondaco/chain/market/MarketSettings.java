package io.fondaco.chain.market;

import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.Objects;
import java.util.Optional;

/**
 * What markets get beyond what the network's rules say.
 *
 * @param confidence how many epochs below the head something must be to count as settled; 0 or more
 * @param margin epochs added to what sealing takes by the rules, for messages on their way; 0 or more
 * @param grant what a newcomer gets on a network whose sectors nobody proves, attoFIL; 0 for nothing
 * @param treasury the account grants come from; empty for the owner of the lowest-numbered miner whose key is in this house
 * @param workerFunds what the worker of a new miner gets from its owner, attoFIL, more than 0: it pays for publishing
 */
public record MarketSettings(
        int confidence, long margin, TokenAmount grant, Optional<Address> treasury, TokenAmount workerFunds) {

    /** Three epochs of confidence, ten of margin, 1000 FIL for newcomers, 10 FIL for workers. */
    public static final MarketSettings DEFAULT =
            new MarketSettings(3, 10, TokenAmount.fil("1000"), Optional.empty(), TokenAmount.fil("10"));

    public MarketSettings {
        Objects.requireNonNull(treasury, "treasury");
        if (confidence < 0 || margin < 0) {
            throw new IllegalArgumentException(
                    "confidence of " + confidence + " epochs and a margin of " + margin + ": both are 0 or more");
        }
        if (grant.isNegative() || workerFunds.signum() <= 0) {
            throw new IllegalArgumentException("a grant of " + grant + " and " + workerFunds
                    + " for workers: a grant is 0 or more, a worker needs more than 0 to exist");
        }
    }
}
