package io.fondaco.market.storage.internal.provider;

import io.fondaco.deal.Outcome;
import io.fondaco.deal.Waker;
import io.fondaco.model.Registration;

/**
 * What the provider's side may ask of the world. Every step may run twice for the same deal; the {@code await} methods
 * must not block, may be called again, and find out what has happened already; what they return ends the listening.
 */
public interface ProviderSteps {

    /** Checks the proposal: DealDeciding or DealRejected with the exact reason. */
    Outcome<ProviderEvent> validate(ProviderDeal deal) throws Exception;

    /** Decides and answers: DealAccepted and DataRequested, DealRejected, or SendResponseFailed. */
    Outcome<ProviderEvent> decide(ProviderDeal deal) throws Exception;

    /**
     * For deals whose data is pulled from an address: begins the pull. For others nothing: the client sends. Data that is
     * there already is told: DataTransferCompleted.
     */
    Registration awaitData(ProviderDeal deal, Waker<ProviderEvent> waker) throws Exception;

    /** Waits for the end of the transfer; one that is over is told again. */
    Registration awaitTransfer(ProviderDeal deal, Waker<ProviderEvent> waker) throws Exception;

    /** Commits to the bytes that came and compares: VerifiedData or DataVerificationFailed. */
    Outcome<ProviderEvent> verifyData(ProviderDeal deal) throws Exception;

    /** Sets the provider's collateral aside: FundsReserved, then Funded or FundingInitiated. */
    Outcome<ProviderEvent> reserveFunds(ProviderDeal deal) throws Exception;

    /** Waits for the escrow message: Funded or NodeErrored. */
    Registration awaitFunding(ProviderDeal deal, Waker<ProviderEvent> waker);

    /** Sends the publish message: DealPublishInitiated, InsufficientFunds or NodeErrored. */
    Outcome<ProviderEvent> publish(ProviderDeal deal) throws Exception;

    /** Waits for the publish message: FundsReleased and DealPublished, or DealPublishError. */
    Registration awaitPublish(ProviderDeal deal, Waker<ProviderEvent> waker);

    /** Hands the data over to be sealed: DealHandedOff or DealHandoffFailed. */
    Outcome<ProviderEvent> handOff(ProviderDeal deal) throws Exception;

    /** Waits for what the chain says of the deal. */
    Registration watchChain(ProviderDeal deal, Waker<ProviderEvent> waker);

    /** Deletes what is no longer needed: Finalized. */
    Outcome<ProviderEvent> finish(ProviderDeal deal) throws Exception;

    /** Tells the client no: RejectionSent or SendResponseFailed. */
    Outcome<ProviderEvent> reject(ProviderDeal deal) throws Exception;

    /** Deletes the data and gives the money back: FundsReleased if there was any, then Failed. */
    Outcome<ProviderEvent> cleanUp(ProviderDeal deal) throws Exception;
}
