package io.fondaco.market.arfleet.internal.client;

/** What can happen to a placement. */
public sealed interface PlacementEvent {

    /** A provider was chosen. */
    record Open() implements PlacementEvent {}

    /** The provider answered and takes the replica by its word. @param url where. @param latency of its answer, milliseconds */
    record Initialized(String url, long latency) implements PlacementEvent {}

    /** The replica is packed. */
    record Encrypted(Placement.Replica replica) implements PlacementEvent {}

    /** The deal's process is there. @param process its id */
    record Spawned(String process) implements PlacementEvent {}

    /** The reward is on its way to the process. @param message of the transfer, by which it is sent once */
    record FundingSent(String message) implements PlacementEvent {}

    /** The process has the reward. */
    record Funded() implements PlacementEvent {}

    /** The provider has checked the deal and bound itself to it. */
    record Accepted() implements PlacementEvent {}

    /** The provider has more of the replica. @param chunks it has confirmed */
    record Progressed(long chunks) implements PlacementEvent {}

    /** The provider has all of it. */
    record Transferred() implements PlacementEvent {}

    /** The deal is active on both sides. */
    record Completed() implements PlacementEvent {}

    /** Something went wrong with the steps. The process gives back what it holds once it was not activated in time. */
    record Failed(String why) implements PlacementEvent {}

    /** The provider could not be reached, or stopped answering. */
    record Unavailable(String why) implements PlacementEvent {}

    /** This process began anew. */
    record Restart() implements PlacementEvent {}
}
