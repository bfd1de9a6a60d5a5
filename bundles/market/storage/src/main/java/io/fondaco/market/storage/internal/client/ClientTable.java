package io.fondaco.market.storage.internal.client;

import static io.fondaco.deal.Stance.Ending.FAILED;
import static io.fondaco.deal.Stance.Ending.SUCCEEDED;
import static io.fondaco.market.storage.internal.client.ClientState.*;

import io.fondaco.deal.Deadline;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Retry;
import io.fondaco.deal.TableBuilder;
import io.fondaco.market.storage.internal.client.ClientEvent.*;
import io.fondaco.market.storage.internal.wire.DealStatus;
import io.fondaco.model.TokenAmount;
import java.time.Duration;

/**
 * The client's side of the storage market. Rows and events are the reference's (go-fil-markets v1.28); where a row
 * mends it, the row says so.
 */
public final class ClientTable {

    /** The table's name. */
    public static final String NAME = "storage.client";

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A provider that cannot be reached now is tried for a quarter of an hour, as Lotus does. */
    private static final Retry DIAL = new Retry(6, Duration.ofSeconds(1), Duration.ofMinutes(5), 5);

    private ClientTable() {}

    /**
     * The table. Making it checks it.
     *
     * @param pollEvery the pause between asking a provider for its state; 30 seconds in the reference
     */
    public static DealTable<ClientState, ClientEvent, ClientDeal, ClientSteps> table(Duration pollEvery) {
        TableBuilder<ClientState, ClientEvent, ClientDeal, ClientSteps> t = DealTable.named(
                        NAME, ClientState.class, ClientEvent.class, ClientDeal.class, ClientSteps.class)
                .begins(UNKNOWN)
                .shows(d -> d.agreement().facets(d.message()))
                .restartsWith(d -> new Restart())
                .cancelsWith((d, reason) -> new CalledOff(reason));
        happyPath(t);
        waysOut(t, pollEvery);
        afterRestart(t);
        stances(t);
        return t.build();
    }

    private static void happyPath(TableBuilder<ClientState, ClientEvent, ClientDeal, ClientSteps> t) {
        t.in(UNKNOWN).when(Open.class).then(RESERVE_CLIENT_FUNDS).asIs();
        t.in(RESERVE_CLIENT_FUNDS)
                .when(FundsReserved.class)
                .stays()
                .because("the amount is set, not added to, so that a step that runs twice counts once")
                .remember((d, e) -> d.reserved(e.amount()));
        t.in(RESERVE_CLIENT_FUNDS)
                .when(FundingInitiated.class)
                .then(CLIENT_FUNDING)
                .remember((d, e) -> d.onChain(d.onChain().addFunds(e.message())));
        t.in(RESERVE_CLIENT_FUNDS, CLIENT_FUNDING)
                .when(FundingComplete.class)
                .then(FUNDS_RESERVED)
                .asIs();
        t.in(FUNDS_RESERVED)
                .when(InitiateDataTransfer.class)
                .then(START_DATA_TRANSFER)
                .asIs();
        t.in(START_DATA_TRANSFER)
                .when(DataTransferQueued.class)
                .then(TRANSFER_QUEUED)
                .because("the channel is remembered here already, so that a restart finds it")
                .remember((d, e) -> d.channel(e.channel()));
        t.in(TRANSFER_QUEUED)
                .when(DataTransferInitiated.class)
                .then(TRANSFERRING)
                .remember((d, e) -> d.channel(e.channel()));
        t.in(START_DATA_TRANSFER, TRANSFERRING, TRANSFER_QUEUED)
                .when(DataTransferComplete.class)
                .then(CHECK_FOR_ACCEPTANCE)
                .asIs();
        t.in(CHECK_FOR_ACCEPTANCE)
                .when(DealAccepted.class)
                .then(PROPOSAL_ACCEPTED)
                .remember((d, e) -> e.publishMessage()
                        .map(d.onChain()::publish)
                        .map(d::onChain)
                        .orElse(d)
                        .message(""));
        t.in(PROPOSAL_ACCEPTED, FAILING)
                .when(FundsReleased.class)
                .stays()
                .remember((d, e) -> d.reserved(TokenAmount.ZERO));
        t.in(PROPOSAL_ACCEPTED)
                .when(DealPublished.class)
                .then(AWAITING_PRE_COMMIT)
                .remember((d, e) -> d.onChain(d.onChain().dealId(e.dealId())));
        t.in(AWAITING_PRE_COMMIT)
                .when(DealPrecommitted.class)
                .then(SEALING)
                .remember((d, e) -> d.onChain(d.onChain().sector(e.sector())));
        t.in(AWAITING_PRE_COMMIT, SEALING)
                .when(DealActivated.class)
                .then(ACTIVE)
                .asIs();
        t.in(ACTIVE).when(DealExpired.class).then(EXPIRED).asIs();
    }

