package io.fondaco.deal.engine.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Events that a deal takes together, in order, and how far it has come with them. Used by one thread at a time. */
final class Batch<S extends Enum<S>, E, R extends Record, W> {

    /** Who raised it. */
    enum Origin {
        /** A sender; it is told when an event cannot be stored. */
        OUTSIDE,
        /** A step or a wake: raised again by doing the state again. */
        ACTION,
        /** A deadline, a giving up or a restart: the table must have an answer. */
        RULE
    }

    final List<E> events;
    final Origin origin;
    /** The visit it was raised in; null for a sender's and for a restart. */
    final Visit<S, E, R, W> from;

    final CompletableFuture<Boolean> done = new CompletableFuture<>();
    /** After which pause the state is to be entered once all of it is durable. */
    Optional<Duration> entering = Optional.empty();

    boolean answered;

    Batch(List<E> events, Origin origin, Visit<S, E, R, W> from) {
        this.events = events;
        this.origin = origin;
        this.from = from;
    }
}
