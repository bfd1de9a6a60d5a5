package io.fondaco.deal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.Deadline;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Retry;
import io.fondaco.deal.Stance;
import io.fondaco.deal.TableBuilder;
import io.fondaco.deal.Wake;
import io.fondaco.deal.Waker;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import io.fondaco.model.Registration;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.testing.kit.HandCrankedTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;

/** A small table, an engine that runs it, and a time that is turned by hand. */
public abstract class EngineBench {

    enum State {
        NEW,
        PAYING,
        WAITING,
        POLLING,
        DONE,
        FAILED
    }

    sealed interface Event {}

    record Open() implements Event {}

    record Noted(String note) implements Event {}

    record Paid(long amount) implements Event {}

    record PayFailed(String why) implements Event {}

    record Arrived() implements Event {}

    record Late() implements Event {}

    record Asked() implements Event {}

    record Restart() implements Event {}

    record CalledOff(String why) implements Event {}

    record Deal(String note, long paid, int asked, Optional<String> why) {}

    interface World {
        Outcome<Event> pay(Deal deal) throws Exception;

        Outcome<Event> ask(Deal deal) throws Exception;

        Registration await(Deal deal, Waker<Event> waker);
    }

    /** A step of a test's own. */
    interface Paying {
        Outcome<Event> pay(Deal deal) throws Exception;
    }

    /** A wake of a test's own. */
    interface Waking {
        Registration wake(Deal deal, Waker<Event> waker);
    }

    static final DealId ID = new DealId("bafyone", "alice");
    static final Deal FRESH = new Deal("", 0, 0, Optional.empty());

    final HandCrankedTime time = new HandCrankedTime();
    final MemoryStore store = new MemoryStore();
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    final Deque<Outcome<Event>> payments = new ArrayDeque<>();
    final BlockingQueue<Deal> woken = new LinkedBlockingQueue<>();
    volatile Paying paying = deal -> planned();
    volatile Waking waking = (deal, waker) -> Wake.NOTHING;
    TableEngine engine = engine(store);

    final World world = new World() {
        @Override
        public Outcome<Event> pay(Deal deal) throws Exception {
            return paying.pay(deal);
        }

        @Override
        public Outcome<Event> ask(Deal deal) {
            return deal.asked() < 2 ? Outcome.raise(new Asked()) : Outcome.raise(new Arrived());
        }

        @Override
        public Registration await(Deal deal, Waker<Event> waker) {
            woken.add(deal);
            return waking.wake(deal, waker);
        }
    };

    private Outcome<Event> planned() {
        synchronized (payments) {
            return payments.isEmpty() ? Outcome.raise(new Paid(5)) : payments.poll();
        }
    }

    /** A note that breaks a part of the table, as a market's own code might. */
    static void breaksOn(String part, Deal deal) {
        if (deal.note().equals(part)) {
            throw new IllegalStateException("broken " + part);
        }
    }

    static DealTable<State, Event, Deal, World> table() {
        TableBuilder<State, Event, Deal, World> t = DealTable.named(
                        "test.client", State.class, Event.class, Deal.class, World.class)
                .begins(State.NEW)
                .shows(d -> {
                    breaksOn("facets", d);
                    return Map.of("note", d.note());
                })
                .restartsWith(d -> new Restart())
                .cancelsWith((d, why) -> new CalledOff(why));
        t.in(State.NEW).when(Open.class).then(State.PAYING).asIs();
        t.in(State.PAYING, State.WAITING).when(Noted.class).stays().remember((d, e) -> {
            breaksOn("fold", new Deal(e.note(), 0, 0, Optional.empty()));
            return new Deal(e.note(), d.paid(), d.asked(), d.why());
        });
        t.in(State.PAYING)
                .when(Paid.class)
                .then(State.WAITING)
                .remember((d, e) -> new Deal(d.note(), d.paid() + e.amount(), d.asked(), d.why()));
        t.in(State.WAITING).when(Arrived.class).then(State.POLLING).asIs();
        t.in(State.POLLING)
                .when(Asked.class)
                .again(Duration.ofSeconds(30))
                .remember((d, e) -> new Deal(d.note(), d.paid(), d.asked() + 1, d.why()));
        t.in(State.POLLING).when(Arrived.class).then(State.DONE).asIs();
        t.in(State.PAYING)
                .when(PayFailed.class)
                .then(State.FAILED)
                .remember((d, e) -> new Deal(d.note(), d.paid(), d.asked(), Optional.of(e.why())));
        t.in(State.WAITING, State.POLLING).when(Late.class).then(State.FAILED).asIs();
        t.in(State.PAYING, State.WAITING)
                .when(CalledOff.class)
                .then(State.FAILED)
                .remember((d, e) -> new Deal(d.note(), d.paid(), d.asked(), Optional.of(e.why())));
        t.anywhere().when(Restart.class).again(Duration.ZERO).asIs();
        t.does(
                State.PAYING,
                "Pays.",
                "Wait.",
                World::pay,
                Duration.ofSeconds(10),
                new Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(60), 10),
                Deadline.after(Duration.ofHours(1)),
                (d, f) -> new PayFailed(f.sentence()));
        t.waits(
                State.WAITING,
                "Waits for it.",
                "Wait.",
                (d, since) -> {
                    breaksOn("deadline", d);
                    return since.plus(Duration.ofHours(2));
                },
                d -> new Late(),
                World::await);
        t.does(
                State.POLLING,
                "Asks.",
                "Wait.",
                World::ask,
                Duration.ofSeconds(10),
                Retry.NEVER,
                Deadline.after(Duration.ofHours(1)),
                (d, f) -> new Late());
        t.ends(State.DONE, Stance.Ending.SUCCEEDED, "Done.", "Nothing.");
        t.ends(State.FAILED, Stance.Ending.FAILED, "Failed.", "Nothing.");
        return t.build();
    }

    TableEngine engine(Journal journal) {
        TableEngine e = new TableEngine(journal, store, time, 2, Probe.NONE);
        e.watch((deal, event) -> told.add(event.event() + ">" + event.to()));
        return e;
    }

    @After
    public void close() {
        engine.close();
    }

    void expect(String... lines) throws InterruptedException {
        for (String line : lines) {
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(line);
        }
    }

    void outcomes(List<Outcome<Event>> planned) {
        synchronized (payments) {
            payments.addAll(planned);
        }
    }

    /** Turns the time once something waits for it. */
    void turnTo(Duration by) throws InterruptedException {
        java.time.Instant due = time.now().plus(by);
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (time.next() == null || time.next().isAfter(due)) {
            assertThat(System.nanoTime()).as("an alarm within " + by).isLessThan(giveUp);
            Thread.onSpinWait();
        }
        time.turn(by);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Until a step has failed so often; its retry is set by then. */
    void untilFailed(int times) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (engine.find("bafyone").attempts() < times) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    void untilFault() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (engine.find("bafyone").fault().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a deal and brings it to where it waits. */
    Machine<Event, Deal> waiting() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        return machine;
    }

    /** The engine over another journal. */
    void over(Journal journal) {
        engine.close();
        engine = engine(journal);
    }
}
