package io.fondaco.network;

import io.fondaco.model.PeerId;
import java.util.Optional;

/**
 * A message on a topic.
 *
 * @param topic its name
 * @param data what was sent
 * @param author who signed it, when it is signed; the signature has been checked
 * @param number the author's running number, 8 bytes big-endian, empty when it has none
 * @param from the peer that handed it on
 */
public record TopicMessage(String topic, byte[] data, Optional<PeerId> author, byte[] number, PeerId from) {}
