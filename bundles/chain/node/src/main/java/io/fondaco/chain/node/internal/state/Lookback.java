package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.power.Claim;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.model.Address;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What an election goes by: the power table and the worker of some time ago, so that nobody can still change it when the
 * randomness is known.
 *
 * @param power of the miner, quality adjusted bytes
 * @param total of all, quality adjusted bytes
 * @param worker key address of the miner's worker
 * @param enough whether the miner had the power it takes to be elected
 */
public record Lookback(BigInteger power, BigInteger total, Address worker, boolean enough) {

    /** Reads it out of the state at the lookback. @throws InvalidBlockException (BAD) if there is no such miner */
    static Lookback read(StateTree tree, Policy policy, Address miner) throws InvalidBlockException {
        PowerState power = power(tree);
        Optional<Claim> claim = power.claims().get(miner);
        if (claim.isEmpty()) {
            throw InvalidBlockException.bad(miner + " was no miner when the power for this election was counted");
        }
        PowerParams.CurrentPower all = power.current(policy.power());
        return new Lookback(
                claim.get().qualityAdjusted(),
                all.qualityAdjusted(),
                worker(tree, policy, miner),
                power.eligible(miner, policy.power()));
    }

    static PowerState power(StateTree tree) {
        return tree.state(Singletons.STORAGE_POWER, PowerState.class).orElseThrow();
    }

    static Address worker(StateTree tree, Policy policy, Address miner) {
        return MinerView.of(tree, miner, policy).orElseThrow().workerKey();
    }
}
