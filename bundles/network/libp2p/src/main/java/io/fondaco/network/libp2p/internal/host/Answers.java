package io.fondaco.network.libp2p.internal.host;

import io.fondaco.model.Registration;
import io.fondaco.network.Protocol;
import io.fondaco.network.StreamHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The protocols a host answers. */
final class Answers {

    record Answer(Protocol protocol, StreamHandler handler) {}

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Runnable changed;

    /** @param changed called after a protocol has come or gone */
    Answers(Runnable changed) {
        this.changed = changed;
    }

    Registration add(Protocol protocol, StreamHandler handler) {
        Answer answer = new Answer(protocol, handler);
        if (answers.putIfAbsent(protocol.id(), answer) != null) {
            throw new IllegalStateException(protocol.id() + " is answered already");
        }
        changed.run();
        return () -> {
            if (answers.remove(protocol.id(), answer)) {
                changed.run();
            }
        };
    }

    boolean speaks(String protocol) {
        return answers.containsKey(protocol);
    }

    Optional<Answer> find(String protocol) {
        return Optional.ofNullable(answers.get(protocol));
    }

    /** Their ids, sorted. */
    List<String> ids() {
        return answers.keySet().stream().sorted().toList();
    }
}
