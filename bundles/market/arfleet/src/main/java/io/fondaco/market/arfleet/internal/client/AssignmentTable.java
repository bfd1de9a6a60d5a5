package io.fondaco.market.arfleet.internal.client;

import static io.fondaco.market.arfleet.internal.client.AssignmentState.*;

import io.fondaco.deal.Deadline;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.Stance.Ending;
import io.fondaco.deal.TableBuilder;
import io.fondaco.market.arfleet.internal.client.AssignmentEvent.*;
import java.time.Duration;
import java.time.Instant;

/** An assignment from the order to the end of its last deal. A replica that is lost takes it back to looking for another. */
public final class AssignmentTable {
    public static final String NAME = "arfleet.assignment";

    /** Deals begin after the assignment and so end after it: by the time to pack, send and pay. */
    private static final Duration GRACE = Duration.ofDays(8);

    private AssignmentTable() {}

    /** The table. Making it checks it. */
    public static DealTable<AssignmentState, AssignmentEvent, Assignment, AssignmentSteps> table() {
        TableBuilder<AssignmentState, AssignmentEvent, Assignment, AssignmentSteps> t = DealTable.named(
                        NAME, AssignmentState.class, AssignmentEvent.class, Assignment.class, AssignmentSteps.class)
                .begins(PLACING)
                .shows(Assignment::facets)
                .restartsWith(a -> new Restart())
                .cancelsWith((a, reason) -> new CalledOff(reason));
        t.in(PLACING).when(Ordered.class).then(PLACING).asIs();
        t.in(PLACING).when(Chose.class).again(Duration.ZERO).remember((a, e) -> a.chose(e.placements()));
        t.in(PLACING).when(Changed.class).again(Duration.ZERO).asIs();
        t.in(PLACING).when(Counted.class).stays().remember((a, e) -> a.has(e.achieved()));
        t.in(PLACING).when(Achieved.class).then(PLACED).remember((a, e) -> a.has(a.redundancy()));
        t.in(PLACED).when(Changed.class).again(Duration.ZERO).asIs();
        t.in(PLACED)
                .when(Counted.class)
                .then(PLACING)
                .because("a replica was lost, and another provider is to make up for it")
                .remember((a, e) -> a.has(e.achieved()));
        t.in(PLACING, PLACED).when(Over.class).then(ENDED).asIs();
        t.in(PLACING, PLACED).when(CalledOff.class).then(CALLED_OFF).asIs();
        t.anywhere().when(Restart.class).again(Duration.ZERO).asIs();
        Deadline<Assignment> end =
                (a, since) -> Instant.ofEpochMilli(a.until()).plus(GRACE).plusMillis(a.every());
        t.waits(
                PLACING,
                "Looks for providers, and has replicas placed with them.",
                "`arfleet:placements` shows how far each is; `deal:explain` says what is in the way.",
                end,
                a -> new Over(),
                AssignmentTable::tend);
        t.waits(
                PLACED,
                "All replicas are there; their deals are looked after.",
                "Nothing to do: a replica that is lost is replaced.",
                end,
                a -> new Over(),
                AssignmentTable::tend);
        t.ends(
                ENDED,
                Ending.SUCCEEDED,
                "Its time is over, and so are its deals.",
                "`arfleet:placements` shows what came of each; order anew to store the data longer.");
        t.ends(
                CALLED_OFF,
                Ending.FAILED,
                "It was called off: what is lost is not replaced any more.",
                "Deals that run go on to their end by themselves.");
        return t.build();
    }

    private static io.fondaco.model.Registration tend(
            AssignmentSteps world, Assignment assignment, io.fondaco.deal.Waker<AssignmentEvent> waker) {
        return world.tend(assignment, waker);
    }
}
