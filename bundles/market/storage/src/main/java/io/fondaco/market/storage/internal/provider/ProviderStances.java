package io.fondaco.market.storage.internal.provider;

import static io.fondaco.deal.Stance.Ending.FAILED;
import static io.fondaco.deal.Stance.Ending.SUCCEEDED;
import static io.fondaco.market.storage.internal.provider.ProviderState.*;

import io.fondaco.deal.Deadline;
import io.fondaco.deal.Retry;
import io.fondaco.deal.TableBuilder;
import io.fondaco.market.storage.internal.provider.ProviderEvent.*;
import java.time.Duration;
import java.time.Instant;

/** What the provider's side does in each state, or waits for, and until when. */
final class ProviderStances {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A step that fails is tried again for about a day: a provider's disk or sealer may be busy that long. */
    private static final Retry PATIENT = new Retry(100, Duration.ofSeconds(5), Duration.ofMinutes(15), 2);

    private static final Deadline<ProviderDeal> SEAL_BY = (d, since) -> d.sealBy();
    private static final Deadline<ProviderDeal> START =
            (d, since) -> d.agreement().startGrace();

    private ProviderStances() {}

    static void of(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t, Duration restartWait) {
        untilData(t, restartWait);
        untilPublished(t);
        untilTheEnd(t);
        endings(t);
    }

    private static void untilData(
            TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t, Duration restartWait) {
        t.does(
                VALIDATING,
                "Checks the proposal: signature, price, size, times and the client's money.",
                "It is accepted or rejected within moments; a rejection names the reason.",
                ProviderSteps::validate,
                MINUTE,
                Retry.USUAL,
                SEAL_BY,
                (d, f) -> new NodeErrored(f.sentence()));
        t.does(
                ACCEPT_WAIT,
                "Decides whether to take the deal and tells the client.",
                "It goes on by itself; the house's own rules decide.",
                ProviderSteps::decide,
                MINUTE,
                Retry.USUAL,
                SEAL_BY,
                (d, f) -> new SendResponseFailed(f.sentence()));
        t.waits(
                WAITING_FOR_DATA,
                "Waits for the data.",
                "The client sends it, or `deal:import` takes it from a file; `deal:cancel` calls the deal off.",
                SEAL_BY,
                d -> new StartEpochElapsed(),
                ProviderSteps::awaitData);
        t.waits(
                TRANSFERRING,
                "Receives the data.",
                "`transfer:list` shows how far it is; a transfer that stalls is resumed by the side that began it.",
                SEAL_BY,
                d -> new StartEpochElapsed(),
                ProviderSteps::awaitTransfer);
        t.waits(
                PROVIDER_TRANSFER_AWAIT_RESTART,
                "Waits for the transfer to go on that a restart of this node cut off.",
                "The client resumes it by itself; the bytes that came are kept until the deadline.",
                (d, since) -> earlier(since.plus(restartWait), d.sealBy()),
                d -> new AwaitTransferRestartTimeout(),
                ProviderSteps::awaitData);
        t.does(
                VERIFY_DATA,
                "Computes the commitment over the data and compares it with the deal's.",
                "It takes a moment for each gigabyte; data that does not match ends the deal.",
                ProviderSteps::verifyData,
                Duration.ofHours(6),
                Retry.USUAL,
                SEAL_BY,
                (d, f) -> new DataVerificationFailed(f.sentence()));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static void untilPublished(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.does(
                RESERVE_PROVIDER_FUNDS,
                "Sets aside the provider's collateral in the market's escrow.",
                "If the wallet lacks the money, add some; the deal tries again by itself, or `deal:retry`.",
                ProviderSteps::reserveFunds,
                MINUTE,
                PATIENT,
                SEAL_BY,
                (d, f) -> new TrackFundsFailed(f.sentence()));
        t.waits(
                PROVIDER_FUNDING,
                "Waits for the chain to add the collateral to the escrow.",
                "Nothing to do: the message settles within a few epochs.",
                SEAL_BY,
                d -> new NodeErrored("the escrow message did not settle in time to seal the deal"),
                ProviderSteps::awaitFunding);
        t.does(
                PUBLISH,
                "Sends the message that publishes the deal.",
                "If the wallet lacks the money, add some; the deal tries again by itself, or `deal:retry`.",
                ProviderSteps::publish,
                MINUTE,
                PATIENT,
                SEAL_BY,
                (d, f) -> new NodeErrored(f.sentence()));
        t.waits(
                PUBLISHING,
                "Waits for the publish message to settle on the chain.",
                "Nothing to do: it settles within a few epochs.",
                START,
                d -> new DealPublishError("the publish message did not settle before the deal's start"),
                ProviderSteps::awaitPublish);
    }

    private static void untilTheEnd(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.does(
                STAGED,
                "Hands the data over to be sealed.",
                "It is tried again by itself while the sealer is busy or the disk is full; make room if it is.",
                ProviderSteps::handOff,
                Duration.ofHours(2),
                PATIENT,
                START,
                (d, f) -> new DealHandoffFailed(f.sentence()));
        t.waits(
                AWAITING_PRE_COMMIT,
                "Waits for the sector with the data to be committed to the chain.",
                "Sealing goes on by itself; after the deadline the deal is lost and so is the collateral.",
                START,
                d -> new DealPrecommitFailed("no sector held the deal at its start"),
                ProviderSteps::watchChain);
        t.waits(
                SEALING,
                "Waits for the sector with the data to be proven.",
                "Sealing goes on by itself; after the deadline the deal is lost and so is the collateral.",
                START,
                d -> new DealActivationFailed("the sector was not proven at the deal's start"),
                ProviderSteps::watchChain);
        t.does(
                FINALIZING,
                "Deletes the staged copy of the data.",
                "It goes on by itself.",
                ProviderSteps::finish,
                MINUTE,
                PATIENT,
                (d, since) -> d.agreement().endsAt(),
                (d, f) -> new Finalized());
        t.waits(
                ACTIVE,
                "Sealed and proven; paid for epoch by epoch.",
                "Keep the sector proven; the deal ends by itself.",
                (d, since) -> d.agreement().endGrace(),
                d -> new DealCompletionFailed("the chain has not settled the deal a day after its end"),
                ProviderSteps::watchChain);
    }

    private static void endings(TableBuilder<ProviderState, ProviderEvent, ProviderDeal, ProviderSteps> t) {
        t.does(
                REJECTING,
                "Tells the client that the deal is rejected.",
                "It ends by itself; the message names the reason.",
                ProviderSteps::reject,
                MINUTE,
                Retry.USUAL,
                Deadline.after(Duration.ofHours(1)),
                (d, f) -> new SendResponseFailed(f.sentence()));
        t.does(
                FAILING,
                "Deletes the data and gives the reserved money back.",
                "It ends by itself in Error; the message says what went wrong.",
                ProviderSteps::cleanUp,
                MINUTE,
                PATIENT,
                Deadline.after(Duration.ofDays(7)),
                (d, f) -> new Failed());
        t.ends(EXPIRED, SUCCEEDED, "Ran its whole time and was paid for.", "Its sector may be let go.");
        t.ends(SLASHED, FAILED, "The sector was lost; the collateral is gone.", "See why the sector's proofs failed.");
        t.ends(
                ERROR,
                FAILED,
                "Failed; the message says why, and money and space that were set aside have been given back.",
                "Settle what the message names; the client may propose again.");
    }
}
