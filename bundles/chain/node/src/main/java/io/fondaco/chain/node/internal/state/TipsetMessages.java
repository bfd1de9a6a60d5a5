package io.fondaco.chain.node.internal.state;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Which messages of a tipset are executed, and in which order: block by block in the order of tickets, BLS before
 * secp256k1; of a sender only those whose nonces follow on each other, each once, whoever else included it.
 *
 * <p>Source: lotus, BlockMsgsForTipset.
 *
 * @param blocks for each block the messages it is paid for
 * @param gasLimits of all messages of all blocks, each counted once; what the base fee goes by
 */
public record TipsetMessages(List<List<Carried>> blocks, long gasLimits) {
    /** A message of a block. @param bytes its length as the block holds it */
    public record Carried(Cid cid, Message message, int bytes) {}

    /** @param ids turns any address of a sender into the one it is counted by */
    public static TipsetMessages of(List<BlockContents> blocks, UnaryOperator<Address> ids) {
        Map<Address, Long> next = new HashMap<>();
        Set<Cid> seen = new HashSet<>();
        List<List<Carried>> chosen = new ArrayList<>();
        long gas = 0;
        for (BlockContents block : blocks) {
            List<Carried> own = new ArrayList<>();
            for (Carried carried : all(block)) {
                if (!seen.add(carried.cid())) {
                    continue;
                }
                Message message = carried.message();
                gas += message.gasLimit();
                Address sender = ids.apply(message.from());
                long due = next.getOrDefault(sender, message.nonce());
                if (due == message.nonce()) {
                    next.put(sender, due + 1);
                    own.add(carried);
                }
            }
            chosen.add(List.copyOf(own));
        }
        return new TipsetMessages(List.copyOf(chosen), gas);
    }

    private static List<Carried> all(BlockContents block) {
        List<Carried> all = new ArrayList<>(block.size());
        for (Message message : block.bls()) {
            all.add(new Carried(message.cid(), message, MessageCodec.encode(message).length));
        }
        for (SignedMessage message : block.secp()) {
            all.add(new Carried(message.cid(), message.message(), MessageCodec.encode(message).length));
        }
        return all;
    }

    /** All that are executed, in order. */
    public List<Carried> inOrder() {
        return blocks.stream().flatMap(List::stream).toList();
    }
}
