package io.fondaco.console.shell.internal;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.ActorEntry;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names of kinds of actors as people type them. */
final class ActorKinds {

    private ActorKinds() {}

    static String name(ActorCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind's name, or the code itself where it is none of ours. */
    static String name(ActorEntry entry) {
        return entry.kind().map(ActorKinds::name).orElseGet(() -> entry.code().toString());
    }

    static List<String> all() {
        return Arrays.stream(ActorCode.values()).map(ActorKinds::name).toList();
    }

    /** The kinds whose name holds this text: {@code miner}, {@code market}. */
    static Set<ActorCode> like(String text) {
        Set<ActorCode> found = EnumSet.noneOf(ActorCode.class);
        for (ActorCode code : ActorCode.values()) {
            if (name(code).equals(text)) {
                return EnumSet.of(code);
            }
            if (name(code).contains(text)) {
                found.add(code);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "No actor is of type '" + text + "'; there are " + String.join(", ", all()));
        }
        return found;
    }
}
