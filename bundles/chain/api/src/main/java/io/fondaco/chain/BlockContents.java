package io.fondaco.chain;

import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import java.util.List;

/**
 * The messages of a block.
 *
 * @param bls those whose signatures are in the header's aggregate, in the order they run
 * @param secp the others, which run after them
 */
public record BlockContents(List<Message> bls, List<SignedMessage> secp) {
    public BlockContents {
        bls = List.copyOf(bls);
        secp = List.copyOf(secp);
    }

    /** How many there are. */
    public int size() {
        return bls.size() + secp.size();
    }
}
