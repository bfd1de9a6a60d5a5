package io.fondaco.chain.actors;

import io.fondaco.chain.actors.account.AccountActor;
import io.fondaco.chain.actors.cron.CronActor;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketInvariants;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerInvariants;
import io.fondaco.chain.actors.miner.SectorDealInvariants;
import io.fondaco.chain.actors.multisig.MultisigActor;
import io.fondaco.chain.actors.multisig.MultisigInvariants;
import io.fondaco.chain.actors.paych.PaychActor;
import io.fondaco.chain.actors.paych.PaychInvariants;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.chain.actors.power.PowerInvariants;
import io.fondaco.chain.actors.reward.RewardActor;
import io.fondaco.chain.actors.reward.RewardInvariants;
import io.fondaco.chain.actors.system.SystemActor;
import java.util.List;

/** The actors of this room, and the rules they keep. */
public final class Builtin {
    private Builtin() {}

    public static List<Actor> actors() {
        return List.of(
                new SystemActor(),
                new InitActor(),
                new CronActor(),
                new AccountActor(),
                new RewardActor(),
                new PowerActor(),
                new MarketActor(),
                new MultisigActor(),
                new PaychActor(),
                new MinerActor());
    }

    public static List<Invariants> invariants() {
        return List.of(
                new SupplyInvariants(),
                new RewardInvariants(),
                new PowerInvariants(),
                new MarketInvariants(),
                new MultisigInvariants(),
                new PaychInvariants(),
                new MinerInvariants(),
                new SectorDealInvariants());
    }
}
