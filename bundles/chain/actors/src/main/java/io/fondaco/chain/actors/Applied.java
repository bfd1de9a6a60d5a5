package io.fondaco.chain.actors;

import io.fondaco.chain.consensus.GasOutputs;
import io.fondaco.chain.message.MessageReceipt;
import java.util.List;

/**
 * What became of a message.
 *
 * @param receipt what the chain keeps of it; with an exit code other than 0 nothing the message did was kept, but gas is
 *     paid
 * @param gas where the gas went; all zero for messages of the chain itself
 * @param failure one sentence for people on failure, else empty; not part of consensus
 * @param notes what actors had to tell people while the message ran, such as a call of cron that failed; not part of
 *     consensus
 */
public record Applied(MessageReceipt receipt, GasOutputs gas, String failure, List<String> notes) {
    public Applied {
        notes = List.copyOf(notes);
    }

    public boolean ok() {
        return receipt.ok();
    }
}
