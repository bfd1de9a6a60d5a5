package io.fondaco.deal.engine.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Row;
import io.fondaco.deal.Stance;
import io.fondaco.deal.StateNames;
import io.fondaco.deal.Wake;
import io.fondaco.deal.engine.Probe;
import io.fondaco.model.DealId;
import io.fondaco.model.Registration;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StaleWriteException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open deal. Its events are taken one batch at a time, in order; a batch is what one step or one sender raised. All
 * fields are guarded by this object's lock; appends, folds, listeners, steps and wakes run outside of it.
 */
final class RunningDeal<S extends Enum<S>, E, R extends Record, W> {

    private static final Logger LOG = LoggerFactory.getLogger(RunningDeal.class);

    /** The pause before acting again when the store could not take an event: long enough not to spin on a full disk. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

    /**
     * A state whose deadline passed while the node was down still gets this long to find out that what it waits for has
     * happened: a deal the chain has activated must not be given up for being looked at late.
     */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration WAKE_LIMIT = Duration.ofMinutes(1);

    private final RunningTable<S, E, R, W> table;
    private final DealId id;
    private final Deque<Batch<E>> waiting = new ArrayDeque<>();

    private boolean busy;
    private boolean closed;
    private S state;
    private R record;
    private long version;
    private Instant opened;
    private Instant since;
    private Instant deadline;
    private int failed;
    private Optional<Fault> fault = Optional.empty();
    private long visit;
    private Registration deadlineAlarm = () -> {};
    private Registration pauseAlarm = () -> {};
    private Registration step = () -> {};

    /** Events that are taken together. */
    private record Batch<E>(List<E> events, Origin origin, CompletableFuture<Boolean> done) {
        boolean ours() {
            return origin != Origin.OUTSIDE;
        }
    }

    /** Who raised a batch. */
    private enum Origin {
        /** A sender; it is told when the event cannot be stored. */
        OUTSIDE,
        /** A step or a wake: may be late, and is raised again by doing the state again. */
        ACTION,
        /** A deadline, a giving up or a restart: the table must have an answer. */
        RULE
    }

    /** What a batch leads to once all of it is durable. */
    private record Then(boolean moved, Optional<Duration> again) {
        static final Then NOTHING = new Then(false, Optional.empty());
    }

    RunningDeal(
            RunningTable<S, E, R, W> table, DealId id, S state, R record, long version, Instant opened, Instant since) {
        this.table = table;
        this.id = id;
        this.state = state;
        this.record = record;
        this.version = version;
        this.opened = opened;
        this.since = since;
    }

    DealId id() {
        return id;
    }

    synchronized R record() {
        return record;
    }

    synchronized DealView view() {
        return table.view(id, state, record, version, opened, since, Optional.ofNullable(deadline), fault, failed);
    }

    /** Takes one event; see {@link io.fondaco.deal.spi.Machine#send}. */
    CompletableFuture<Boolean> send(E event) {
        return take(List.of(event), Origin.OUTSIDE);
    }

