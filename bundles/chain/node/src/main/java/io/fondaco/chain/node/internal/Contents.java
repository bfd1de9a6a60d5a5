package io.fondaco.chain.node.internal;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the messages of a block that came with their names only.
 *
 * @param pool messages that are not on the chain yet
 */
public record Contents(ChainStore store, Function<Cid, Optional<SignedMessage>> pool) {
    /**
     * The messages of a block; empty if not all of them are on this node.
     *
     * @throws InvalidBlockException (BAD) if it names as a message what is none
     */
    public Optional<BlockContents> of(BlockMessage block) throws InvalidBlockException {
        try {
            return collect(block);
        } catch (DecodeException other) {
            throw InvalidBlockException.bad("it names as a message what is none: " + other.getMessage());
        }
    }

    private Optional<BlockContents> collect(BlockMessage block) {
        List<Message> bls = new ArrayList<>();
        for (Cid cid : block.blsMessages()) {
            Optional<Message> message = store.get(cid).map(MessageCodec::decode).or(() -> pool.apply(cid)
                    .map(SignedMessage::message));
            if (message.isEmpty()) {
                return Optional.empty();
            }
            bls.add(message.get());
        }
        List<SignedMessage> secp = new ArrayList<>();
        for (Cid cid : block.secpMessages()) {
            Optional<SignedMessage> message =
                    store.get(cid).map(MessageCodec::decodeSigned).or(() -> pool.apply(cid));
            if (message.isEmpty()) {
                return Optional.empty();
            }
            secp.add(message.get());
        }
        return Optional.of(new BlockContents(bls, secp));
    }
}
