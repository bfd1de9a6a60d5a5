package io.fondaco.deal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.deal.Deadline;
import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Explanation;
import io.fondaco.deal.Fault;
import io.fondaco.deal.NoSuchDealException;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Retry;
import io.fondaco.deal.Stance;
import io.fondaco.deal.TableBuilder;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.testing.kit.HandCrankedTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Test;

public class TableEngineTest {

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

        void await(Deal deal, java.util.function.Consumer<Event> raise);
    }

    private static final DealId ID = new DealId("bafyone", "alice");
    private static final Deal FRESH = new Deal("", 0, 0, Optional.empty());

    private final HandCrankedTime time = new HandCrankedTime();
    private final MemoryStore store = new MemoryStore();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Deque<Outcome<Event>> payments = new ArrayDeque<>();
    private final BlockingQueue<Deal> woken = new LinkedBlockingQueue<>();
    private TableEngine engine = engine(store);

    private final World world = new World() {
        @Override
        public Outcome<Event> pay(Deal deal) {
            synchronized (payments) {
                return payments.isEmpty() ? Outcome.raise(new Paid(5)) : payments.poll();
            }
        }

        @Override
        public Outcome<Event> ask(Deal deal) {
            return deal.asked() < 2 ? Outcome.raise(new Asked()) : Outcome.raise(new Arrived());
        }

        @Override
        public void await(Deal deal, java.util.function.Consumer<Event> raise) {
            woken.add(deal);
        }
    };

    private static DealTable<State, Event, Deal, World> table() {
        TableBuilder<State, Event, Deal, World> t = DealTable.named(
                        "test.client", State.class, Event.class, Deal.class, World.class)
                .begins(State.NEW)
                .shows(d -> Map.of("note", d.note()))
                .restartsWith(d -> new Restart())
                .cancelsWith((d, why) -> new CalledOff(why));
        t.in(State.NEW).when(Open.class).then(State.PAYING).asIs();
        t.in(State.PAYING, State.WAITING)
                .when(Noted.class)
                .stays()
                .remember((d, e) -> new Deal(e.note(), d.paid(), d.asked(), d.why()));
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
                Deadline.after(Duration.ofHours(2)),
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

    private TableEngine engine(Journal journal) {
        TableEngine e = new TableEngine(journal, store, time, 2, Probe.NONE);
        e.watch((deal, event) -> told.add(event.event() + ">" + event.to()));
        return e;
    }

    @After
    public void close() {
        engine.close();
    }

    private void expect(String... lines) throws InterruptedException {
        for (String line : lines) {
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(line);
        }
    }

    private void outcomes(List<Outcome<Event>> planned) {
        synchronized (payments) {
            payments.addAll(planned);
        }
    }

    /** Turns the time once something waits for it. */
    private void turnTo(Duration by) throws InterruptedException {
        java.time.Instant due = time.now().plus(by);
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (time.next() == null || time.next().isAfter(due)) {
            assertThat(System.nanoTime()).as("an alarm within " + by).isLessThan(giveUp);
            Thread.onSpinWait();
        }
        time.turn(by);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    public void takesADealFromItsFirstEventToItsEnd() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS).paid()).isEqualTo(5);
        assertThat(get(machine.send(ID, new Arrived()))).isTrue();
        expect("Arrived>Polling", "Asked>Polling");
        turnTo(Duration.ofSeconds(30));
        expect("Asked>Polling");
        turnTo(Duration.ofSeconds(30));
        expect("Arrived>Done");
        assertThat(engine.find("bafyone").ending()).contains(Stance.Ending.SUCCEEDED);
        assertThat(engine.verify(ID)).isEmpty();
        assertThat(engine.history(ID, 0, 100).stream().map(DealHistory::event))
                .containsExactly("Open", "Paid", "Arrived", "Asked", "Asked", "Arrived");
    }

    @Test
    public void takesTheEventsOfOneStepTogetherAndActsOnceAfterThem() throws Exception {
        outcomes(List.of(Outcome.raise(new Noted("a"), new Noted("b"), new Paid(1))));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Noted>Paying", "Noted>Paying", "Paid>Waiting");
        assertThat(machine.remembered(ID).orElseThrow()).isEqualTo(new Deal("b", 1, 0, Optional.empty()));
    }

    @Test
    public void triesAStepAgainWithGrowingPausesAndThenGivesUp() throws Exception {
        Outcome<Event> busy = Outcome.fault(Fault.again(Fault.Blame.PEER, "busy"));
        outcomes(List.of(busy, busy, busy));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
        untilFailed(1);
        turnTo(Duration.ofSeconds(1));
        untilFailed(2);
        turnTo(Duration.ofSeconds(10));
        expect("PayFailed>Failed");
        assertThat(machine.remembered(ID).orElseThrow().why()).contains("busy");
    }

    @Test
    public void saysWhatHoldsADealUpAndGoesOnWhenItsOperatorSaysSo() throws Exception {
        outcomes(List.of(Outcome.fault(Fault.ask(Fault.Blame.OPERATOR, "the wallet is empty"))));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
        untilFault();
        Explanation why = engine.explain(ID);
        assertThat(why.waitingFor()).contains("Pays.", "the wallet is empty");
        assertThat(why.nextAction()).contains("deal:retry");
        assertThat(why.deadline()).contains(time.now().plus(Duration.ofHours(1)));
        get(engine.retry(ID));
        expect("Paid>Waiting");
    }

    /** Until a step has failed so often; its retry is set by then. */
    private void untilFailed(int times) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (engine.find("bafyone").attempts() < times) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    private void untilFault() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (engine.find("bafyone").fault().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    @Test
    public void endsAWaitAtItsDeadline() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        turnTo(Duration.ofHours(2));
        expect("Late>Failed");
    }

    @Test
    public void ignoresLateAndDuplicateEvents() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(get(machine.send(ID, new Paid(99)))).isFalse();
        assertThat(get(machine.send(new DealId("bafyother", "alice"), new Arrived())))
                .isFalse();
        assertThat(machine.remembered(ID).orElseThrow().paid()).isEqualTo(5);
    }

    @Test
    public void openingADealTwiceChangesNothing() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        DealView again = get(machine.open(ID, new Deal("other", 9, 9, Optional.empty()), new Open()));
        assertThat(again.state()).isEqualTo("Waiting");
        assertThat(machine.remembered(ID).orElseThrow().note()).isEmpty();
    }

    @Test
    public void resumesEveryOpenDealAfterARestart() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        engine.close();
        engine = engine(store);
        Machine<Event, Deal> second = engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS).paid()).isEqualTo(5);
        assertThat(second.open()).containsExactly(ID);
        get(second.send(ID, new Arrived()));
        expect("Arrived>Polling");
        assertThat(engine.verify(ID)).isEmpty();
    }

    @Test
    public void keepsTheDeadlineOfAStateAcrossARestart() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        engine.close();
        time.turn(Duration.ofMinutes(90));
        engine = engine(store);
        engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(engine.find("bafyone").deadline()).contains(time.now().plus(Duration.ofMinutes(30)));
        turnTo(Duration.ofMinutes(30));
        expect("Late>Failed");
    }

    @Test
    public void aStateWhoseDeadlinePassedWhileTheNodeWasDownFirstLooksWhetherItHasHappened() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        engine.close();
        time.turn(Duration.ofHours(5));
        engine = engine(store);
        Machine<Event, Deal> second = engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(get(second.send(ID, new Arrived()))).isTrue();
        expect("Arrived>Polling");
    }

    @Test
    public void aStateWhoseDeadlinePassedWhileTheNodeWasDownEndsSoonAfter() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        engine.close();
        time.turn(Duration.ofHours(5));
        engine = engine(store);
        engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        turnTo(Duration.ofSeconds(5));
        expect("Late>Failed");
    }

    @Test
    public void actsAgainWhenTheStoreCouldNotTakeWhatAStepRaised() throws Exception {
        FailingJournal failing = new FailingJournal(store, "Paid");
        engine.close();
        engine = engine(failing);
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
        turnTo(Duration.ofSeconds(5));
        expect("Paid>Waiting");
        assertThat(machine.remembered(ID).orElseThrow().paid()).isEqualTo(5);
    }

    @Test
    public void answersEventsThatWaitedWhileTheDealEnded() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        engine.watch((deal, event) -> {
            if (event.event().equals("Late")) {
                ending.countDown();
                await(sent);
            }
        });
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        CompletionStage<Boolean> first = machine.send(ID, new Late());
        await(ending);
        CompletionStage<Boolean> second = machine.send(ID, new Late());
        sent.countDown();
        assertThat(get(first)).isTrue();
        assertThat(get(second)).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    public void aTableThatCouldNotResumeMayRunLater() throws Exception {
        engine.run(table(), world);
        engine.close();
        IndexRow broken = new IndexRow(
                "deal", ID.toString(), 1, Map.of("market", table().name(), "open", "true"), new byte[] {'{'});
        get(store.put(broken));
        engine = engine(store);
        assertThatThrownBy(() -> engine.run(table(), world)).hasMessageNotContaining("runs already");
        get(store.remove("deal", ID.toString()));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
    }

    @Test
    public void aStepWhoseClassesAreGoneIsTriedAgain() throws Exception {
        AtomicInteger steps = new AtomicInteger();
        World torn = new World() {
            @Override
            public Outcome<Event> pay(Deal deal) {
                if (steps.getAndIncrement() == 0) {
                    throw new NoClassDefFoundError("of a bundle that is being exchanged");
                }
                return Outcome.raise(new Paid(5));
            }

            @Override
            public Outcome<Event> ask(Deal deal) throws Exception {
                return world.ask(deal);
            }

            @Override
            public void await(Deal deal, java.util.function.Consumer<Event> raise) {
                world.await(deal, raise);
            }
        };
        Machine<Event, Deal> machine = engine.run(table(), torn);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
        while (engine.find(ID.toString()).fault().isEmpty()) {
            Thread.onSpinWait();
        }
        get(engine.retry(ID));
        expect("Paid>Waiting");
    }

    @Test
    public void tellsWhoeverSentAnEventThatItCouldNotBeStored() throws Exception {
        engine.close();
        engine = engine(new FailingJournal(store, "Open"));
        Machine<Event, Deal> machine = engine.run(table(), world);
        assertThatThrownBy(() -> get(machine.open(ID, FRESH, new Open()))).hasCauseInstanceOf(StoreException.class);
        assertThat(machine.open()).isEmpty();
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
    }

    @Test
    public void cancelsOnlyWhereTheTableSaysSo() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(get(engine.cancel(ID, "changed my mind")).state()).isEqualTo("Failed");
        assertThatThrownBy(() -> get(engine.cancel(ID, "again"))).hasMessageContaining("is over");
    }

    @Test
    public void findsADealByTheBeginningOfItsId() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        get(machine.open(new DealId("bafyonly", "alice"), FRESH, new Open()));
        DealId other = new DealId("bafyone", "bob");
        get(machine.open(other, FRESH, new Open()));
        assertThat(engine.find("bafyone").id()).isIn(ID, other);
        assertThat(engine.find("bafyo@bo").id()).isEqualTo(other);
        assertThat(engine.find("bafyone@alice").id()).isEqualTo(ID);
        assertThatThrownBy(() -> engine.find("bafyon"))
                .isInstanceOf(NoSuchDealException.class)
                .hasMessageContaining("several");
        assertThatThrownBy(() -> engine.find("bafyx")).hasMessageContaining("deal:list");
        assertThat(engine.list(DealQuery.newest(10)).items()).hasSize(3);
    }

    @Test
    public void explainsADealWhoseMarketIsNotRunning() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        machine.close();
        assertThat(engine.explain(ID).nextAction()).contains("Install its plugin");
        assertThatThrownBy(() -> get(engine.retry(ID))).hasMessageContaining("not running");
    }

    @Test
    public void findsAJournalThatDoesNotFoldToWhatIsStored() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        var row = store.get("deal", ID.toString()).orElseThrow();
        byte[] forged = new String(row.body(), java.nio.charset.StandardCharsets.UTF_8)
                .replace("\"paid\":5", "\"paid\":6")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        get(store.put(new io.fondaco.persistence.IndexRow("deal", row.key(), row.sort(), row.facets(), forged)));
        assertThat(engine.verify(ID)).hasSize(1).first().asString().contains("the journal folds to");
    }

    /** Refuses the first event of one kind, as a full disk would. */
    private static final class FailingJournal implements Journal {
        private final Journal inner;
        private String kind;

        private FailingJournal(Journal inner, String kind) {
            this.inner = inner;
            this.kind = kind;
        }

        @Override
        public synchronized CompletionStage<JournalEntry> append(NewEntry entry) {
            if (entry.kind().equals(kind)) {
                kind = "";
                return CompletableFuture.failedFuture(new StoreException("disk full"));
            }
            return inner.append(entry);
        }

        @Override
        public List<JournalEntry> read(String stream, long afterSeq, int limit) {
            return inner.read(stream, afterSeq, limit);
        }

        @Override
        public List<JournalEntry> readAll(long afterPosition, int limit) {
            return inner.readAll(afterPosition, limit);
        }
    }
}
