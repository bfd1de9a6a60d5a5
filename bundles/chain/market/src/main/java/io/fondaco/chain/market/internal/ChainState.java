package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.StateReader.View;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads states of the head's chain: the head's, the one that counts as settled, and older ones while they are stored. */
final class ChainState {
    private final FullNode node;
    private final StateReader states;
    private final int confidence;

    ChainState(FullNode node, StateReader states, int confidence) {
        this.node = node;
        this.states = states;
        this.confidence = confidence;
    }

    FullNode node() {
        return node;
    }

    Policy policy() {
        return states.policy();
    }

    int confidence() {
        return confidence;
    }

    /**
     * Whether the head is further behind the clock than any fork of today may begin: of a node that fetches its chain anew,
     * or makes up for what it slept through. Such a head knows nothing of what came after it, so nothing may be decided on
     * it. The head has to move for this to end.
     */
    boolean past() {
        return policy().rounds().past(node.head().height(), node.sync().clock());
    }

    /** @throws ChainException (UNAVAILABLE) while the head is of the past */
    void checkClock() {
        if (past()) {
            throw behind();
        }
    }

    ChainException behind() {
        return new ChainException(
                ChainException.Reason.UNAVAILABLE,
                "the node is at epoch " + node.head().height() + " and it is "
                        + node.sync().clock() + ": ask again when it is up with the clock");
    }

    <T> T atHead(Function<View, T> reading) {
        return states.read(node.head().key(), reading);
    }

    <T> T at(Tipset tipset, Function<View, T> reading) {
        return states.read(tipset.key(), reading);
    }

    /** Empty if the state of that epoch is not stored here any more. */
    <T> Optional<T> at(Epoch epoch, Function<View, T> reading) {
        try {
            return Optional.of(states.read(node.tipsetAt(epoch).key(), reading));
        } catch (StateException gone) {
            return Optional.empty();
        }
    }

    /** The newest tipset that is deep enough to stay; empty in a chain's first epochs and while the head is of the past. */
    Optional<Tipset> settled() {
        if (past()) {
            return Optional.empty();
        }
        long epoch = node.head().height().number() - confidence;
        return epoch < 0 ? Optional.empty() : Optional.of(node.tipsetAt(Epoch.of(epoch)));
    }

    /**
     * The first epoch, after {@code no} and up to {@code yes}, at which something holds that holds from then on. States that
     * are not stored here count as before it.
     */
    Epoch first(Epoch no, Epoch yes, Predicate<View> holds) {
        long below = no.number();
        long above = yes.number();
        while (above - below > 1) {
            long middle = (above + below) >>> 1;
            Optional<Boolean> there = at(Epoch.of(middle), holds::test);
            if (there.orElse(false)) {
                above = middle;
            } else {
                below = middle;
            }
        }
        return Epoch.of(above);
    }

    static MarketState market(StateTree tree) {
        return tree.state(Singletons.STORAGE_MARKET, MarketState.class)
                .orElseThrow(() -> new StateException("this network has no storage market"));
    }

    /** The key of an account; empty for other actors and for accounts without one. */
    static Optional<Address> key(StateTree tree, Address account) {
        Optional<ActorEntry> actor = tree.actor(account);
        return actor.filter(a -> a.is(ActorCode.ACCOUNT))
                .flatMap(a -> tree.state(account, AccountState.class))
                .map(AccountState::address)
                .filter(key -> key.protocol() != Address.Protocol.ID);
    }

    /** The ID address of an actor at the head; an ID address nobody has yet is its own. */
    Optional<Address> id(Address address) {
        return atHead(view -> view.tree().resolve(address));
    }

    boolean exists(Address address) {
        return atHead(view -> view.tree().actor(address).isPresent());
    }

    TokenAmount balance(Address address) {
        return atHead(
                view -> view.tree().actor(address).map(ActorEntry::balance).orElse(TokenAmount.ZERO));
    }

    /** All miners, the lowest number first. */
    static List<MinerView> miners(View view) {
        List<Address> ids = new ArrayList<>();
        view.tree().state(Singletons.STORAGE_POWER, PowerState.class).ifPresent(power -> power.claims()
                .forEach((key, claim) -> ids.add(Address.fromBytes(key))));
        ids.sort(Comparator.comparingLong(Address::idNumber));
        return ids.stream()
                .flatMap(id -> MinerView.of(view.tree(), id, view.policy()).stream())
                .toList();
    }
}
