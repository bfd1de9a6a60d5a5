package io.fondaco.chain.block;

import io.fondaco.model.Cid;
import java.util.List;
import java.util.Objects;

/**
 * A block as it is gossiped: its header, and its messages by name.
 *
 * @param blsMessages those whose signatures are in the header's aggregate, in the order they run
 * @param secpMessages the others, which run after them
 */
public record BlockMessage(BlockHeader header, List<Cid> blsMessages, List<Cid> secpMessages) {

    public BlockMessage {
        Objects.requireNonNull(header, "header");
        blsMessages = List.copyOf(blsMessages);
        secpMessages = List.copyOf(secpMessages);
    }
}
