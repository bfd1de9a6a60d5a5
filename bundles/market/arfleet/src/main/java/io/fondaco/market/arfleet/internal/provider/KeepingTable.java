package io.fondaco.market.arfleet.internal.provider;

import static io.fondaco.market.arfleet.internal.provider.KeepingState.*;

import io.fondaco.deal.DealTable;
import io.fondaco.deal.Retry;
import io.fondaco.deal.Stance.Ending;
import io.fondaco.deal.TableBuilder;
import io.fondaco.market.arfleet.internal.provider.KeepingEvent.*;
import java.time.Duration;
import java.time.Instant;

/** A replica at its provider, from the place that is kept free for it to the end of its deal, when it is deleted. */
public final class KeepingTable {
    public static final String NAME = "arfleet.provider";

    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** The deal may be active already: it is not given up before its process says that it is over. */
    private static final Retry UNTIRING =
            new Retry(Integer.MAX_VALUE, Duration.ofMillis(500), Duration.ofMinutes(1), 3);

    private static final Duration LONG = Duration.ofDays(30);

    private KeepingTable() {}

    /** The table. Making it checks it. */
    public static DealTable<KeepingState, KeepingEvent, Keeping, KeepingSteps> table() {
        TableBuilder<KeepingState, KeepingEvent, Keeping, KeepingSteps> t = DealTable.named(
                        NAME, KeepingState.class, KeepingEvent.class, Keeping.class, KeepingSteps.class)
                .begins(CREATED)
                .shows(Keeping::facets)
                .restartsWith(k -> new Restart())
                .cancelsWith((k, reason) -> new KeepingEvent.Failed("called off: " + reason));
        t.in(CREATED).when(Reserved.class).then(CREATED).asIs();
        t.in(CREATED)
                .when(KeepingEvent.Accepted.class)
                .then(ACCEPTED)
                .remember((k, e) -> k.accepted(e.root(), e.process(), e.activateBy(), e.endsBy()));
        t.in(ACCEPTED).when(KeepingEvent.Received.class).then(RECEIVED).asIs();
        t.in(RECEIVED).when(Activated.class).then(COMPLETED).asIs();
        t.in(COMPLETED).when(Over.class).then(ENDED).remember((k, e) -> k.over(e.status(), ""));
        t.in(CREATED, ACCEPTED, RECEIVED)
                .when(KeepingEvent.Failed.class)
                .then(KeepingState.FAILED)
                .remember((k, e) -> k.over("", e.why()));
        t.anywhere().when(Restart.class).again(Duration.ZERO).asIs();
        t.waits(
                CREATED,
                "Keeps a place free, and waits for the client to come with a funded deal.",
                "Nothing to do: the place is given to others when the client does not come.",
                (k, since) -> Instant.ofEpochMilli(k.reservedUntil()),
                k -> new KeepingEvent.Failed("the client did not come with a deal"));
        t.waits(
                ACCEPTED,
                "Takes the packed chunks from the client.",
                "Nothing to do: if they do not come in time, the place is given to others.",
                (k, since) -> Instant.ofEpochMilli(k.activateBy()),
                k -> new KeepingEvent.Failed("the client did not send all chunks in time"),
                KeepingSteps::hope);
        t.does(
                RECEIVED,
                "Binds itself to the deal and puts up the collateral.",
                "If the account lacks the money, add some, then `deal:retry`.",
                KeepingSteps::bind,
                MINUTE,
                UNTIRING,
                (k, since) -> Instant.ofEpochMilli(k.activateBy()).plus(LONG),
                (k, fault) -> new KeepingEvent.Failed(fault.sentence()));
        t.waits(
                COMPLETED,
                "Keeps the replica and shows what is asked for in every period.",
                "`arfleet:challenges` shows what was asked for and shown.",
                (k, since) -> Instant.ofEpochMilli(k.endsBy()),
                k -> new Over("Unknown"),
                KeepingSteps::show);
        t.ends(
                ENDED,
                Ending.SUCCEEDED,
                "The deal is over, as `ended` says; the replica is deleted.",
                "What it earned, and what is left of the collateral, is paid; `arfleet:merchants` shows what is there.");
        t.ends(
                KeepingState.FAILED,
                Ending.FAILED,
                "It came to nothing; what was received is deleted.",
                "`deal:explain` says why; collateral that was put up comes back by itself.");
        return t.build();
    }
}
