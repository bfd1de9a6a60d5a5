package io.fondaco.market.storage.internal.provider;

import static io.fondaco.market.storage.internal.provider.ProviderState.*;

import io.fondaco.deal.DealTable;
import io.fondaco.deal.TableBuilder;
import io.fondaco.market.storage.internal.provider.ProviderEvent.*;
import io.fondaco.model.TokenAmount;
import java.time.Duration;

/**
 * The provider's side of the storage market. Rows and events are the reference's (go-fil-markets v1.28); where a row
 * mends it, the row says so. What is done in each state is in {@link ProviderStances}.
 */
public final class ProviderTable {

    /** The table's name. */
    public static final String NAME = "storage.provider";

    /** How long a publish that lacks money waits before it is tried again. */
    private static final Duration FUNDS_PAUSE = Duration.ofMinutes(1);

    private ProviderTable() {}

    /**
     * The table. Making it checks it.
     *
     * @param restartWait how long a client may take to resume a transfer; one hour in the reference
     */
    public static DealTable<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> table(Duration restartWait) {
        TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t = DealTable.named(
                        NAME, ProviderState.class, ProviderEvent.class, ProviderDeal.class, ProviderSteps.class)
                .begins(UNKNOWN)
                .shows(d -> d.agreement().facets(d.message()))
                .restartsWith(d -> new Restart())
                .cancelsWith((d, reason) -> new CalledOff(reason));
        untilData(t);
        untilPublished(t);
        untilTheEnd(t);
        transferTroubles(t);
        waysOut(t);
        afterRestart(t);
        ProviderStances.of(t, restartWait);
        return t.build();
    }

    private static void untilData(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.in(UNKNOWN).when(Open.class).then(VALIDATING).asIs();
        t.in(VALIDATING).when(DealDeciding.class).then(ACCEPT_WAIT).asIs();
        t.in(ACCEPT_WAIT)
                .when(DealAccepted.class)
                .stays()
                .because("unused in the reference; here the decision is durable before it is told")
                .remember((d, e) -> d.decided());
        t.in(ACCEPT_WAIT).when(DataRequested.class).then(WAITING_FOR_DATA).asIs();
        t.in(WAITING_FOR_DATA, PROVIDER_TRANSFER_AWAIT_RESTART)
                .when(DataTransferInitiated.class)
                .then(TRANSFERRING)
                .remember((d, e) -> d.channel(e.channel()));
        t.in(TRANSFERRING, PROVIDER_TRANSFER_AWAIT_RESTART)
                .when(DataTransferCompleted.class)
                .then(VERIFY_DATA)
                .asIs();
        t.in(WAITING_FOR_DATA)
                .when(DataTransferCompleted.class)
                .then(VERIFY_DATA)
                .because("the reference drops it: a short transfer can be over before its beginning was recorded")
                .asIs();
        t.in(WAITING_FOR_DATA)
                .when(ManualDataReceived.class)
                .then(VERIFY_DATA)
                .because(
                        "unused in the reference, which verifies before it tells the deal; here verifying is the deal's")
                .asIs();
        t.in(VERIFY_DATA, WAITING_FOR_DATA)
                .when(VerifiedData.class)
                .then(RESERVE_PROVIDER_FUNDS)
                .remember((d, e) -> d.verified(e.payloadBytes()));
    }

    private static void untilPublished(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.in(RESERVE_PROVIDER_FUNDS)
                .when(FundsReserved.class)
                .stays()
                .because("the amount is set, not added to, so that a step that runs twice counts once")
                .remember((d, e) -> d.reserved(e.amount()));
        t.in(RESERVE_PROVIDER_FUNDS)
                .when(FundingInitiated.class)
                .then(PROVIDER_FUNDING)
                .remember((d, e) -> d.onChain(d.onChain().addFunds(e.message())));
        t.in(RESERVE_PROVIDER_FUNDS, PROVIDER_FUNDING)
                .when(Funded.class)
                .then(PUBLISH)
                .asIs();
        t.in(PUBLISH).when(DealPublishInitiated.class).then(PUBLISHING).remember((d, e) -> d.onChain(
                        d.onChain().publish(e.message()))
                .message(""));
        t.in(PUBLISH)
                .when(InsufficientFunds.class)
                .again(FUNDS_PAUSE)
                .because("the reference parks here without a word; here it says so and tries again by itself")
                .remember((d, e) -> d.message("cannot publish yet: " + e.error()));
        t.in(PUBLISHING, FAILING).when(FundsReleased.class).stays().remember((d, e) -> d.reserved(TokenAmount.ZERO));
        t.in(PUBLISHING)
                .when(DealPublished.class)
                .then(STAGED)
                .remember((d, e) -> d.onChain(d.onChain().dealId(e.dealId()).publish(e.finalMessage())));
    }

    private static void untilTheEnd(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.in(STAGED)
                .when(PieceStoreErrored.class)
                .stays()
                .remember((d, e) -> d.message("recording piece for retrieval: " + e.error()));
        t.in(STAGED).when(DealHandedOff.class).then(AWAITING_PRE_COMMIT).remember((d, e) -> d.handedOff());
        t.in(AWAITING_PRE_COMMIT)
                .when(DealPrecommitted.class)
                .then(SEALING)
                .remember((d, e) -> d.onChain(d.onChain().sector(e.sector())));
        t.in(AWAITING_PRE_COMMIT, SEALING)
                .when(DealActivated.class)
                .then(FINALIZING)
                .asIs();
        t.in(FINALIZING).when(Finalized.class).then(ACTIVE).asIs();
        t.in(ACTIVE).when(DealExpired.class).then(EXPIRED).asIs();
        t.in(ACTIVE)
                .when(DealSlashed.class)
                .then(SLASHED)
                .remember((d, e) -> d.onChain(d.onChain().slashed(e.epoch())));
        t.in(ACTIVE)
                .when(DealCompletionFailed.class)
                .then(ERROR)
                .remember((d, e) -> d.message("error waiting for deal completion: " + e.error()));
    }

