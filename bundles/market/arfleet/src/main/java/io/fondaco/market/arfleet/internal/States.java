package io.fondaco.market.arfleet.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.StateNames;

/** The states of a table, of the names that views have. */
final class States {
    private States() {}

    static <S extends Enum<S>> S of(Class<S> states, DealView view) {
        for (S state : states.getEnumConstants()) {
            if (StateNames.of(state).equals(view.state())) {
                return state;
            }
        }
        throw new IllegalStateException(
                view.id() + " is in no state of " + states.getSimpleName() + ": " + view.state());
    }
}
