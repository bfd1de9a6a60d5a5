package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;

/** What a method does outside of its miner, once its state is put: power, pledge and burns. */
final class Effects {
    private PowerPair power = PowerPair.ZERO;
    private TokenAmount pledge = TokenAmount.ZERO;
    private TokenAmount burn = TokenAmount.ZERO;

    void power(PowerPair delta) {
        power = power.plus(delta);
    }

    void pledge(TokenAmount delta) {
        pledge = pledge.plus(delta);
    }

    /** Rewards that are locked up count as pledge. */
    void paid(Funds.Paid paid) {
        pledge(paid.fromVesting().negate());
        burn(paid.total());
    }

    void burn(TokenAmount amount) {
        burn = burn.plus(amount);
    }

    TokenAmount burnt() {
        return burn;
    }

    /** Tells power, and checks that what is left covers what is bound. */
    void settle(Runtime runtime) {
        if (!power.isZero()) {
            toPower(runtime, PowerActor.UPDATE_CLAIMED_POWER, PowerParams.PowerDelta.CODEC.encode(power.delta()));
        }
        runtime.burn(burn);
        if (!pledge.isZero()) {
            toPower(runtime, PowerActor.UPDATE_PLEDGE_TOTAL, Codec.TOKEN.encode(pledge));
        }
        runtime.state(MinerState.class).funds().unlocked(runtime.balance());
    }

    /** Asks power to call. @param kind what for */
    static void enroll(Runtime runtime, Epoch epoch, byte[] kind) {
        toPower(
                runtime,
                PowerActor.ENROLL_CRON_EVENT,
                PowerParams.Enroll.CODEC.encode(new PowerParams.Enroll(epoch, kind)));
    }

    /** @throws Abort with power's exit code */
    static void toPower(Runtime runtime, long method, byte[] params) {
        runtime.send(Singletons.STORAGE_POWER, method, params, TokenAmount.ZERO).require("telling power");
    }
}
