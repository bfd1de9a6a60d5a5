package io.fondaco.chain;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The storage market actor (f05) and the bookkeeping beside it. Everything that sends a message is idempotent by its key
 * or its content: asking twice sends once. Stages complete exceptionally with {@link ChainException}.
 */
@ConsumerType
public interface StorageMarketActor {

    /** A client or miner's money in the market; zeros when unknown. */
    EscrowBalance escrow(Address holder);

    /**
     * Sends money from a wallet to a client's or miner's escrow.
     *
     * @param amount attoFIL, more than 0
     */
    CompletionStage<Cid> add(Address wallet, Address holder, TokenAmount amount);

    /**
     * Sets money aside for a deal, adding to the escrow from the wallet what is missing.
     *
     * @param key what for; a second call with the same key changes nothing and gives the same answer; a key that was
     *     released is refused for good, so that a step that comes too late sets nothing aside for a deal that is over
     * @return the message to wait for, empty when the escrow covered it
     */
    CompletionStage<Optional<Cid>> reserve(String key, Address wallet, Address holder, TokenAmount amount);

    /** Ends a reservation and spends its key; completes with what was set aside, zero when nothing was. */
    CompletionStage<TokenAmount> release(String key);

    /** Sends money from the escrow to the wallet, at most what is neither locked nor reserved. */
    CompletionStage<Cid> withdraw(Address wallet, Address holder, TokenAmount amount);

    /** The least and the most a provider must put up for a deal. */
    CollateralBounds collateral(PieceSize size, boolean verified);

    /**
     * Publishes one deal.
     *
     * @param worker who signs the message
     * @param clientDealProposal CBOR of the proposal with the client's signature
     * @return the message; the same one when it was published before
     */
    CompletionStage<Cid> publish(Address worker, byte[] clientDealProposal);

    /** The id a settled publish message gave a proposal, by the proposal's CID (BLAKE2b); empty when it was dropped. */
    OptionalLong dealId(Receipt published, Cid proposal);

    /** A deal the chain knows. */
    Optional<ChainDeal> deal(long dealId);

    /** Tells what becomes of a deal, beginning with all that has happened already; every fact once per call. */
    Registration watch(long dealId, Consumer<ChainDealEvent> then);
}
