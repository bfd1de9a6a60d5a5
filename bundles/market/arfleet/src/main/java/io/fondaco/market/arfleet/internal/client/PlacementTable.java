package io.fondaco.market.arfleet.internal.client;

import static io.fondaco.market.arfleet.internal.client.PlacementState.*;

import io.fondaco.deal.Deadline;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Retry;
import io.fondaco.deal.Stance.Ending;
import io.fondaco.deal.Step;
import io.fondaco.deal.TableBuilder;
import io.fondaco.market.arfleet.internal.client.PlacementEvent.*;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;

/**
 * A placement from the first word with a provider to a deal that is active on both sides. The states are the field's, and
 * nobody but this table moves a placement: what providers and processes say comes in as events of the steps.
 */
public final class PlacementTable {
    public static final String NAME = "arfleet.placement";

    /** Once the process holds the reward the deal gives it back by itself when it is not activated in time. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final Duration PACKING = Duration.ofDays(7);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** The steps know themselves when a provider has been silent for too long. */
    private static final Retry PATIENT =
            new Retry(Integer.MAX_VALUE, Duration.ofMillis(500), Duration.ofSeconds(15), 2);

    private static final Retry DIAL = new Retry(4, Duration.ofSeconds(1), Duration.ofMinutes(2), 4);

    private PlacementTable() {}

    /** The table. Making it checks it. */
    public static DealTable<PlacementState, PlacementEvent, Placement, PlacementSteps> table() {
        TableBuilder<PlacementState, PlacementEvent, Placement, PlacementSteps> t = DealTable.named(
                        NAME, PlacementState.class, PlacementEvent.class, Placement.class, PlacementSteps.class)
                .begins(CREATED)
                .shows(Placement::facets)
                .restartsWith(p -> new Restart())
                .cancelsWith((p, reason) -> new Failed("called off: " + reason));
        t.in(CREATED).when(Open.class).then(CREATED).asIs();
        t.in(CREATED).when(Initialized.class).then(INITIALIZED).remember((p, e) -> p.initialized(e.url(), e.latency()));
        t.in(INITIALIZED).when(Encrypted.class).then(ENCRYPTED).remember((p, e) -> p.encrypted(e.replica()));
        t.in(ENCRYPTED).when(Spawned.class).then(PROCESS_SPAWNED).remember((p, e) -> p.spawned(e.process()));
        t.in(PROCESS_SPAWNED)
                .when(FundingSent.class)
                .stays()
                .because("ArFleet writes FUNDED before it sends, and does not know afterwards whether it did")
                .remember((p, e) -> p.funding(e.message()));
        t.in(PROCESS_SPAWNED).when(Funded.class).then(FUNDED).asIs();
        t.in(FUNDED).when(Accepted.class).then(ACCEPTED).asIs();
        t.in(ACCEPTED).when(Progressed.class).stays().remember((p, e) -> p.sent(e.chunks()));
        t.in(ACCEPTED)
                .when(Transferred.class)
                .then(TRANSFERRED)
                .remember((p, e) -> p.sent(p.replica().leaves()));
        t.in(TRANSFERRED).when(Completed.class).then(COMPLETED).asIs();
        t.in(CREATED, INITIALIZED, ENCRYPTED, PROCESS_SPAWNED, FUNDED, ACCEPTED, TRANSFERRED)
                .when(PlacementEvent.Failed.class)
                .then(PlacementState.FAILED)
                .remember((p, e) -> p.failed(e.why()));
        t.in(CREATED, FUNDED, ACCEPTED, TRANSFERRED)
                .when(Unavailable.class)
                .then(UNAVAILABLE)
                .remember((p, e) -> p.failed(e.why()));
        t.anywhere().when(Restart.class).again(Duration.ZERO).asIs();
        stances(t);
        return t.build();
    }

    private static void stances(TableBuilder<PlacementState, PlacementEvent, Placement, PlacementSteps> t) {
        BiFunction<Placement, Fault, PlacementEvent> fails = (p, fault) -> new Failed(fault.sentence());
        BiFunction<Placement, Fault, PlacementEvent> gone = (p, fault) ->
                fault.blame() == Fault.Blame.PEER ? new Unavailable(fault.sentence()) : new Failed(fault.sentence());
        does(
                t,
                CREATED,
                "Asks the provider whether it is there and takes the replica.",
                "Nothing to do: one that does not answer is left for another.",
                PlacementSteps::ask,
                MINUTE,
                DIAL,
                gone);
        t.waits(
                INITIALIZED,
                "Packs the data with a key of its own, so that nobody else can make this replica.",
                "Nothing to do: it takes a core some minutes a GiB.",
                Deadline.after(PACKING),
                p -> new PlacementEvent.Failed("the data could not be packed within " + PACKING.toDays() + " days"),
                PlacementSteps::encrypt);
        does(
                t,
                ENCRYPTED,
                "Spawns the process that holds the deal.",
                "Nothing to do: the ao unit is asked again when it does not answer.",
                PlacementSteps::spawn,
                MINUTE,
                PATIENT,
                fails);
        does(
                t,
                PROCESS_SPAWNED,
                "Pays the reward to the deal's process.",
                "If the account lacks the money, add some, then `deal:retry`.",
                PlacementSteps::fund,
                MINUTE,
                PATIENT,
                fails);
        does(
                t,
                FUNDED,
                "Has the provider check the deal and bind itself to it.",
                "Nothing to do: if it does not, the process gives the reward back.",
                PlacementSteps::accept,
                MINUTE,
                PATIENT,
                gone);
        t.waits(
                ACCEPTED,
                "Sends the packed chunks to the provider.",
                "It goes on by itself with what the provider does not have.",
                (p, since) -> Instant.ofEpochMilli(p.replica().activateBy()),
                p -> new Unavailable("the provider did not take all chunks in time"),
                PlacementSteps::transfer);
        does(
                t,
                TRANSFERRED,
                "Has the provider put up its collateral, and waits for the deal to be active.",
                "Nothing to do: if it is not active in time, the process gives everybody their money back.",
                PlacementSteps::complete,
                MINUTE,
                PATIENT,
                gone);
        t.ends(
                COMPLETED,
                Ending.SUCCEEDED,
                "Both sides have paid and the deal has begun; in every period the provider has to show the replica.",
                "`arfleet:placements` shows what became of it since.");
        t.ends(
                PlacementState.FAILED,
                Ending.FAILED,
                "Something went wrong with the steps; the assignment looks for another provider.",
                "`deal:explain` says what; money in the process comes back when the time to activate it is over.");
        t.ends(
                UNAVAILABLE,
                Ending.FAILED,
                "The provider could not be reached, or stopped answering; the assignment looks for another.",
                "`deal:explain` says when; money in the process comes back when the time to activate it is over.");
    }

    private static void does(
            TableBuilder<PlacementState, PlacementEvent, Placement, PlacementSteps> t,
            PlacementState state,
            String what,
            String next,
            Step<PlacementSteps, Placement, PlacementEvent> step,
            Duration limit,
            Retry retry,
            BiFunction<Placement, Fault, PlacementEvent> giveUp) {
        Deadline<Placement> patience = (p, since) -> p.replica().activateBy() == 0
                ? since.plus(PATIENCE)
                : Instant.ofEpochMilli(p.replica().activateBy());
        t.does(state, what, next, step, limit, retry, patience, giveUp);
    }
}