    private static void waysOut(TableBuilder<ClientState, ClientEvent, ClientDeal, ClientSteps> t, Duration pollEvery) {
        t.in(RESERVE_CLIENT_FUNDS, CLIENT_FUNDING)
                .when(ReserveFundsFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("adding market funds failed: " + e.error()));
        t.in(FUNDS_RESERVED)
                .when(WriteProposalFailed.class)
                .then(FAILING)
                .because("the reference goes to Error and leaves the money reserved; here it is released")
                .remember((d, e) -> d.message("sending proposal to storage provider failed: " + e.error()));
        t.in(FUNDS_RESERVED)
                .when(ReadResponseFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("error reading Response message from provider: " + e.error()));
        t.in(FUNDS_RESERVED)
                .when(ResponseVerificationFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("unable to verify signature on deal response"));
        t.in(FUNDS_RESERVED)
                .when(UnexpectedDealState.class)
                .then(FAILING)
                .remember((d, e) -> d.message("unexpected deal status while waiting for data request: "
                        + e.state().number() + " (" + e.state().spelled() + "). Provider message: "
                        + e.providerMessage()));
        t.in(START_DATA_TRANSFER, TRANSFERRING, TRANSFER_QUEUED)
                .when(DataTransferFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("failed to complete data transfer: " + e.error()));
        t.in(TRANSFERRING, TRANSFER_QUEUED)
                .when(DataTransferStalled.class)
                .then(FAILING)
                .remember((d, e) -> d.message("could not complete data transfer, could not connect to provider "
                        + d.agreement().provider() + ": " + e.error()));
        t.in(CLIENT_TRANSFER_RESTART)
                .when(DataTransferRestartFailed.class)
                .then(FAILING)
                .remember((d, e) -> d.message("failed to restart data transfer: " + e.error()));
        t.in(START_DATA_TRANSFER, TRANSFERRING, CLIENT_TRANSFER_RESTART, TRANSFER_QUEUED)
                .when(DataTransferCancelled.class)
                .then(FAILING)
                .remember((d, e) -> d.message("data transfer cancelled"));
        t.in(CLIENT_TRANSFER_RESTART, START_DATA_TRANSFER, TRANSFER_QUEUED)
                .when(DataTransferRestarted.class)
                .then(TRANSFERRING)
                .remember((d, e) -> d.channel(e.channel()).message(""));
        t.in(TRANSFERRING).when(DataTransferRestarted.class).stays().remember((d, e) -> d.channel(e.channel())
                .message(""));
        t.in(CLIENT_TRANSFER_RESTART)
                .when(DataTransferComplete.class)
                .then(CHECK_FOR_ACCEPTANCE)
                .because("the reference drops it: the last byte may have arrived while this node was down")
                .asIs();
        t.in(CHECK_FOR_ACCEPTANCE)
                .when(WaitForDealState.class)
                .again(pollEvery)
                .remember((d, e) -> d.polled(
                        e.error().isPresent(),
                        e.providerState()
                                .map(s -> "Provider state: " + s.spelled())
                                .orElse(d.message())));
        t.in(CHECK_FOR_ACCEPTANCE)
                .when(ResponseDealDidNotMatch.class)
                .then(FAILING)
                .remember(
                        (d, e) -> d.message("miner responded to a wrong proposal: " + e.theirs() + " != " + e.ours()));
        t.in(CHECK_FOR_ACCEPTANCE)
                .when(DealRejected.class)
                .then(FAILING)
                .remember((d, e) -> d.message("deal failed: (State=" + e.state().number() + ") " + e.reason()));
        t.in(PROPOSAL_ACCEPTED)
                .when(DealPublishFailed.class)
                .then(FAILING)
                .because("the reference goes to Error and leaves the money reserved; here it is released")
                .remember((d, e) -> d.message("error validating deal published: " + e.error()));
        t.in(AWAITING_PRE_COMMIT)
                .when(DealPrecommitFailed.class)
                .then(ERROR)
                .remember((d, e) -> d.message("error awaiting deal pre-commit: " + e.error()));
        t.in(SEALING)
                .when(DealActivationFailed.class)
                .then(ERROR)
                .remember((d, e) -> d.message("error activating deal: " + e.error()));
        t.in(ACTIVE)
                .when(DealSlashed.class)
                .then(SLASHED)
                .remember((d, e) -> d.onChain(d.onChain().slashed(e.epoch())));
        t.in(ACTIVE)
                .when(DealCompletionFailed.class)
                .then(ERROR)
                .remember((d, e) -> d.message("error waiting for deal completion: " + e.error()));
        t.in(FAILING).when(Failed.class).then(ERROR).asIs();
        t.anywhere()
                .when(StreamCloseError.class)
                .stays()
                .because("the reference goes to Error from any state; a stream that closes badly after the answer was"
                        + " read harms nothing")
                .remember((d, e) -> d.message("error attempting to close stream: " + e.error()));
        t.in(
                        RESERVE_CLIENT_FUNDS,
                        CLIENT_FUNDING,
                        FUNDS_RESERVED,
                        START_DATA_TRANSFER,
                        TRANSFER_QUEUED,
                        TRANSFERRING,
                        CLIENT_TRANSFER_RESTART,
                        CHECK_FOR_ACCEPTANCE)
                .when(CalledOff.class)
                .then(FAILING)
                .because("not in the reference: a person calls the deal off before the chain holds it")
                .remember((d, e) -> d.message("called off: " + e.reason()));
    }

