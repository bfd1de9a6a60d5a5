package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.model.Epoch;

/**
 * Whether a head is of today. A node that fetches its chain anew, or makes up for what it slept through, shows heads of the
 * past: they know nothing of what came after them, so nothing may be decided on one.
 */
final class Clock {

    private final FullNode node;
    private final Policy.Rounds rounds;

    Clock(FullNode node, Policy policy) {
        this.node = node;
        this.rounds = policy.rounds();
    }

    /** Whether a head is further behind the clock than any fork of today may begin. */
    boolean past(Epoch head) {
        return rounds.past(head, node.sync().clock());
    }

    /** The head's epoch. */
    long head() {
        return node.head().height().number();
    }

    /** @throws ChainException (UNAVAILABLE) if a head is of the past */
    void check(Epoch head) {
        if (past(head)) {
            throw new ChainException(
                    ChainException.Reason.UNAVAILABLE,
                    "the node is at epoch " + head + " and it is " + node.sync().clock()
                            + ": ask again when it is up with the clock");
        }
    }
}
