package io.fondaco.market.storage.internal.provider;

import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;

/** What can happen on the provider's side, in the field's own order, then what is ours. */
public sealed interface ProviderEvent {

    record Open() implements ProviderEvent {}

    record NodeErrored(String error) implements ProviderEvent {}

    record DealDeciding() implements ProviderEvent {}

    record DealRejected(String error) implements ProviderEvent {}

    record RejectionSent() implements ProviderEvent {}

    record DealAccepted() implements ProviderEvent {}

    record InsufficientFunds(String error) implements ProviderEvent {}

    record FundsReserved(TokenAmount amount) implements ProviderEvent {}

    record FundsReleased(TokenAmount amount) implements ProviderEvent {}

    record FundingInitiated(Cid message) implements ProviderEvent {}

    record Funded() implements ProviderEvent {}

    record DataTransferFailed(String error) implements ProviderEvent {}

    record DataRequested() implements ProviderEvent {}

    record DataTransferInitiated(String channel) implements ProviderEvent {}

    record DataTransferRestarted(String channel) implements ProviderEvent {}

    record DataTransferCompleted() implements ProviderEvent {}

    record ManualDataReceived() implements ProviderEvent {}

    record DataVerificationFailed(String error) implements ProviderEvent {}

    record VerifiedData(long payloadBytes) implements ProviderEvent {}

    record SendResponseFailed(String error) implements ProviderEvent {}

    record DealPublishInitiated(Cid message) implements ProviderEvent {}

    record DealPublished(long dealId, Cid finalMessage) implements ProviderEvent {}

    record DealPublishError(String error) implements ProviderEvent {}

    record FileStoreErrored(String error) implements ProviderEvent {}

    record DealHandoffFailed(String error) implements ProviderEvent {}

    record DealHandedOff() implements ProviderEvent {}

    record DealPrecommitFailed(String error) implements ProviderEvent {}

    record DealPrecommitted(long sector) implements ProviderEvent {}

    record DealActivationFailed(String error) implements ProviderEvent {}

    record DealActivated() implements ProviderEvent {}

    record PieceStoreErrored(String error) implements ProviderEvent {}

    record Finalized() implements ProviderEvent {}

    record DealCompletionFailed(String error) implements ProviderEvent {}

    record MultistoreErrored(String error) implements ProviderEvent {}

    record DealExpired() implements ProviderEvent {}

    record DealSlashed(long epoch) implements ProviderEvent {}

    record Failed() implements ProviderEvent {}

    record TrackFundsFailed(String error) implements ProviderEvent {}

    record Restart() implements ProviderEvent {}

    record DataTransferRestartFailed(String error) implements ProviderEvent {}

    record DataTransferStalled() implements ProviderEvent {}

    record DataTransferCancelled() implements ProviderEvent {}

    record AwaitTransferRestartTimeout() implements ProviderEvent {}

    /** Ours: the start epoch has come too near to seal in time. */
    record StartEpochElapsed() implements ProviderEvent {}

    /** Ours: the operator called the deal off before it was published. */
    record CalledOff(String reason) implements ProviderEvent {}
}
