package io.fondaco.chain.actors;

import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.actors.cron.CronState;
import io.fondaco.chain.actors.init.InitState;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.chain.actors.system.SystemActor;
import io.fondaco.chain.actors.system.SystemState;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How a network begins: everything else follows. What no account is given the reward actor holds, to be minted.
 *
 * @param networkName also names its topics; one word
 * @param timestamp of epoch 0, whole seconds
 * @param accounts numbered from f0100 in this order
 */
public record Genesis(String networkName, Instant timestamp, Policy policy, List<Account> accounts) {
    /** An account at genesis. @param key an f1 or f3 address; {@code balance} attoFIL, 0 or more */
    public record Account(Address key, TokenAmount balance) {
        public Account {
            Objects.requireNonNull(balance, "balance");
            boolean ofKey = key.protocol() == Address.Protocol.SECP256K1 || key.protocol() == Address.Protocol.BLS;
            if (!ofKey || balance.isNegative()) {
                throw new IllegalArgumentException("genesis: account " + key + " with " + balance
                        + ": it takes a key's address and a balance of 0 or more");
            }
        }
    }

    /** @throws IllegalArgumentException if accounts are given more than there is, or one twice */
    public Genesis {
        Objects.requireNonNull(policy, "policy");
        accounts = List.copyOf(accounts);
        if (!networkName.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "genesis: network name \"" + networkName + "\": lower case letters, digits and - are allowed");
        }
        if (timestamp.getNano() != 0) {
            throw new IllegalArgumentException("genesis: " + timestamp + " is not a whole second");
        }
        if (accounts.stream().map(Account::key).distinct().count() != accounts.size()) {
            throw new IllegalArgumentException("genesis: an account is named twice");
        }
        if (given(accounts).compareTo(policy.rewards().supply()) > 0) {
            throw new IllegalArgumentException("genesis: accounts are given " + given(accounts) + " of "
                    + policy.rewards().supply());
        }
    }

    private static TokenAmount given(List<Account> accounts) {
        return accounts.stream().map(Account::balance).reduce(TokenAmount.ZERO, TokenAmount::plus);
    }

    /**
     * Puts the actors of genesis in a tree that has none. Actors of rooms to come put their own after it; the tree is not
     * written.
     */
    public void build(StateTree tree) {
        TokenAmount toMint = policy.rewards().supply().minus(given(accounts));
        InitState init = InitState.first(tree.store(), Singletons.FIRST_FREE, networkName);
        put(
                tree,
                Singletons.SYSTEM,
                ActorCode.SYSTEM,
                TokenAmount.ZERO,
                new SystemState(SystemActor.writeRegistry(tree.store())));
        put(tree, Singletons.INIT, ActorCode.INIT, TokenAmount.ZERO, init);
        put(tree, Singletons.REWARD, ActorCode.REWARD, toMint, RewardState.first(policy.rewards(), toMint));
        put(tree, Singletons.CRON, ActorCode.CRON, TokenAmount.ZERO, CronState.USUAL);
        put(tree, Singletons.STORAGE_POWER, ActorCode.STORAGE_POWER, TokenAmount.ZERO, PowerState.first(tree.store()));
        put(
                tree,
                Singletons.STORAGE_MARKET,
                ActorCode.STORAGE_MARKET,
                TokenAmount.ZERO,
                MarketState.first(tree.store()));
        put(
                tree,
                Singletons.BURNT_FUNDS,
                ActorCode.ACCOUNT,
                TokenAmount.ZERO,
                new AccountState(Singletons.BURNT_FUNDS));
        for (Account account : accounts) {
            long id = MessageRun.createAccount(tree, account.key());
            tree.add(id, account.balance());
        }
    }

    private static void put(StateTree tree, Address id, ActorCode kind, TokenAmount balance, State state) {
        tree.create(id, kind, balance);
        tree.put(id, state);
    }
}
