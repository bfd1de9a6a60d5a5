package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.node.internal.pool.Account;
import io.fondaco.chain.node.internal.pool.Head;
import io.fondaco.chain.node.internal.pool.Outcome;
import io.fondaco.chain.node.internal.store.ChainIndex;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Optional;

/** A tipset and the state after it, as the pool sees it. */
public final class HeadState implements Head {
    private final Execution execution;
    private final Tipset tipset;
    private final ChainIndex.Outcome outcome;
    private final StateTree accounts;

    /** @param outcome of executing {@code tipset} */
    public HeadState(Execution execution, Tipset tipset, ChainIndex.Outcome outcome) {
        this.execution = execution;
        this.tipset = tipset;
        this.outcome = outcome;
        this.accounts = execution.readable(outcome.state());
    }

    public Tipset tipset() {
        return tipset;
    }

    @Override
    public Epoch epoch() {
        return tipset.height();
    }

    @Override
    public TokenAmount baseFee() {
        return outcome.baseFee();
    }

    @Override
    public synchronized Optional<Account> account(Address address) {
        return account(accounts, address);
    }

    private static Optional<Account> account(StateTree tree, Address address) {
        return tree.resolve(address).flatMap(id -> {
            ActorEntry entry = tree.actor(id).orElse(null);
            return entry == null || !entry.is(ActorCode.ACCOUNT)
                    ? Optional.empty()
                    : tree.state(id, AccountState.class)
                            .map(state -> new Account(state.address(), entry.nonce(), entry.balance()));
        });
    }

    @Override
    public Outcome run(List<Message> before, Message message, int bytes) {
        Applied applied = apply(before, message, bytes);
        return new Outcome(applied.receipt().exitCode(), applied.receipt().gasUsed(), applied.failure());
    }

    /** What becomes of {@code message} if it comes next after {@code before}. Nothing is kept. */
    public Applied apply(List<Message> before, Message message, int bytes) {
        StateTree tree = execution.readable(outcome.state());
        Machine machine = new Machine(
                tree,
                execution.syscalls(tipset),
                execution.policy(),
                tipset.height().plus(1),
                outcome.baseFee());
        for (Message earlier : before) {
            machine.apply(earlier, MessageCodec.encode(earlier).length);
        }
        return machine.apply(message, bytes);
    }
}
