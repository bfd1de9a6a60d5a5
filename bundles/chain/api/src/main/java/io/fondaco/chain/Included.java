package io.fondaco.chain;

import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageReceipt;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;

/**
 * A message that is on the chain.
 *
 * @param cid its name
 * @param message without its signature
 * @param tipset that holds it
 * @param height of that tipset
 * @param receipt what became of it
 */
public record Included(Cid cid, Message message, TipsetKey tipset, Epoch height, MessageReceipt receipt) {}
