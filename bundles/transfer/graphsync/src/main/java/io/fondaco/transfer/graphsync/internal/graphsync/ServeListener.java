package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.ipld.Node;
import java.util.Map;

/** Asked and told how the serving of a request goes, one call at a time, on a worker. */
public interface ServeListener {

    /** Whether to go on. */
    sealed interface Verdict {

        record GoOn() implements Verdict {}

        /** Nothing more until {@link Serve#resume}; the extensions go with what is sent already. */
        record Pause(Map<String, Node> extensions) implements Verdict {}

        /** It is over. */
        record Stop(int status, Map<String, Node> extensions) implements Verdict {}
    }

    Verdict GO_ON = new Verdict.GoOn();

    /**
     * A block is about to be sent.
     *
     * @param sent bytes of blocks sent with this request, this one included
     * @param walked bytes of blocks walked, also of those the peer has
     */
    Verdict sending(long sent, long walked);

    /** All is sent. */
    void completed();

    /** It ended before: {@code why} says how. */
    void broken(String why);

    /** The peer wants no more of it; it may have said why elsewhere. */
    default void cancelled(String why) {
        broken(why);
    }
}
