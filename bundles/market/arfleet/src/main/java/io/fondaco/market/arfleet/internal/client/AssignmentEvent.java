package io.fondaco.market.arfleet.internal.client;

import java.util.List;

/** What can happen to an assignment. */
public sealed interface AssignmentEvent {

    /** Somebody wants data stored. */
    record Ordered() implements AssignmentEvent {}

    /** Providers were chosen for replicas that are missing. */
    record Chose(List<Assignment.Chosen> placements) implements AssignmentEvent {
        public Chose {
            placements = List.copyOf(placements);
        }
    }

    /** Something became of a placement, or of its deal. @param what the state it is in */
    record Changed(String placement, String what) implements AssignmentEvent {}

    /** Some replicas are there, others are missing. @param achieved how many are there */
    record Counted(int achieved) implements AssignmentEvent {}

    /** All replicas are there. */
    record Achieved() implements AssignmentEvent {}

    /** Its time is over, and so are its deals. */
    record Over() implements AssignmentEvent {}

    /** Somebody called it off. Deals that run go on to their end; what is lost is not replaced any more. */
    record CalledOff(String why) implements AssignmentEvent {}

    /** This process began anew. */
    record Restart() implements AssignmentEvent {}
}
