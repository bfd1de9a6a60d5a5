package io.fondaco.chain.node.internal.pool;

import io.fondaco.model.TokenAmount;

/**
 * What this node keeps and pays; every node may have its own. Source: lotus, messagepool.
 *
 * @param gap nonces that a message from elsewhere may be ahead of its sender's next one
 * @param perSender messages kept of a sender, 1 or more
 * @param perLocalSender the same for senders whose messages were sent from here
 * @param total messages from elsewhere that are kept, 1 or more, where one counts once more for each 16 KiB it has; when
 *     there are more, those that pay least go until a tenth is free
 * @param replacement premium that a message must have to take the place of another, in percent of the other's; 110 or more
 * @param announceEvery epochs after which messages of this node are announced again, 1 or more
 * @param headroom epochs of full blocks in a row that the fee cap of a message sent from here endures
 * @param gasMargin gas limit of a message sent from here, in percent of what it is estimated to use; 100 or more
 * @param premium of a message sent from here while blocks are not full, attoFIL for a unit of gas
 * @param signatures of BLS messages that are kept, 1 or more; each takes about 300 bytes
 */
public record Limits(
        int gap,
        int perSender,
        int perLocalSender,
        int total,
        int replacement,
        int announceEvery,
        int headroom,
        int gasMargin,
        TokenAmount premium,
        int signatures) {

    public static final Limits DEFAULT =
            new Limits(4, 1000, 5000, 20_000, 125, 10, 6, 125, TokenAmount.atto(100_000), 40_000);

    public Limits {
        rule(gap >= 0, "a nonce gap of " + gap);
        rule(
                perSender > 0 && perLocalSender >= perSender,
                perSender + " messages of a sender, " + perLocalSender
                        + " of one of this node: both are one at least, and the second is not less");
        rule(total > 0, total + " messages in all: one at least");
        rule(replacement >= 110, "replacing takes " + replacement + " percent of the premium: 110 at least");
        rule(announceEvery > 0, "announcing again after " + announceEvery + " epochs: one at least");
        rule(headroom >= 0 && headroom <= 100, "a headroom of " + headroom + " epochs: 0 to 100");
        rule(gasMargin >= 100 && gasMargin <= 1000, "a gas limit of " + gasMargin + " percent: 100 to 1000");
        rule(!premium.isNegative(), "a premium of " + premium);
        rule(signatures > 0, "a memory of " + signatures + " signatures: one at least");
    }

    private static void rule(boolean kept, String broken) {
        if (!kept) {
            throw new IllegalArgumentException("message pool: " + broken);
        }
    }
}
