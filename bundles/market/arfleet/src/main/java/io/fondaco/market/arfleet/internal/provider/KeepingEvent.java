package io.fondaco.market.arfleet.internal.provider;

/** What can happen to a replica at its provider. */
public sealed interface KeepingEvent {

    /** A client asked, and there is a place for it. */
    record Reserved() implements KeepingEvent {}

    /**
     * The client's deal is what was asked for, and funded.
     *
     * @param root of the tree over the chunks, hexadecimal
     */
    record Accepted(String root, String process, long activateBy, long endsBy) implements KeepingEvent {}

    /** All chunks are there, and so is the key that opens them. */
    record Received() implements KeepingEvent {}

    /** The deal is active. */
    record Activated() implements KeepingEvent {}

    /** The deal is over. @param status what its process says */
    record Over(String status) implements KeepingEvent {}

    /** It came to nothing. */
    record Failed(String why) implements KeepingEvent {}

    /** This process began anew. */
    record Restart() implements KeepingEvent {}
}