    private CompletableFuture<Boolean> take(List<E> events, Origin origin) {
        Batch<E> batch = new Batch<>(events, origin, new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                batch.done().complete(false);
                return batch.done();
            }
            waiting.add(batch);
        }
        pump();
        return batch.done();
    }

    private void pump() {
        Batch<E> batch;
        synchronized (this) {
            if (closed) {
                // The deal is over, or not ours any more: whoever waits for an answer gets it.
                waiting.forEach(b -> b.done().complete(false));
                waiting.clear();
            }
            if (busy || closed || waiting.isEmpty()) {
                return;
            }
            busy = true;
            batch = waiting.poll();
        }
        table.work(() -> apply(batch, 0, false, Then.NOTHING));
    }

    private void apply(Batch<E> batch, int at, boolean answered, Then then) {
        if (at == batch.events().size()) {
            finished(batch, answered, then);
            return;
        }
        E event = batch.events().get(at);
        Optional<Row<S, E, R>> row;
        NewEntry entry;
        S to;
        R next;
        Instant now = table.now();
        Instant entered;
        Instant until;
        synchronized (this) {
            row = closed ? Optional.empty() : table.definition().row(state, event.getClass());
            if (row.isEmpty()) {
                LOG.debug("{}: {} means nothing in {}", id, event, state);
                entry = null;
                to = null;
                next = null;
                entered = null;
                until = null;
            } else {
                try {
                    next = row.get().remember().apply(record, event);
                } catch (RuntimeException broken) {
                    failedFold(batch, event, broken);
                    return;
                }
                to = row.get().to().orElse(state);
                entered = row.get().to().isPresent() ? now : since;
                until = table.deadline(to, next, entered);
                entry = table.entry(id, state, to, event, record, next, version, opened, entered, until, now);
            }
        }
        if (entry == null) {
            apply(batch, at + 1, answered, then);
            return;
        }
        table.probe(Probe.Point.BEFORE_APPEND, id, event.getClass().getSimpleName());
        table.journal()
                .append(entry)
                .whenComplete((stored, failure) -> table.work(() -> {
                    if (failure != null) {
                        notStored(batch, event, failure);
                        return;
                    }
                    table.probe(Probe.Point.AFTER_APPEND, id, event.getClass().getSimpleName());
                    adopt(to, next, entered, until, stored, entry);
                    boolean moves = row.get().to().isPresent();
                    Then onward = moves
                            ? new Then(true, Optional.empty())
                            : row.get().act().isPresent()
                                    ? new Then(true, row.get().act())
                                    : then;
                    apply(batch, at + 1, true, onward);
                }));
    }

    private void adopt(S to, R next, Instant entered, Instant until, JournalEntry stored, NewEntry entry) {
        String from;
        synchronized (this) {
            from = StateNames.of(state);
            state = to;
            record = next;
            since = entered;
            deadline = until;
            version = stored.seq();
            fault = Optional.empty();
        }
        table.tell(view(), stored, from, StateNames.of(to), entry);
    }

    private void finished(Batch<E> batch, boolean answered, Then then) {
        synchronized (this) {
            busy = false;
        }
        if (!answered && batch.origin() == Origin.RULE) {
            noWayOn(batch.events());
        }
        if (then.moved()) {
            enter(then.again().orElse(Duration.ZERO));
        }
        batch.done().complete(answered);
        pump();
    }

    /** Our own deadline, giving up or restart raised something the table has no row for. */
    private void noWayOn(List<E> events) {
        String names = String.join(
                ", ", events.stream().map(e -> e.getClass().getSimpleName()).toList());
        LOG.warn("{}: {} raised in {} means nothing there", id, names, view().state());
    }

    private void failedFold(Batch<E> batch, E event, RuntimeException broken) {
        LOG.error("{}: cannot remember {}", id, event, broken);
        synchronized (this) {
            busy = false;
            fault = Optional.of(Fault.ask(
                    Fault.Blame.US, "remembering " + event.getClass().getSimpleName() + " failed: " + broken));
        }
        batch.done().completeExceptionally(broken);
        pump();
    }

    private void notStored(Batch<E> batch, E event, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean stale = cause instanceof StaleWriteException;
        if (stale) {
            LOG.error("{}: somebody else writes this deal; dropping it here: {}", id, cause.getMessage());
            close();
            table.forget(id, this);
        } else {
            LOG.warn("{}: {} could not be stored: {}", id, event.getClass().getSimpleName(), cause.toString());
            synchronized (this) {
                busy = false;
                fault = Optional.of(Fault.later(Fault.Blame.US, "the store cannot write: " + cause.getMessage()));
                if (version == 0) {
                    closed = true;
                } else if (batch.ours()) {
                    // What was raised is lost with the write; doing the state again raises it again.
                    long now = visit;
                    pauseAlarm.close();
                    pauseAlarm = table.after(STORE_PAUSE, () -> actAgain(now));
                }
            }
        }
        batch.done().completeExceptionally(cause);
        pump();
    }

    private void actAgain(long then) {
        synchronized (this) {
            if (then != visit || closed) {
                return;
            }
        }
        enter(Duration.ZERO);
    }

    /** Goes on after a restart: first its restart event, if the table has one. */
    void resume() {
        Optional<E> restart = table.definition().restart().map(r -> r.apply(record()));
        if (restart.isEmpty()) {
            enter(Duration.ZERO);
            return;
        }
        take(List.of(restart.get()), Origin.RULE).whenComplete((answered, failure) -> {
            boolean acting;
            synchronized (this) {
                acting = visit > 0;
            }
            // A restart that is only recorded still leaves a state that must be acted on or waited in.
            if (!acting && failure == null) {
                enter(Duration.ZERO);
            }
        });
    }

    private void enter(Duration pause) {
        Stance<E, R, W> stance;
        R deal;
        long now;
        synchronized (this) {
            if (closed) {
                return;
            }
            visit++;
            now = visit;
            failed = 0;
            fault = Optional.empty();
            stopAlarms();
            stance = table.definition().stance(state).orElseThrow();
            deal = record;
            if (stance instanceof Stance.Ends) {
                closed = true;
            } else {
                deadline = table.deadline(state, record, since);
                Instant soonest = table.now().plus(GRACE);
                deadlineAlarm = table.at(deadline.isAfter(soonest) ? deadline : soonest, () -> outOfTime(now));
                if (stance instanceof Stance.Does && !pause.isZero()) {
                    pauseAlarm = table.after(pause, () -> act(now));
                    return;
                }
            }
        }
        if (stance instanceof Stance.Ends) {
            table.forget(id, this);
        } else {
            act(now);
        }
    }

    private void stopAlarms() {
        deadlineAlarm.close();
        pauseAlarm.close();
    }

    private void act(long then) {
        Stance<E, R, W> stance;
        R deal;
        synchronized (this) {
            if (then != visit || closed) {
                return;
            }
            stance = table.definition().stance(state).orElseThrow();
            deal = record;
        }
        if (stance instanceof Stance.Does<E, R, W> does) {
            Registration running = table.steps()
                    .run(does.limit(), () -> does.step().take(table.world(), deal), outcome -> {
                        table.probe(Probe.Point.AFTER_STEP, id, view().state());
                        came(then, outcome, does);
                    });
            synchronized (this) {
                step = running;
            }
        } else if (stance instanceof Stance.Waits<E, R, W> waits && waits.wake().isPresent()) {
            table.steps().<E>run(WAKE_LIMIT, () -> wake(waits.wake().get(), deal), outcome -> {
                if (outcome instanceof Outcome.Faulted<E> f) {
                    wakeFailed(then, f.fault());
                }
            });
        }
    }

    /** Nothing comes of a wake itself: what it wakes raises events. */
    private Outcome<E> wake(Wake<W, R, E> wake, R deal) throws Exception {
        wake.wake(table.world(), deal, this::raise);
        return null;
    }

    private void raise(E event) {
        take(List.of(event), Origin.ACTION);
    }

    private void came(long then, Outcome<E> outcome, Stance.Does<E, R, W> does) {
        if (outcome instanceof Outcome.Raised<E> raised) {
            // Late outcomes are sent all the same: what a step did in the world is a fact, the table says what it
            // means.
            take(raised.events(), Origin.ACTION);
            return;
        }
        Fault f = ((Outcome.Faulted<E>) outcome).fault();
        E giveUp = null;
        synchronized (this) {
            if (then != visit || closed) {
                return;
            }
            failed++;
            fault = Optional.of(f);
            switch (f.next()) {
                case AGAIN -> {
                    if (failed >= does.retry().attempts()) {
                        giveUp = does.giveUp().apply(record, f);
                    } else {
                        pauseAlarm = table.after(does.retry().pauseAfter(failed), () -> act(then));
                    }
                }
                case LATER -> pauseAlarm = table.after(does.retry().longest(), () -> act(then));
                case END -> giveUp = does.giveUp().apply(record, f);
                case ASK -> LOG.info("{}: waits for its operator: {}", id, f.sentence());
            }
        }
        if (giveUp != null) {
            take(List.of(giveUp), Origin.RULE);
        }
    }

    private void wakeFailed(long then, Fault f) {
        synchronized (this) {
            if (then != visit || closed) {
                return;
            }
            failed++;
            fault = Optional.of(f);
            pauseAlarm = table.after(STORE_PAUSE, () -> act(then));
        }
    }

    private void outOfTime(long then) {
        E event;
        synchronized (this) {
            if (then != visit || closed) {
                return;
            }
            Stance<E, R, W> stance = table.definition().stance(state).orElseThrow();
            if (stance instanceof Stance.Does<E, R, W> does) {
                Fault last = fault.orElse(Fault.end(Fault.Blame.US, "no outcome until " + deadline));
                event = does.giveUp().apply(record, last);
            } else {
                event = ((Stance.Waits<E, R, W>) stance).late().apply(record);
            }
        }
        take(List.of(event), Origin.RULE);
    }

    /** Has the state's step, or its wake, done again now. */
    DealView retry() {
        synchronized (this) {
            Stance<E, R, W> stance = table.definition().stance(state).orElseThrow();
            boolean nothing =
                    stance instanceof Stance.Waits<E, R, W> w && w.wake().isEmpty();
            if (closed || nothing) {
                throw new IllegalStateException("deal " + id + " is " + StateNames.of(state) + " and "
                        + (closed ? "over" : "only waits: " + stance.what()) + "; there is nothing to try again");
            }
        }
        enter(Duration.ZERO);
        return view();
    }

    /** Raises the table's cancel event, where it has a row. */
    CompletionStage<DealView> cancel(String reason) {
        E event;
        synchronized (this) {
            Optional<E> cancel = table.definition().cancel().map(c -> c.apply(record, reason));
            if (closed
                    || cancel.isEmpty()
                    || table.definition().row(state, cancel.get().getClass()).isEmpty()) {
                throw new IllegalStateException(
                        "deal " + id + " cannot be cancelled in " + StateNames.of(state) + ": " + next());
            }
            event = cancel.get();
        }
        return send(event).thenApply(answered -> {
            if (!answered) {
                throw new IllegalStateException("deal " + id + " had moved on to " + view().state());
            }
            return view();
        });
    }

    private String next() {
        return table.definition().stance(state).map(Stance::next).orElse("it is over");
    }

    /** Stops acting; the deal stays stored. */
    void close() {
        synchronized (this) {
            closed = true;
            stopAlarms();
            step.close();
            waiting.forEach(b -> b.done().complete(false));
            waiting.clear();
        }
    }
}
