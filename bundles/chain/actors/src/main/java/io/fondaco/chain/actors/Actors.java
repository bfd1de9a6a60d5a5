package io.fondaco.chain.actors;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The actors a network knows. */
public final class Actors {
    private final Map<ActorCode, Actor> byCode = new EnumMap<>(ActorCode.class);

    /** @throws IllegalArgumentException for two actors with the same code */
    public Actors(List<Actor> actors) {
        for (Actor actor : actors) {
            if (byCode.put(actor.code(), actor) != null) {
                throw new IllegalArgumentException("two actors for " + actor.code());
            }
            if (actor.methods().containsKey(0L)) {
                throw new IllegalArgumentException(actor.code() + " has a method 0, which is a plain transfer");
            }
        }
    }

    public Optional<Actor> of(ActorCode code) {
        return Optional.ofNullable(byCode.get(code));
    }
}
