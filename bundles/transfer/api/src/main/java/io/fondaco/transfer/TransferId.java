package io.fondaco.transfer;

import io.fondaco.model.PeerId;
import java.util.Optional;

/**
 * A channel: who began it, who answers, and a number that is unique for the initiator. A pull from a plain URL has no
 * responder. Text form: {@code initiator-responder-number}, {@code url} standing for no responder.
 */
public record TransferId(PeerId initiator, Optional<PeerId> responder, long number) {

    /** @throws IllegalArgumentException when it is not the text of a channel */
    public static TransferId parse(String text) {
        String[] parts = text.split("-");
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a transfer id: " + text);
        }
        Optional<PeerId> responder = parts[1].equals("url") ? Optional.empty() : Optional.of(PeerId.parse(parts[1]));
        return new TransferId(PeerId.parse(parts[0]), responder, Long.parseLong(parts[2]));
    }

    @Override
    public String toString() {
        return initiator + "-" + responder.map(PeerId::toString).orElse("url") + "-" + number;
    }
}
