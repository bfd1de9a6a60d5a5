package io.fondaco.market.storage.internal.client;

import io.fondaco.deal.Outcome;
import io.fondaco.deal.Waker;
import io.fondaco.model.Registration;

/**
 * What the client's side may ask of the world. Every step may run twice for the same deal; the {@code await} methods
 * must not block, may be called again, and find out what has happened already; what they return ends the listening.
 */
public interface ClientSteps {

    /** Sets the client's money aside: FundsReserved, then FundingComplete or FundingInitiated. */
    Outcome<ClientEvent> reserveFunds(ClientDeal deal) throws Exception;

    /** Waits for the escrow message: FundingComplete or ReserveFundsFailed. */
    Registration awaitFunding(ClientDeal deal, Waker<ClientEvent> waker);

    /** Sends the proposal and reads the answer: InitiateDataTransfer or why not. */
    Outcome<ClientEvent> propose(ClientDeal deal) throws Exception;

    /** Numbers the channel: DataTransferQueued, or DataTransferComplete when there is nothing for us to send. */
    Outcome<ClientEvent> startTransfer(ClientDeal deal) throws Exception;

    /**
     * Begins the transfer whose channel is remembered by now, unless it runs: DataTransferInitiated and what follows come
     * from it. One that is over is told again: DataTransferComplete, DataTransferFailed or DataTransferCancelled.
     */
    Registration awaitTransfer(ClientDeal deal, Waker<ClientEvent> waker);

    /** Goes on with the transfer after a cut: DataTransferRestarted or DataTransferRestartFailed. */
    Outcome<ClientEvent> restartTransfer(ClientDeal deal) throws Exception;

    /** Asks the provider where it is with the deal: WaitForDealState, DealAccepted, DealRejected or a mismatch. */
    Outcome<ClientEvent> pollProvider(ClientDeal deal) throws Exception;

    /** Waits for the publish message: FundsReleased and DealPublished, or DealPublishFailed. */
    Registration awaitPublish(ClientDeal deal, Waker<ClientEvent> waker);

    /** Waits for what the chain says of the deal. */
    Registration watchChain(ClientDeal deal, Waker<ClientEvent> waker);

    /** Gives back money and channel: FundsReleased if there was any, then Failed. */
    Outcome<ClientEvent> cleanUp(ClientDeal deal) throws Exception;
}
