package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The miners whose worker's key is in this house. */
final class Miners {
    private Miners() {}

    /** ID addresses, in order. */
    static List<Address> ours(StateTree state, Policy policy, KeyStore keys) {
        Set<Address> here = new HashSet<>(keys.list());
        List<Address> ours = new ArrayList<>();
        PowerState power =
                state.state(Singletons.STORAGE_POWER, PowerState.class).orElseThrow();
        power.claims().forEach((key, claim) -> {
            Address id = Address.fromBytes(key);
            MinerView miner = MinerView.of(state, id, policy).orElse(null);
            if (miner != null && here.contains(miner.workerKey())) {
                ours.add(id);
            }
        });
        ours.sort(null);
        return List.copyOf(ours);
    }
}
