package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.actors.Policy;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Chooses the messages of a block: those sent from here first, then those that bring most for their gas. With a ticket that
 * may come after others, messages that the blocks before it are expected to take count for less. The same pending messages
 * and head give the same block.
 *
 * <p>Source: lotus, messagepool, selection; ours keeps a sender's chains in a queue instead of sorting anew.
 */
final class Selection {
    /** With a better ticket, coming first is likelier than any other place. Source: lotus. */
    static final double FIRST_IS_LIKELIEST = 0.84;

    private final Policy policy;

    Selection(Policy policy) {
        this.policy = policy;
    }

    /** @param quality of the ticket, 0 to 1 */
    List<Pending> of(
            Collection<Sender> senders,
            Function<Address, Optional<Account>> accounts,
            TokenAmount baseFee,
            double quality) {
        if (!(quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException("a ticket quality of " + quality + ": it is between 0 and 1");
        }
        Policy.Blocks block = policy.blocks();
        List<NonceRun> ours = new ArrayList<>();
        List<NonceRun> others = new ArrayList<>();
        for (Sender sender : senders) {
            accounts.apply(sender.key())
                    .map(account -> NonceRun.of(sender, account, baseFee, block.gasLimit()))
                    .filter(run -> run.size() > 0)
                    .ifPresent(run -> (sender.local() ? ours : others).add(run));
        }
        Packing packing = new Packing(block.gasLimit(), block.messages());
        packing.add(ours);
        packing.add(quality > FIRST_IS_LIKELIEST ? others : weighted(others, quality));
        return packing.packed();
    }

    /** Each message counts as much as our block is likely to stand where the best blocks in a row would have it. */
    private List<NonceRun> weighted(List<NonceRun> runs, double quality) {
        double[] odds = BlockOdds.places(quality, policy.rounds().winners());
        List<MessageChain> chains = new ArrayList<>();
        runs.forEach(run -> chains.addAll(run.chains()));
        chains.sort(MessageChain.BEST_FIRST);
        Map<NonceRun, double[]> factors = new HashMap<>();
        int place = 0;
        long gas = 0;
        int messages = 0;
        for (MessageChain chain : chains) {
            double[] factor = factors.computeIfAbsent(chain.run(), run -> new double[run.size()]);
            Arrays.fill(factor, chain.from(), chain.to(), odds[place]);
            gas += chain.gas();
            messages += chain.size();
            if (place < BlockOdds.PLACES - 1
                    && (gas >= policy.blocks().gasLimit()
                            || messages >= policy.blocks().messages())) {
                place++;
                gas = 0;
                messages = 0;
            }
        }
        return runs.stream().map(run -> run.weighted(i -> factors.get(run)[i])).toList();
    }
}
