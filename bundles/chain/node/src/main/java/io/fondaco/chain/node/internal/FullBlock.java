package io.fondaco.chain.node.internal;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;

/** A block and its messages. Whether they belong together is for the rules to say. */
public record FullBlock(BlockHeader header, BlockContents contents) {
    /** As it is gossiped. */
    public BlockMessage gossiped() {
        return new BlockMessage(
                header,
                contents.bls().stream().map(Message::cid).toList(),
                contents.secp().stream().map(SignedMessage::cid).toList());
    }
}
