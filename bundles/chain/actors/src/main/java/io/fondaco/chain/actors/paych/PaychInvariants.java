package io.fondaco.chain.actors.paych;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.Invariants;
import io.fondaco.model.Address;

/** Every channel has what it promised, and parties that exist. */
public final class PaychInvariants implements Invariants {
    @Override
    public void check(Report report) {
        report.tree().forEach((address, entry) -> {
            if (entry.is(ActorCode.PAYMENT_CHANNEL)) {
                report.tree()
                        .state(address, PaychState.class)
                        .ifPresentOrElse(
                                state -> check(report, address, entry, state),
                                () -> report.rule(false, address, () -> "a channel without a state"));
            }
        });
    }

    private static void check(Report report, Address address, ActorEntry entry, PaychState state) {
        for (Address party : new Address[] {state.from(), state.to()}) {
            report.rule(
                    party.protocol() == Address.Protocol.ID
                            && report.tree()
                                    .actor(party)
                                    .filter(e -> e.is(ActorCode.ACCOUNT))
                                    .isPresent(),
                    address,
                    () -> "party " + party + " is no account");
        }
        report.rule(
                !state.toSend().isNegative() && state.toSend().compareTo(entry.balance()) <= 0,
                address,
                () -> "to send " + state.toSend() + " of a balance of " + entry.balance());
        report.rule(
                !state.settling() || !state.settlingAt().isBefore(state.minSettleHeight()),
                address,
                () -> "settles at " + state.settlingAt() + ", before " + state.minSettleHeight());
        state.lanes()
                .forEach((number, lane) -> report.rule(
                        !lane.redeemed().isNegative(),
                        address,
                        () -> "lane " + number + " redeemed " + lane.redeemed()));
    }
}
