package io.fondaco.chain.node.internal.pool;

import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which messages a pool that is too full can do without. Senders with messages of this node keep all theirs. */
final class Eviction {
    private Eviction() {}

    /**
     * Lists of messages of one sender each, the least useful first; each list is to go from its end, so that no sender's
     * messages get a gap. First come those that could not run now, of the senders with most of them first; then the
     * chains that bring least.
     */
    static List<List<Pending>> order(
            Collection<Sender> senders, Function<Address, Optional<Account>> accounts, TokenAmount baseFee) {
        List<List<Pending>> idle = new ArrayList<>();
        List<MessageChain> chains = new ArrayList<>();
        for (Sender sender : senders) {
            if (sender.local()) {
                continue;
            }
            List<Pending> rest = new ArrayList<>(sender.messages());
            accounts.apply(sender.key()).ifPresent(account -> {
                NonceRun run = NonceRun.of(sender, account, baseFee, Long.MAX_VALUE);
                chains.addAll(run.chains());
                rest.subList(0, run.size()).clear();
            });
            if (!rest.isEmpty()) {
                idle.add(rest);
            }
        }
        idle.sort(
                Comparator.<List<Pending>>comparingInt(List::size).reversed().thenComparing(messages -> messages.get(0)
                        .sender()));
        chains.sort(MessageChain.BEST_FIRST.reversed());
        List<List<Pending>> order = new ArrayList<>(idle);
        chains.forEach(chain -> order.add(chain.messages()));
        return order;
    }
}
