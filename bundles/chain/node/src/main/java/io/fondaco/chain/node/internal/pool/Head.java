package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.message.Message;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Optional;

/**
 * A tipset and the state after its messages: what a block on top of it begins with. It does not change; a new head is
 * another one. For use by many threads.
 */
public interface Head {
    /** Height of the tipset. */
    Epoch epoch();

    /** Of a block on top of it, attoFIL for a unit of gas. */
    TokenAmount baseFee();

    /** The account of an address of any kind; empty if there is no actor or it is no account. Quick: it is asked under a lock. */
    Optional<Account> account(Address address);

    /**
     * What would become of a message, with nothing kept of it. Asked without a lock; it may take as long as the messages
     * take to run.
     *
     * @param before messages of the same sender that come first, from the nonce of the state on; whatever comes of them
     * @param message with the nonce that comes next, a fee cap of 0 and as much gas as a block has
     * @param bytes its length as a block would hold it, with its signature unless that is BLS
     */
    Outcome run(List<Message> before, Message message, int bytes);
}
