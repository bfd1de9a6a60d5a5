package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.consensus.BaseFee;
import io.fondaco.chain.message.Message;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * The messages of one sender that could run one after the other, and what each brings. Amounts are doubles: they decide an
 * order, nothing is paid by them, and the same messages give the same doubles.
 */
final class NonceRun {
    private final Address sender;
    private final List<Pending> messages;
    private final long[] gas;
    private final double[] rewards;

    private NonceRun(Address sender, List<Pending> messages, long[] gas, double[] rewards) {
        this.sender = sender;
        this.messages = messages;
        this.gas = gas;
        this.rewards = rewards;
    }

    /**
     * From the account's nonce on, up to the first gap, fee cap below the base fee, or message that the balance or a block
     * has no room for.
     *
     * @param most gas that all of them may have
     */
    static NonceRun of(Sender sender, Account account, TokenAmount baseFee, long most) {
        List<Pending> run = new ArrayList<>();
        TokenAmount left = account.balance();
        long room = most;
        long next = account.nonce();
        for (Pending pending : sender.from(next)) {
            Message message = pending.message();
            left = left.minus(pending.needs());
            room -= message.gasLimit();
            if (pending.nonce() != next++
                    || message.gasFeeCap().compareTo(baseFee) < 0
                    || left.isNegative()
                    || room < 0) {
                break;
            }
            run.add(pending);
        }
        long[] gas = new long[run.size()];
        double[] rewards = new double[run.size()];
        for (int i = 0; i < gas.length; i++) {
            Message message = run.get(i).message();
            gas[i] = message.gasLimit();
            rewards[i] = BaseFee.effectivePremium(baseFee, message.gasFeeCap(), message.gasPremium())
                            .atto()
                            .doubleValue()
                    * gas[i];
        }
        return new NonceRun(sender.key(), run, gas, rewards);
    }

    /** The same messages, each worth as much as the factor for its place says. */
    NonceRun weighted(IntToDoubleFunction factor) {
        double[] weighted = rewards.clone();
        Arrays.setAll(weighted, i -> rewards[i] * factor.applyAsDouble(i));
        return new NonceRun(sender, messages, gas, weighted);
    }

    Address sender() {
        return sender;
    }

    List<Pending> messages() {
        return messages;
    }

    int size() {
        return messages.size();
    }

    /** The first messages up to {@code to} from {@code from} on. */
    MessageChain chain(int from, int to) {
        long sum = 0;
        double reward = 0;
        for (int i = from; i < to; i++) {
            sum += gas[i];
            reward += rewards[i];
        }
        return new MessageChain(this, from, to, sum, reward);
    }

    /**
     * Cut into chains, each of which brings less for its gas than the one before: a poor message joins the ones after it
     * if they make up for it, as they cannot run without it.
     */
    List<MessageChain> chains() {
        List<MessageChain> chains = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            MessageChain last = chain(i, i + 1);
            while (!chains.isEmpty()
                    && last.performance() >= chains.get(chains.size() - 1).performance()) {
                MessageChain before = chains.remove(chains.size() - 1);
                last = new MessageChain(
                        this, before.from(), last.to(), before.gas() + last.gas(), before.reward() + last.reward());
            }
            chains.add(last);
        }
        return chains;
    }

    /** The longest beginning of a chain that has room; null if there is none. */
    MessageChain beginning(MessageChain chain, long room, int most) {
        int to = chain.from();
        long left = room;
        while (to < chain.to() && to - chain.from() < most && gas[to] <= left) {
            left -= gas[to++];
        }
        return to == chain.from() ? null : chain(chain.from(), to);
    }
}
