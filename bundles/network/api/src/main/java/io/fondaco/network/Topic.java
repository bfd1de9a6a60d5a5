package io.fondaco.network;

import java.util.function.Function;

/**
 * What a host needs to know to pass a topic's messages on.
 *
 * @param name e.g. {@code /fil/blocks/devnet}
 * @param maxMessage the largest message in bytes; a larger one is rejected
 * @param messageId what makes two messages the same; all hosts must agree on it
 */
public record Topic(String name, int maxMessage, Function<TopicMessage, byte[]> messageId) {

    public Topic {
        if (name.isEmpty() || name.length() > 255 || maxMessage < 1) {
            throw new IllegalArgumentException("not a topic: '" + name + "', " + maxMessage + " bytes");
        }
    }
}