    private static void afterRestart(TableBuilder<ClientState, ClientEvent, ClientDeal, ClientSteps> t) {
        t.in(TRANSFERRING).when(Restart.class).then(CLIENT_TRANSFER_RESTART).asIs();
        t.in(TRANSFER_QUEUED)
                .when(Restart.class)
                .then(CLIENT_TRANSFER_RESTART)
                .because("the reference stays and waits for a transfer that the restart has ended")
                .asIs();
        t.anywhere().when(Restart.class).again(Duration.ZERO).asIs();
    }

    private static String sentence(Fault f) {
        return f.sentence();
    }

    private static void stances(TableBuilder<ClientState, ClientEvent, ClientDeal, ClientSteps> t) {
        Deadline<ClientDeal> untilStart = (d, since) -> d.agreement().startGrace();
        t.does(
                RESERVE_CLIENT_FUNDS,
                "Sets aside the price and the client's collateral in the market's escrow.",
                "If the wallet lacks the money, add some; the deal tries again by itself, or `deal:retry`.",
                ClientSteps::reserveFunds,
                MINUTE,
                Retry.USUAL,
                untilStart,
                (d, f) -> new ReserveFundsFailed(sentence(f)));
        t.waits(
                CLIENT_FUNDING,
                "Waits for the chain to add the client's money to the escrow.",
                "Nothing to do: the message settles within a few epochs; after the deadline the deal fails and the money"
                        + " is released.",
                untilStart,
                d -> new ReserveFundsFailed("the escrow message did not settle before the deal's start"),
                ClientSteps::awaitFunding);
        t.does(
                FUNDS_RESERVED,
                "Proposes the deal to the provider and reads its answer.",
                "If the provider cannot be reached it is tried again by itself; `deal:cancel` gives the money back.",
                ClientSteps::propose,
                Duration.ofSeconds(90),
                DIAL,
                untilStart,
                (d, f) -> new WriteProposalFailed(sentence(f)));
        t.does(
                START_DATA_TRANSFER,
                "Opens the transfer of the data to the provider.",
                "It goes on by itself; for an offline deal bring the CAR to the provider and have it imported there.",
                ClientSteps::startTransfer,
                MINUTE,
                Retry.USUAL,
                untilStart,
                (d, f) -> new DataTransferFailed(sentence(f)));
        t.waits(
                TRANSFER_QUEUED,
                "Waits for its turn to send the data.",
                "`transfer:list` shows what runs before it; `deal:cancel` calls the deal off.",
                untilStart,
                d -> new DataTransferFailed("the transfer did not begin before the deal's start"),
                ClientSteps::awaitTransfer);
        t.waits(
                TRANSFERRING,
                "Sends the data to the provider.",
                "`transfer:list` shows how far it is; a transfer that stalls is resumed by itself.",
                untilStart,
                d -> new DataTransferFailed("the data was not sent before the deal's start"),
                ClientSteps::awaitTransfer);
        t.does(
                CLIENT_TRANSFER_RESTART,
                "Goes on with the transfer that a restart of this node cut off.",
                "It goes on by itself from the last byte the provider has.",
                ClientSteps::restartTransfer,
                MINUTE,
                DIAL,
                untilStart,
                (d, f) -> new DataTransferRestartFailed(sentence(f)));
        t.does(
                CHECK_FOR_ACCEPTANCE,
                "Asks the provider again and again whether it has published the deal.",
                "The provider checks the data, puts up its collateral and publishes; ask its operator if that takes"
                        + " longer than the deadline allows, or `deal:cancel`.",
                ClientSteps::pollProvider,
                Duration.ofSeconds(75),
                new Retry(1000, Duration.ofSeconds(5), Duration.ofMinutes(1), 2),
                // The step itself rejects once ten epochs past the start have gone; this only bounds the step.
                (d, since) -> d.agreement().startGrace().plusSeconds(75),
                (d, f) -> new DealRejected(DealStatus.CHECK_FOR_ACCEPTANCE, sentence(f)));
        t.waits(
                PROPOSAL_ACCEPTED,
                "Waits for the provider's publish message to settle on the chain.",
                "Nothing to do: from here on only the chain is believed; a message that fails gives the money back.",
                untilStart,
                d -> new DealPublishFailed("the publish message did not settle before the deal's start"),
                ClientSteps::awaitPublish);
        t.waits(
                AWAITING_PRE_COMMIT,
                "Waits for the provider to commit a sector with the data to the chain.",
                "Nothing to do: if the provider is late the chain refunds the client.",
                untilStart,
                d -> new DealPrecommitFailed("no sector holds the deal at its start; the chain refunds the client"),
                ClientSteps::watchChain);
        t.waits(
                SEALING,
                "Waits for the provider to prove the sector with the data.",
                "Nothing to do: if the provider is late the chain refunds the client.",
                untilStart,
                d -> new DealActivationFailed(
                        "the deal's sector was not proven at its start; the chain refunds the client"),
                ClientSteps::watchChain);
        t.waits(
                ACTIVE,
                "Stored and paid for epoch by epoch; the provider proves it again and again.",
                "Nothing to do until the end; `fondaco fetch` gets the data, a new deal renews it.",
                (d, since) -> d.agreement().endGrace(),
                d -> new DealCompletionFailed("the chain has not settled the deal a day after its end"),
                ClientSteps::watchChain);
        t.does(
                FAILING,
                "Gives the reserved money back and ends the transfer.",
                "It ends by itself in Error; the message says what went wrong.",
                ClientSteps::cleanUp,
                MINUTE,
                new Retry(20, Duration.ofSeconds(1), Duration.ofMinutes(5), 3),
                Deadline.after(Duration.ofDays(7)),
                (d, f) -> new Failed());
        t.ends(EXPIRED, SUCCEEDED, "Ran its whole time and was paid for.", "Make a new deal to keep the data stored.");
        t.ends(
                SLASHED,
                FAILED,
                "The provider lost the data; its collateral is gone and the client was refunded.",
                "Store the data again with another provider.");
        t.ends(
                ERROR,
                FAILED,
                "Failed; the message says why, and the money that was set aside has been given back.",
                "Settle what the message names and make the deal again.");
    }
}
