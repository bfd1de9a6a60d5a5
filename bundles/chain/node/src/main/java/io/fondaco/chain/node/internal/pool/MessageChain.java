package io.fondaco.chain.node.internal.pool;

import java.util.Comparator;
import java.util.List;

/**
 * Messages of one sender that go into a block together.
 *
 * @param from first one, its place in the run
 * @param to after the last one
 * @param gas sum of their limits
 * @param reward attoFIL they bring
 */
record MessageChain(NonceRun run, int from, int to, long gas, double reward) {
    /** Those that bring most for their gas first; a sender's in order. */
    static final Comparator<MessageChain> BEST_FIRST = Comparator.comparingDouble(MessageChain::performance)
            .reversed()
            .thenComparing(chain -> chain.run().sender())
            .thenComparingInt(MessageChain::from);

    /** attoFIL for a unit of gas. */
    double performance() {
        return reward / gas;
    }

    int size() {
        return to - from;
    }

    List<Pending> messages() {
        return run.messages().subList(from, to);
    }
}
