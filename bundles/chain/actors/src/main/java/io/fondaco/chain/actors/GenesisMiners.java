package io.fondaco.chain.actors;

import io.fondaco.chain.actors.init.InitState;
import io.fondaco.chain.actors.miner.FirstMiner;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.chain.message.Message;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;

/** Puts the miners of genesis in its tree. */
final class GenesisMiners {
    /** No message has this nonce: the f2 addresses of these miners are nobody else's. */
    private static final long NONCE = -1;

    private final StateTree tree;
    private final Policy policy;

    GenesisMiners(StateTree tree, Policy policy) {
        this.tree = tree;
        this.policy = policy;
    }

    /** @throws IllegalArgumentException if an owner cannot pay the pledge */
    void add(List<Genesis.Miner> miners) {
        if (miners.isEmpty()) {
            return;
        }
        BigInteger power = miners.stream()
                .map(m -> BigInteger.valueOf(m.type().sectorSize()).multiply(BigInteger.valueOf(m.sectors())))
                .reduce(BigInteger.ZERO, BigInteger::add);
        RewardState reward = tree.state(Singletons.REWARD, RewardState.class).orElseThrow();
        FirstMiner.Network network = new FirstMiner.Network(
                reward.smoothed(), Estimate.steady(power), reward.baselinePower(), Machine.circulating(tree, policy));
        for (int i = 0; i < miners.size(); i++) {
            add(i, miners.get(i), network);
        }
        PowerState all = tree.state(Singletons.STORAGE_POWER, PowerState.class).orElseThrow();
        tree.put(Singletons.STORAGE_POWER, all.begun(policy.power()));
    }

    private void add(int index, Genesis.Miner miner, FirstMiner.Network network) {
        Address owner = account(miner.owner());
        Address worker = account(miner.worker());
        InitState init = tree.state(Singletons.INIT, InitState.class).orElseThrow();
        Address id = Address.id(init.nextId());
        tree.put(Singletons.INIT, init.with(Message.actorAddress(miner.owner(), NONCE, index)));
        FirstMiner first = FirstMiner.of(id, owner, worker, miner, network, policy, tree.store());
        TokenAmount pledge = first.state().locked();
        TokenAmount balance = tree.existing(owner.idNumber()).balance();
        if (balance.compareTo(pledge) < 0) {
            throw new IllegalArgumentException("genesis: owner " + miner.owner() + " has " + balance
                    + ", the pledge of " + miner.sectors() + " sectors is " + pledge);
        }
        tree.create(id, ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        tree.put(id, first.state());
        tree.add(owner.idNumber(), pledge.negate());
        tree.add(id.idNumber(), pledge);
        PowerState power =
                tree.state(Singletons.STORAGE_POWER, PowerState.class).orElseThrow();
        PowerParams.PowerDelta delta =
                new PowerParams.PowerDelta(first.power().raw(), first.power().adjusted());
        tree.put(
                Singletons.STORAGE_POWER,
                power.withFirst(id, miner.type().windowPost(), delta, pledge, first.call(), policy.power()));
    }

    private Address account(Address key) {
        return tree.resolve(key).orElseGet(() -> Address.id(MessageRun.createAccount(tree, key)));
    }
}
