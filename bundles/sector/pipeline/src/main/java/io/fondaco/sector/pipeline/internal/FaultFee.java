package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;

/**
 * What is sent along with a message that makes sectors faulty: their fee for a period. A miner that owes it may make no blocks,
 * and on a network that has no other nobody would ever bring the payment.
 */
final class FaultFee {
    private FaultFee() {}

    /** What the miner lacks of the fee; at most half of what its worker has, who has to pay for gas too. */
    static TokenAmount of(StateReader.View view, Address id, int sectors) {
        StateTree tree = view.tree();
        MinerView miner = MinerView.of(tree, id, view.policy()).orElse(null);
        if (miner == null || sectors == 0) {
            return TokenAmount.ZERO;
        }
        TokenAmount fee = Costs.of(tree, view.policy())
                .economics()
                .continuedFault(BigInteger.valueOf(miner.sectorSize()).multiply(BigInteger.valueOf(sectors)));
        TokenAmount lacks =
                fee.minus(miner.availableBalance().max(TokenAmount.ZERO)).max(TokenAmount.ZERO);
        TokenAmount wallet =
                tree.actor(miner.workerKey()).map(entry -> entry.balance()).orElse(TokenAmount.ZERO);
        return lacks.min(wallet.dividedBy(2));
    }
}
