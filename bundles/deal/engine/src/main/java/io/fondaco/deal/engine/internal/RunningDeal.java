package io.fondaco.deal.engine.internal;

import io.fondaco.deal.DealView;
import io.fondaco.deal.Fault;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open deal. Its events are taken one batch at a time, in order; a batch is what one step or one sender raised. What
 * the deal does between events is its {@link Visit}. All fields are guarded by this object's lock; appends, folds,
 * listeners, steps, wakes and whoever waits for an answer run outside of it.
 *
 * <p>Whatever goes wrong with a batch ends in {@link #notStored} when the store refused it, or in {@link #broken} when the
 * table could not make anything of it: the deal shows a fault and takes the next batch.
 */
final class RunningDeal<S extends Enum<S>, E, R extends Record, W> {

    private static final Logger LOG = LoggerFactory.getLogger(RunningDeal.class);

    /**
     * A state whose deadline passed while the node was down still gets this long to find out that what it waits for has
     * happened: a deal the chain has activated must not be given up for being looked at late.
     */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final RunningTable<S, E, R, W> table;
    private final DealId id;
    private final Deque<Batch<S, E, R, W>> waiting = new ArrayDeque<>();

    private boolean busy;
    private boolean closed;
    /** An event has left the state, and the batch it came in has not ended: the state is entered after that. */
    private boolean moving;

    private S state;
    private R record;
    private long version;
    private Instant opened;
    private Instant since;
    private Instant deadline;
    private Optional<Fault> fault = Optional.empty();
    private Visit<S, E, R, W> visit;
    private Steps.Running action = Steps.Running.NONE;
    /** What was last handed to the store. */
    private CompletionStage<JournalEntry> appending = CompletableFuture.completedFuture(null);
    /** Appends the store has refused in a row. */
    private int refused;

    private Registration storeAlarm = Wake.NOTHING;

    /** What an event leads to. */
    private record Move<S extends Enum<S>, R>(
            Row<S, ?, R> row, S to, R next, Instant entered, Instant until, NewEntry entry) {}

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

    synchronized Instant deadline() {
        return deadline;
    }

    synchronized Optional<Fault> fault() {
        return fault;
    }

    synchronized void fault(Fault what) {
        fault = Optional.of(what);
    }

    /** Forgets a fault, unless it is another one by now. */
    synchronized void heal(Fault what) {
        fault = fault.filter(f -> f != what);
    }

    synchronized void heal() {
        fault = Optional.empty();
    }

    /** What was last begun: no step or wake begins before it has ended. */
    synchronized Steps.Running action() {
        return action;
    }

    synchronized void action(Steps.Running begun) {
        action = begun;
    }

    synchronized DealView view() {
        int failed = visit == null ? 0 : visit.failed();
        return table.view(id, state, record, version, opened, since, Optional.ofNullable(deadline), fault, failed);
    }

    /** Takes one event; see {@link io.fondaco.deal.spi.Machine#send}. */
    CompletableFuture<Boolean> send(E event) {
        return take(List.of(event), Batch.Origin.OUTSIDE, null);
    }

    CompletableFuture<Boolean> take(List<E> events, Batch.Origin origin, Visit<S, E, R, W> from) {
        Batch<S, E, R, W> batch = new Batch<>(events, origin, from);
        synchronized (this) {
            waiting.add(batch);
        }
        pump();
        return batch.done;
    }

    private void pump() {
        Batch<S, E, R, W> batch = null;
        List<Batch<S, E, R, W>> tooLate = List.of();
        synchronized (this) {
            if (closed) {
                // The deal is over, or not ours any more: whoever waits for an answer gets it.
                tooLate = List.copyOf(waiting);
                waiting.clear();
            } else if (!busy && !waiting.isEmpty()) {
                busy = true;
                batch = waiting.poll();
            }
        }
        tooLate.forEach(b -> b.done.complete(false));
        if (batch != null) {
            Batch<S, E, R, W> next = batch;
            work(next, () -> apply(next, 0));
        }
    }

    /** Goes on with a batch on the engine's hands. When the engine closes meanwhile, its sender is told so. */
    private void work(Batch<S, E, R, W> batch, Runnable task) {
        if (!table.work(task)) {
            batch.done.completeExceptionally(
                    new IllegalStateException("the engine is closing; ask deal " + id + " after the next start"));
        }
    }

    private void apply(Batch<S, E, R, W> batch, int at) {
        if (at == batch.events.size()) {
            finished(batch);
            return;
        }
        E event = batch.events.get(at);
        Move<S, R> move;
        try {
            move = at == 0 && superseded(batch) ? null : move(event);
            if (move != null) {
                table.probe(Probe.Point.BEFORE_APPEND, id, event.getClass().getSimpleName());
            }
        } catch (RuntimeException | Error broken) {
            unfit(batch, event, broken);
            return;
        }
        if (move == null) {
            apply(batch, at + 1);
            return;
        }
        CompletionStage<JournalEntry> appended;
        try {
            appended = Objects.requireNonNull(table.journal().append(move.entry()), "the store gave no answer");
        } catch (RuntimeException | Error refusing) {
            notStored(batch, event, refusing);
            return;
        }
        synchronized (this) {
            appending = appended;
        }
        appended.whenComplete((stored, failure) -> work(batch, () -> {
            if (failure != null) {
                notStored(batch, event, failure);
            } else {
                adopt(batch, event, move, stored);
                apply(batch, at + 1);
            }
        }));
    }

    /** Raised in a visit that was left before its turn came. */
    private synchronized boolean superseded(Batch<S, E, R, W> batch) {
        return batch.from != null && batch.from.left();
    }

    /** Folds an event; null when it means nothing in the deal's state. Runs for one batch at a time, without the lock. */
    private Move<S, R> move(E event) {
        S from;
        R before;
        long length;
        Instant entered;
        synchronized (this) {
            if (closed) {
                return null;
            }
            from = state;
            before = record;
            length = version;
            entered = since;
        }
        Optional<Row<S, E, R>> row = table.definition().row(from, event.getClass());
        if (row.isEmpty()) {
            LOG.debug("{}: {} means nothing in {}", id, event, from);
            return null;
        }
        Instant now = table.now();
        R next = row.get().remember().apply(before, event);
        S to = row.get().to().orElse(from);
        if (row.get().to().isPresent()) {
            entered = now;
        }
        Instant until = table.deadline(to, next, entered);
        NewEntry entry = table.entry(id, from, to, event, before, next, length, opened, entered, until, now);
        return new Move<>(row.get(), to, next, entered, until, entry);
    }

    /** An event is durable: it is so, whatever listeners make of it. */
    private void adopt(Batch<S, E, R, W> batch, E event, Move<S, R> move, JournalEntry stored) {
        boolean moves = !move.row().onlyRecords();
        String from;
        Registration left = Wake.NOTHING;
        synchronized (this) {
            from = StateNames.of(state);
            state = move.to();
            record = move.next();
            since = move.entered();
            deadline = move.until();
            version = stored.seq();
            fault = Optional.empty();
            refused = 0;
            if (moves) {
                moving = true;
                storeAlarm.close();
                left = leave();
            }
        }
        if (moves) {
            batch.entering = Optional.of(move.row().act().orElse(Duration.ZERO));
        }
        batch.answered = true;
        letGo(left);
        try {
            table.probe(Probe.Point.AFTER_APPEND, id, event.getClass().getSimpleName());
            table.tell(view(), stored, from, StateNames.of(move.to()), move.entry());
        } catch (RuntimeException | Error broken) {
            LOG.error(
                    "{}: {} is stored, but could not be told",
                    id,
                    event.getClass().getSimpleName(),
                    broken);
        }
    }

    private void finished(Batch<S, E, R, W> batch) {
        if (!batch.answered && batch.origin == Batch.Origin.RULE && !superseded(batch)) {
            noWayOn(batch);
        }
        Registration left;
        synchronized (this) {
            moving = false;
            // A restart that is only recorded, or means nothing, still leaves a state that must be acted on.
            boolean first = visit == null && version > 0;
            left = batch.entering.isPresent() || first ? enter(batch.entering.orElse(Duration.ZERO)) : Wake.NOTHING;
            busy = false;
        }
        letGo(left);
        batch.done.complete(batch.answered);
        pump();
    }

    /** Our own deadline, giving up or restart raised something the table has no row for. */
    private void noWayOn(Batch<S, E, R, W> batch) {
        String names = String.join(
                ", ",
                batch.events.stream().map(e -> e.getClass().getSimpleName()).toList());
        LOG.error("{}: {} raised in {} means nothing there", id, names, state);
        fault(Fault.ask(Fault.Blame.US, "its table has no row for " + names + ", which should have led on from here"));
    }

    /** The table cannot make an entry of an event: that is ours to mend, the deal goes on without it. */
    private void unfit(Batch<S, E, R, W> batch, E event, Throwable broken) {
        String name = event.getClass().getSimpleName();
        LOG.error("{}: cannot remember {}", id, event, broken);
        Registration left = Wake.NOTHING;
        synchronized (this) {
            if (version == 0) {
                closed = true;
            } else if (moving || visit == null) {
                // What came before it in its batch is durable and has led somewhere.
                moving = false;
                left = enter(batch.entering.orElse(Duration.ZERO));
            }
            fault(Fault.ask(Fault.Blame.US, "remembering " + name + " failed: " + broken));
            busy = false;
        }
        letGo(left);
        batch.done.completeExceptionally(broken);
        pump();
    }

    /** Something of the market's threw where nobody can go on: the deal says so and waits for somebody. */
    void broken(Visit<S, E, R, W> where, String what, Throwable thrown) {
        LOG.error("{}: {}", id, what, thrown);
        synchronized (this) {
            if (!where.left()) {
                fault(Fault.ask(Fault.Blame.US, what + ": " + thrown));
            }
        }
    }

    private void notStored(Batch<S, E, R, W> batch, E event, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StaleWriteException) {
            LOG.error("{}: somebody else writes this deal; dropping it here: {}", id, cause.getMessage());
            close();
            table.forget(id, this);
        } else {
            LOG.warn("{}: {} could not be stored: {}", id, event.getClass().getSimpleName(), cause.toString());
            synchronized (this) {
                moving = false;
                busy = false;
                refused++;
                fault(Fault.later(Fault.Blame.US, "the store cannot write: " + cause.getMessage()));
                if (version == 0) {
                    closed = true;
                } else if (lost(batch)) {
                    Visit<S, E, R, W> now = visit;
                    storeAlarm.close();
                    storeAlarm = table.after(Visit.UNTIRING.pauseAfter(refused), () -> again(now));
                }
            }
        }
        batch.done.completeExceptionally(cause);
        pump();
    }

    /**
     * Whether the deal must do its state again to get what the store refused. What its own step, wake or deadline raised
     * comes up again so; so does what a waiting state was told from outside, by its wake. A step goes on regardless of
     * what somebody else's lost event would have said.
     */
    private boolean lost(Batch<S, E, R, W> batch) {
        return batch.origin != Batch.Origin.OUTSIDE || visit == null || visit.left() || visit.looksAgain();
    }

    private void again(Visit<S, E, R, W> then) {
        Registration left;
        synchronized (this) {
            left = then == visit ? enter(Duration.ZERO) : Wake.NOTHING;
        }
        letGo(left);
    }

    /** Goes on after a restart: first its restart event, if the table has one. */
    void resume() {
        Optional<E> restart;
        try {
            restart = table.definition().restart().map(r -> r.apply(record()));
        } catch (RuntimeException | Error broken) {
            LOG.error("{}: cannot make its restart event; it goes on where it is", id, broken);
            restart = Optional.empty();
        }
        if (restart.isPresent()) {
            take(List.of(restart.get()), Batch.Origin.RULE, null);
        } else {
            again(null);
        }
    }

    /** Enters the deal's state. With the lock held; what is returned is to be let go of without. */
    private Registration enter(Duration pause) {
        if (closed || moving) {
            return Wake.NOTHING;
        }
        Registration left = leave();
        fault = Optional.empty();
        storeAlarm.close();
        Stance<E, R, W> stance = table.definition().stance(state).orElseThrow();
        visit = new Visit<>(table, this, stance);
        if (stance instanceof Stance.Ends) {
            closed = true;
            table.forget(id, this);
            return left;
        }
        try {
            deadline = table.deadline(state, record, since);
        } catch (RuntimeException | Error broken) {
            broken(visit, "its deadline cannot be reckoned", broken);
            return left;
        }
        Instant soonest = table.now().plus(GRACE);
        visit.begin(deadline.isAfter(soonest) ? deadline : soonest, pause);
        return left;
    }

    private Registration leave() {
        return visit == null ? Wake.NOTHING : visit.leave();
    }

    /** Closes what a wake listened with. */
    void letGo(Registration listening) {
        try {
            listening.close();
        } catch (RuntimeException | Error broken) {
            LOG.warn("{}: what it listened with could not be closed", id, broken);
        }
    }

    /** Has the state's step, or its wake, done again now; what of it still runs is stopped first. */
    DealView retry() {
        Registration left;
        synchronized (this) {
            Stance<E, R, W> stance = table.definition().stance(state).orElseThrow();
            boolean nothing =
                    stance instanceof Stance.Waits<E, R, W> w && w.wake().isEmpty();
            if (closed || nothing) {
                throw new IllegalStateException("deal " + id + " is " + StateNames.of(state) + " and "
                        + (closed ? "over" : "only waits: " + stance.what()) + "; there is nothing to try again");
            }
            left = enter(Duration.ZERO);
        }
        letGo(left);
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

    /** Completes when the store has answered what it was handed, well or badly. */
    synchronized CompletableFuture<Void> settled() {
        return appending.<Void>handle((stored, failure) -> null).toCompletableFuture();
    }

    /** Stops acting; the deal stays stored. */
    void close() {
        Registration left;
        synchronized (this) {
            closed = true;
            storeAlarm.close();
            left = leave();
            action.stop("the engine is closing");
        }
        letGo(left);
        pump();
    }
}