    private static void transferTroubles(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.in(WAITING_FOR_DATA, PROVIDER_TRANSFER_AWAIT_RESTART)
                .when(DataTransferRestarted.class)
                .then(TRANSFERRING)
                .remember((d, e) -> d.channel(e.channel()).message(""));
        t.in(TRANSFERRING).when(DataTransferRestarted.class).stays().remember((d, e) -> d.channel(e.channel())
                .message(""));
        t.in(TRANSFERRING, PROVIDER_TRANSFER_AWAIT_RESTART)
                .when(DataTransferStalled.class)
                .stays()
                .remember((d, e) -> d.message("data transfer appears to be stalled, awaiting reconnect from client"));
        t.in(PROVIDER_TRANSFER_AWAIT_RESTART)
                .when(DataTransferRestartFailed.class)
                .stays()
                .because("unused in the reference; here a refused restart is told and the wait goes on")
                .remember((d, e) -> d.message("the client could not resume: " + e.error()));
        t.in(WAITING_FOR_DATA, TRANSFERRING, PROVIDER_TRANSFER_AWAIT_RESTART)
                .when(DataTransferCancelled.class)
                .then(FAILING)
                .remember((d, e) -> d.message("data transfer cancelled"));
        t.in(TRANSFERRING, PROVIDER_TRANSFER_AWAIT_RESTART)
                .when(DataTransferFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("error transferring data: " + e.error()));
        t.in(WAITING_FOR_DATA)
                .when(DataTransferFailed.class)
                .then(FAILING)
                .because("not in the reference: a pull can fail before its first byte")
                .remember((d, e) -> d.message("error transferring data: " + e.error()));
        t.in(PROVIDER_TRANSFER_AWAIT_RESTART)
                .when(AwaitTransferRestartTimeout.class)
                .then(FAILING)
                .remember((d, e) -> d.message("timed out waiting for client to restart transfer"));
        t.anywhere().when(AwaitTransferRestartTimeout.class).stays().asIs();
    }

    private static void waysOut(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.in(VALIDATING, VERIFY_DATA, ACCEPT_WAIT)
                .when(DealRejected.class)
                .then(REJECTING)
                .remember((d, e) -> d.message("deal rejected: " + e.error()));
        t.in(REJECTING).when(RejectionSent.class).then(FAILING).asIs();
        t.in(ACCEPT_WAIT, REJECTING)
                .when(SendResponseFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("sending response to deal: " + e.error()));
        t.in(VERIFY_DATA)
                .when(DataVerificationFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("deal data verification failed: " + e.error()));
        t.in(RESERVE_PROVIDER_FUNDS)
                .when(TrackFundsFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("error tracking deal funds: " + e.error()));
        t.in(PUBLISHING)
                .when(DealPublishError.class)
                .then(FAILING)
                .remember((d, e) -> d.message("PublishStorageDeal error: " + e.error()));
        t.in(STAGED, AWAITING_PRE_COMMIT, SEALING, ACTIVE)
                .when(FileStoreErrored.class)
                .then(FAILING)
                .remember((d, e) -> d.message("accessing file store: " + e.error()));
        t.in(STAGED)
                .when(MultistoreErrored.class)
                .then(FAILING)
                .remember((d, e) -> d.message("operating on multistore: " + e.error()));
        t.in(STAGED)
                .when(DealHandoffFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("handing off deal to node: " + e.error()));
        t.in(AWAITING_PRE_COMMIT)
                .when(DealPrecommitFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("error awaiting deal pre-commit: " + e.error()));
        t.in(SEALING)
                .when(DealActivationFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("error activating deal: " + e.error()));
        t.in(
                        WAITING_FOR_DATA,
                        TRANSFERRING,
                        PROVIDER_TRANSFER_AWAIT_RESTART,
                        VERIFY_DATA,
                        RESERVE_PROVIDER_FUNDS,
                        PROVIDER_FUNDING,
                        PUBLISH)
                .when(StartEpochElapsed.class)
                .then(FAILING)
                .because("not in the reference, which publishes deals it can no longer seal in time")
                .remember((d, e) -> d.message("the deal can no longer be sealed before its start epoch "
                        + d.agreement().start().number()));
        t.in(
                        VALIDATING,
                        ACCEPT_WAIT,
                        WAITING_FOR_DATA,
                        TRANSFERRING,
                        PROVIDER_TRANSFER_AWAIT_RESTART,
                        VERIFY_DATA,
                        RESERVE_PROVIDER_FUNDS,
                        PROVIDER_FUNDING,
                        PUBLISH)
                .when(CalledOff.class)
                .then(FAILING)
                .because("not in the reference: the operator calls the deal off before the chain holds it")
                .remember((d, e) -> d.message("called off by the provider: " + e.reason()));
        t.in(FAILING).when(Failed.class).then(ERROR).asIs();
        t.anywhere()
                .when(NodeErrored.class)
                .then(FAILING)
                .remember((d, e) -> d.message("error calling node: " + e.error()));
    }

    private static void afterRestart(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.in(VALIDATING, ACCEPT_WAIT, REJECTING)
                .when(Restart.class)
                .again(Duration.ZERO)
                .because("the reference ends in Error because the client's stream is lost; here the client proposes"
                        + " again and is told where the deal is")
                .asIs();
        t.in(TRANSFERRING)
                .when(Restart.class)
                .then(PROVIDER_TRANSFER_AWAIT_RESTART)
                .asIs();
        t.anywhere().when(Restart.class).again(Duration.ZERO).asIs();
    }
}
