package io.fondaco.chain.actors;

import io.fondaco.chain.actors.init.InitState;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;

/** No FIL comes from nowhere or gets lost, and init knows every actor it numbered. */
public final class SupplyInvariants implements Invariants {
    @Override
    public void check(Report report) {
        TokenAmount supply = report.policy().rewards().supply();
        TokenAmount sum = sum(report.tree());
        report.rule(sum.equals(supply), Singletons.SYSTEM, () -> "all balances make " + sum + ", not " + supply);
        InitState init = report.tree().state(Singletons.INIT, InitState.class).orElse(null);
        report.rule(init != null, Singletons.INIT, () -> "there is no init actor");
        if (init == null) {
            return;
        }
        report.tree().forEach((address, entry) -> {
            report.rule(!entry.balance().isNegative(), address, () -> "a balance of " + entry.balance());
            report.rule(
                    address.idNumber() < init.nextId(),
                    address,
                    () -> "has a number that init did not give yet: the next is " + init.nextId());
            report.rule(entry.kind().isPresent(), address, () -> "has code " + entry.code() + ", which nobody knows");
        });
        init.addresses()
                .forEach((key, id) -> report.rule(
                        id >= Singletons.FIRST_FREE && id < init.nextId(),
                        Singletons.INIT,
                        () -> Address.fromBytes(key) + " stands for f0" + id + ", the next is " + init.nextId()));
    }

    /** What all actors have together, attoFIL. */
    public static TokenAmount sum(StateTree tree) {
        TokenAmount[] sum = {TokenAmount.ZERO};
        tree.forEach((address, entry) -> sum[0] = sum[0].plus(entry.balance()));
        return sum[0];
    }
}
