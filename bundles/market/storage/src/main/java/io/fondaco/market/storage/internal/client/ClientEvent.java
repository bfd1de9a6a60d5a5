package io.fondaco.market.storage.internal.client;

import io.fondaco.market.storage.internal.wire.DealStatus;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.Optional;

/** What can happen on the client's side, in the field's own order, then what is ours. */
public sealed interface ClientEvent {

    record Open() implements ClientEvent {}

    record ReserveFundsFailed(String error) implements ClientEvent {}

    record FundingInitiated(Cid message) implements ClientEvent {}

    record FundsReserved(TokenAmount amount) implements ClientEvent {}

    record FundsReleased(TokenAmount amount) implements ClientEvent {}

    record FundingComplete() implements ClientEvent {}

    record WriteProposalFailed(String error) implements ClientEvent {}

    record InitiateDataTransfer() implements ClientEvent {}

    record DataTransferInitiated(String channel) implements ClientEvent {}

    record DataTransferRestarted(String channel) implements ClientEvent {}

    record DataTransferComplete() implements ClientEvent {}

    /** @param error why the provider could not be asked, empty when it answered */
    record WaitForDealState(Optional<String> error, Optional<DealStatus> providerState) implements ClientEvent {}

    record DataTransferFailed(String error) implements ClientEvent {}

    record DataTransferRestartFailed(String error) implements ClientEvent {}

    record ReadResponseFailed(String error) implements ClientEvent {}

    record ResponseVerificationFailed() implements ClientEvent {}

    record ResponseDealDidNotMatch(Cid theirs, Cid ours) implements ClientEvent {}

    record UnexpectedDealState(DealStatus state, String providerMessage) implements ClientEvent {}

    record StreamCloseError(String error) implements ClientEvent {}

    record DealRejected(DealStatus state, String reason) implements ClientEvent {}

    record DealAccepted(Optional<Cid> publishMessage) implements ClientEvent {}

    record DealPublishFailed(String error) implements ClientEvent {}

    record DealPublished(long dealId) implements ClientEvent {}

    record DealPrecommitFailed(String error) implements ClientEvent {}

    record DealPrecommitted(long sector) implements ClientEvent {}

    record DealActivationFailed(String error) implements ClientEvent {}

    record DealActivated() implements ClientEvent {}

    record DealCompletionFailed(String error) implements ClientEvent {}

    record DealExpired() implements ClientEvent {}

    record DealSlashed(long epoch) implements ClientEvent {}

    record Failed() implements ClientEvent {}

    record Restart() implements ClientEvent {}

    record DataTransferStalled(String error) implements ClientEvent {}

    record DataTransferCancelled() implements ClientEvent {}

    record DataTransferQueued(String channel) implements ClientEvent {}

    /** Ours: a person called the deal off before it was published. */
    record CalledOff(String reason) implements ClientEvent {}
}
