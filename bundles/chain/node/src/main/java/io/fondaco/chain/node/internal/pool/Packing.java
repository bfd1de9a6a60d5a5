package io.fondaco.chain.node.internal.pool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/** Fills a block with chains, the best first, each after those it depends on. */
final class Packing {
    /** The next chain of a sender, and those after it. */
    private record Turn(MessageChain chain, Iterator<MessageChain> rest) {
        static Turn next(Iterator<MessageChain> chains) {
            return new Turn(chains.next(), chains);
        }
    }

    private final List<Pending> packed = new ArrayList<>();
    private long gas;
    private int messages;

    /** @param gas room for gas limits. @param messages room for messages */
    Packing(long gas, int messages) {
        this.gas = gas;
        this.messages = messages;
    }

    List<Pending> packed() {
        return packed;
    }

    /** Packs what has room. A chain that does not fit gives its beginning, which queues up anew with what that is worth. */
    void add(List<NonceRun> runs) {
        PriorityQueue<Turn> turns =
                new PriorityQueue<>((a, b) -> MessageChain.BEST_FIRST.compare(a.chain(), b.chain()));
        for (NonceRun run : runs) {
            Iterator<MessageChain> chains = run.chains().iterator();
            if (chains.hasNext()) {
                turns.add(Turn.next(chains));
            }
        }
        while (!turns.isEmpty() && messages > 0) {
            Turn turn = turns.poll();
            MessageChain chain = turn.chain();
            if (chain.gas() <= gas && chain.size() <= messages) {
                packed.addAll(chain.messages());
                gas -= chain.gas();
                messages -= chain.size();
                if (turn.rest().hasNext()) {
                    turns.add(Turn.next(turn.rest()));
                }
            } else {
                MessageChain beginning = chain.run().beginning(chain, gas, messages);
                if (beginning != null) {
                    turns.add(new Turn(beginning, List.<MessageChain>of().iterator()));
                }
            }
        }
    }
}
