package io.fondaco.network;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes messages of a topic and says what they are worth. Runs on a network thread and must not block. */
@ConsumerType
@FunctionalInterface
public interface TopicListener {

    /** Nothing is passed on before this has completed; exceptionally counts as {@link Verdict#IGNORE}. */
    CompletionStage<Verdict> on(TopicMessage message);

    /** What becomes of a message. */
    enum Verdict {
        /** Passed on. */
        ACCEPT,
        /** Not passed on, and the peer it came from is held to account. */
        REJECT,
        /** Not passed on. */
        IGNORE
    }
}
