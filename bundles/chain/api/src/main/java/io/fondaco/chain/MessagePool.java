package io.fondaco.chain;

import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Messages on their way to the chain. What was sent from here is kept over restarts and sent again until it is on the
 * chain for good. For use by many threads. Stages complete exceptionally with {@link ChainException}: INSUFFICIENT_FUNDS,
 * REFUSED with what is wrong, UNKNOWN for a sender without an account.
 */
@ProviderType
public interface MessagePool {
    /** Takes in a message that is signed already and sends it on. */
    CompletionStage<Cid> push(SignedMessage message);

    /**
     * Gives a message a nonce, gas and a fee, signs it, keeps it and sends it on. One that would fail if it came next is
     * refused with the exit code and costs nothing.
     */
    CompletionStage<SignedMessage> send(Outgoing message);

    /**
     * Sends a message that is pending here once more with a higher fee, at least a quarter more than it had.
     *
     * @param maxFee the most it may cost, attoFIL; empty for what is usual
     */
    CompletionStage<SignedMessage> replace(Cid pending, Optional<TokenAmount> maxFee);

    /** What is not on the chain yet, by sender and nonce. */
    List<SignedMessage> pending();

    /** A message that is pending, or was sent from here and is on the chain. */
    Optional<SignedMessage> find(Cid message);

    /** The message that was sent from here for this key; after a replacement the last one. */
    Optional<Cid> sentFor(String key);

    /**
     * The message on the chain that used the nonce of one sent from here, where that is another one: a replacement, or one
     * that the same key signed elsewhere. Known until that is final or the process ends.
     */
    Optional<Cid> displacedBy(Cid message);

    /** The nonce of the next message of an account. */
    long nextNonce(Address account);
}
