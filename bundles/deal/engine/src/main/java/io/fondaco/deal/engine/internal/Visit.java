package io.fondaco.deal.engine.internal;

import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Retry;
import io.fondaco.deal.Stance;
import io.fondaco.deal.Wake;
import io.fondaco.deal.Waker;
import io.fondaco.deal.engine.Probe;
import io.fondaco.model.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stay of a deal in a state: its deadline, and the tries of its step or of its wake. Entering the state again is a
 * visit of its own. Once it has been left, nothing that was begun in it counts any more. All fields are guarded by the
 * deal's lock; nothing of the market's runs with it held.
 */
final class Visit<S extends Enum<S>, E, R extends Record, W> {

    /** How what must not be given up is tried again: long enough not to spin on a full disk. */
    static final Retry UNTIRING = new Retry(Integer.MAX_VALUE, Duration.ofSeconds(5), Duration.ofMinutes(5), 2);

    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

    private static final Duration WAKE_LIMIT = Duration.ofMinutes(1);

    private static final Fault HELD =
            Fault.later(Fault.Blame.US, "what was done before has been told to stop and has not ended yet");

    private enum Phase {
        OPEN,
        /** The event that ends it is on its way: nothing is begun any more, and what still runs is too late. */
        GIVING_UP,
        LEFT
    }

    private final RunningTable<S, E, R, W> table;
    private final RunningDeal<S, E, R, W> deal;
    private final Stance<E, R, W> stance;
    private Phase phase = Phase.OPEN;
    private int failed;
    private Steps.Running action = Steps.Running.NONE;
    private Registration deadlineAlarm = Wake.NOTHING;
    private Registration pauseAlarm = Wake.NOTHING;
    private Registration watch = Wake.NOTHING;
    private Voice voice;

    Visit(RunningTable<S, E, R, W> table, RunningDeal<S, E, R, W> deal, Stance<E, R, W> stance) {
        this.table = table;
        this.deal = deal;
        this.stance = stance;
    }

    boolean left() {
        return phase == Phase.LEFT;
    }

    int failed() {
        return failed;
    }

    /** Whether an event that was lost comes up again when the state is entered again. */
    boolean looksAgain() {
        return stance instanceof Stance.Waits<E, R, W> waits && waits.wake().isPresent();
    }

    /** Begins it, the step after a pause. With the deal's lock held. */
    void begin(Instant until, Duration pause) {
        deadlineAlarm = table.at(until, this::outOfTime);
        if (stance instanceof Stance.Does && !pause.isZero()) {
            pauseAlarm = table.after(pause, this::act);
        } else {
            act();
        }
    }

    /** Ends it. With the deal's lock held; what is returned is to be closed without. */
    Registration leave() {
        phase = Phase.LEFT;
        deadlineAlarm.close();
        pauseAlarm.close();
        stopStep("the deal has moved on");
        voice = null;
        Registration open = watch;
        watch = Wake.NOTHING;
        return open;
    }

    /** A wake is let be: it does not block, and what comes of it is let go of. */
    private void stopStep(String why) {
        if (stance instanceof Stance.Does) {
            action.stop(why);
        }
    }

    private void act() {
        synchronized (deal) {
            if (phase != Phase.OPEN) {
                return;
            }
            Steps.Running before = deal.action();
            if (!before.ended().isDone()) {
                deal.fault(HELD);
                before.ended().thenRun(() -> table.work(this::act));
                return;
            }
            deal.heal(HELD);
            R record = deal.record();
            if (stance instanceof Stance.Does<E, R, W> does) {
                action = table.steps()
                        .run(
                                does.limit(),
                                () -> does.step().take(table.world(), record),
                                this::came,
                                f -> came(Outcome.fault(f)));
                deal.action(action);
            } else if (stance instanceof Stance.Waits<E, R, W> waits
                    && waits.wake().isPresent()) {
                Wake<W, R, E> wake = waits.wake().get();
                Voice fresh = new Voice();
                voice = fresh;
                action = table.steps()
                        .run(
                                WAKE_LIMIT,
                                () -> wake.wake(table.world(), record, fresh),
                                listening -> listens(fresh, listening),
                                fresh::fault);
                deal.action(action);
            }
        }
    }

