package io.fondaco.chain.actors;

import io.fondaco.model.Address;

/** A rule the state breaks. @param actor whose state it is */
public record Violation(Address actor, String what) {
    @Override
    public String toString() {
        return actor + ": " + what;
    }
}
