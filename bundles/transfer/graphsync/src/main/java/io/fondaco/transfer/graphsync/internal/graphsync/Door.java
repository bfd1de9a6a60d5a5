package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.ipld.Node;
import io.fondaco.model.PeerId;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Decides about what peers ask for. Called on workers; may block on the disk. */
public interface Door {

    /** What becomes of a request. */
    sealed interface Answer {

        /**
         * It is served.
         *
         * @param blocks closed when it is over
         * @param extensions sent with the first response
         * @param holders whose {@link Serve#resume} to wait for
         */
        record Serving(CarFile blocks, Map<String, Node> extensions, Set<Holder> holders, ServeListener listener)
                implements Answer {}

        /** @param status see {@link Status} */
        record Refusal(int status, Map<String, Node> extensions) implements Answer {}
    }

    /** @param serve what will serve it, if it is served */
    Answer asked(PeerId from, Message.Request request, Serve serve) throws IOException;

    /** Extensions came outside of a first request or a first response: news of what goes with a request. */
    void updated(PeerId from, Message.Request request);
}
