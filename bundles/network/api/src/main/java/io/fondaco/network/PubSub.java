package io.fondaco.network;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleFunction;
import org.osgi.annotation.versioning.ConsumerType;

/** Messages to everybody who listens to a topic. */
@ConsumerType
public interface PubSub {

    /**
     * Listens to a topic and passes its messages on to others.
     *
     * @throws IllegalStateException when this host listens to it already
     */
    Registration subscribe(Topic topic, TopicListener listener);

    /**
     * Sends a message to all who listen; not to this host itself. Needs no subscription.
     *
     * @param data at most {@link Topic#maxMessage} bytes where the topic is subscribed to, else 1 MiB
     * @return how many peers it went to at once
     */
    CompletionStage<Integer> publish(String topic, byte[] data);

    /** Connected peers that listen to a topic. */
    List<PeerId> listeners(String topic);

    /**
     * Adds what the application thinks of peers to what their conduct is worth. Peers that are worth less than nothing are
     * kept out, those far below are not heard at all. A network without strangers has no use for it.
     *
     * @param score quick, called often on a network thread; 0 for no opinion
     */
    Registration judge(ToDoubleFunction<PeerId> score);
}