    /** What the step came to. */
    private void came(Outcome<E> outcome) {
        try {
            table.probe(Probe.Point.AFTER_STEP, deal.id(), deal.view().state());
            if (outcome instanceof Outcome.Raised<E> raised) {
                deal.take(raised.events(), Batch.Origin.ACTION, this);
            } else if (outcome instanceof Outcome.Faulted<E> faulted) {
                faulted(faulted.fault(), ((Stance.Does<E, R, W>) stance).retry());
            } else {
                faulted(
                        Fault.ask(Fault.Blame.US, "the step ended without an outcome"),
                        ((Stance.Does<E, R, W>) stance).retry());
            }
        } catch (RuntimeException | Error broken) {
            deal.broken(this, "taking the outcome of its step failed", broken);
        }
    }

    private void faulted(Fault fault, Retry retry) {
        R record;
        synchronized (deal) {
            if (phase != Phase.OPEN) {
                return;
            }
            failed++;
            deal.fault(fault);
            boolean again = fault.next() == Fault.Next.AGAIN && failed < retry.attempts();
            if (again || fault.next() == Fault.Next.LATER) {
                pauseAlarm.close();
                pauseAlarm = table.after(again ? retry.pauseAfter(failed) : retry.longest(), this::act);
                return;
            }
            if (fault.next() == Fault.Next.ASK) {
                LOG.info("{}: waits for its operator: {}", deal.id(), fault.sentence());
                return;
            }
            record = givingUp();
        }
        giveUp(record, fault);
    }

    /** With the deal's lock held. */
    private R givingUp() {
        phase = Phase.GIVING_UP;
        deadlineAlarm.close();
        pauseAlarm.close();
        stopStep("its time is over");
        return deal.record();
    }

    private void outOfTime() {
        R record;
        Fault last;
        synchronized (deal) {
            if (phase != Phase.OPEN) {
                return;
            }
            record = givingUp();
            last = deal.fault().orElseGet(() -> Fault.end(Fault.Blame.US, "no outcome until " + deal.deadline()));
        }
        giveUp(record, last);
    }

    private void giveUp(R record, Fault why) {
        E event;
        try {
            event = stance instanceof Stance.Does<E, R, W> does
                    ? does.giveUp().apply(record, why)
                    : ((Stance.Waits<E, R, W>) stance).late().apply(record);
        } catch (RuntimeException | Error broken) {
            deal.broken(this, "giving up failed", broken);
            return;
        }
        deal.take(List.of(event), Batch.Origin.RULE, this);
    }

    private void listens(Voice who, Registration listening) {
        boolean late;
        synchronized (deal) {
            late = voice != who;
            if (!late) {
                watch = listening == null ? Wake.NOTHING : listening;
                if (!who.faulted && failed > 0) {
                    deal.heal();
                }
            }
        }
        if (late && listening != null) {
            deal.letGo(listening);
        }
    }

    /** What one wake gives to those it listens to. */
    private final class Voice implements Waker<E> {
        private boolean faulted;

        @Override
        public void accept(E event) {
            synchronized (deal) {
                if (voice != this) {
                    return;
                }
            }
            deal.take(List.of(event), Batch.Origin.ACTION, Visit.this);
        }

        @Override
        public void fault(Fault fault) {
            R record = null;
            Registration old;
            synchronized (deal) {
                if (voice != this || phase != Phase.OPEN) {
                    return;
                }
                faulted = true;
                voice = null;
                old = watch;
                watch = Wake.NOTHING;
                failed++;
                deal.fault(fault);
                pauseAlarm.close();
                switch (fault.next()) {
                    case AGAIN, LATER -> pauseAlarm = table.after(UNTIRING.pauseAfter(failed), Visit.this::act);
                    case ASK -> {
                        // Whoever says deal:retry wakes it.
                    }
                    case END -> record = givingUp();
                }
            }
            LOG.warn("{}: {}", deal.id(), fault.sentence());
            deal.letGo(old);
            if (record != null) {
                giveUp(record, fault);
            }
        }
    }
}
