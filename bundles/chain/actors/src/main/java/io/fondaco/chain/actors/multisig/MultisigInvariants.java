package io.fondaco.chain.actors.multisig;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Invariants;
import io.fondaco.chain.actors.Keys;
import io.fondaco.model.Address;
import java.util.HashSet;

/** Every multisig has signers enough, and its transactions approvals of signers. */
public final class MultisigInvariants implements Invariants {
    @Override
    public void check(Report report) {
        report.tree().forEach((address, entry) -> {
            if (entry.is(ActorCode.MULTISIG)) {
                report.tree()
                        .state(address, MultisigState.class)
                        .ifPresentOrElse(
                                state -> check(report, address, state),
                                () -> report.rule(false, address, () -> "a multisig without a state"));
            }
        });
    }

    private static void check(Report report, Address address, MultisigState state) {
        report.rule(
                !state.signers().isEmpty() && state.signers().size() <= MultisigActor.MAX_SIGNERS,
                address,
                () -> state.signers().size() + " signers");
        report.rule(
                new HashSet<>(state.signers()).size() == state.signers().size(),
                address,
                () -> "a signer is named twice: " + state.signers());
        report.rule(
                state.threshold() >= 1 && state.threshold() <= state.signers().size(),
                address,
                () -> "a threshold of " + state.threshold() + " for "
                        + state.signers().size() + " signers");
        report.rule(
                !state.lock().initial().isNegative() && state.lock().duration() >= 0,
                address,
                () -> "locked " + state.lock());
        state.pending().forEach((key, transaction) -> {
            long id = Keys.signed(key);
            report.rule(
                    id >= 0 && id < state.nextId(),
                    address,
                    () -> "transaction " + id + " is pending, the next one is " + state.nextId());
            report.rule(
                    !transaction.approved().isEmpty()
                            && state.signers().containsAll(transaction.approved())
                            && new HashSet<>(transaction.approved()).size()
                                    == transaction.approved().size(),
                    address,
                    () -> "transaction " + id + " is approved by " + transaction.approved() + " of " + state.signers());
            report.rule(
                    !transaction.value().isNegative(),
                    address,
                    () -> "transaction " + id + " sends " + transaction.value());
        });
    }
}
