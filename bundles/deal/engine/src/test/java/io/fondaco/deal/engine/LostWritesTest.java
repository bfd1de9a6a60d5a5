package io.fondaco.deal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.deal.Outcome;
import io.fondaco.deal.Wake;
import io.fondaco.deal.spi.Machine;
import io.fondaco.persistence.StoreException;
import io.fondaco.testing.kit.HandCrankedTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** What the engine does when an event cannot be stored. */
public class LostWritesTest extends EngineBench {

    @Test
    public void actsAgainWhenTheStoreCouldNotTakeWhatAStepRaised() throws Exception {
        over(UnwillingJournal.fails(store, "Paid", 1));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
        turnTo(Duration.ofSeconds(5));
        expect("Paid>Waiting");
        assertThat(machine.remembered(ID).orElseThrow().paid()).isEqualTo(5);
    }

    @Test
    public void tellsWhoeverSentAnEventThatItCouldNotBeStored() throws Exception {
        over(UnwillingJournal.fails(store, "Open", 1));
        Machine<Event, Deal> machine = engine.run(table(), world);
        assertThatThrownBy(() -> get(machine.open(ID, FRESH, new Open()))).hasCauseInstanceOf(StoreException.class);
        assertThat(machine.open()).isEmpty();
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
    }

    @Test
    public void anEventTheStoreThrowsAtIsTriedAgainLikeOneItRefuses() throws Exception {
        over(UnwillingJournal.throwsAt(store, "Paid"));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
        untilFault();
        assertThat(engine.find("bafyone").fault().orElseThrow().sentence()).contains("text that cannot be stored");
        turnTo(Duration.ofSeconds(5));
        expect("Paid>Waiting");
    }

    @Test
    public void waitsLongerEachTimeTheStoreRefuses() throws Exception {
        over(UnwillingJournal.fails(store, "Paid", 2));
        AtomicInteger paid = new AtomicInteger();
        paying = deal -> Outcome.raise(new Paid(paid.incrementAndGet()));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
        untilFault();
        time.turn(Duration.ofSeconds(5));
        while (paid.get() < 2) {
            Thread.onSpinWait();
        }
        untilFault();
        time.turn(Duration.ofSeconds(10));
        expect("Paid>Waiting");
        assertThat(machine.remembered(ID).orElseThrow().paid()).isEqualTo(3);
        assertThat(time.now()).isEqualTo(new HandCrankedTime().now().plusSeconds(15));
    }

    @Test
    public void aWaitingDealLooksAgainForWhatTheStoreCouldNotTake() throws Exception {
        over(UnwillingJournal.fails(store, "Arrived", 1));
        AtomicInteger wakes = new AtomicInteger();
        waking = (deal, waker) -> {
            if (wakes.incrementAndGet() > 1) {
                waker.accept(new Arrived());
            }
            return Wake.NOTHING;
        };
        Machine<Event, Deal> machine = waiting();
        assertThatThrownBy(() -> get(machine.send(ID, new Arrived()))).hasCauseInstanceOf(StoreException.class);
        assertThat(engine.explain(ID).waitingFor()).contains("the store cannot write: disk full");
        turnTo(Duration.ofSeconds(5));
        expect("Arrived>Polling");
    }

    @Test
    public void aStepIsNotBegunAgainForSomebodyElsesLostEvent() throws Exception {
        over(UnwillingJournal.fails(store, "Noted", 1));
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        paying = deal -> {
            steps.incrementAndGet();
            begun.countDown();
            goOn.await();
            return Outcome.raise(new Paid(5));
        };
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        await(begun);
        assertThatThrownBy(() -> get(machine.send(ID, new Noted("lost")))).hasCauseInstanceOf(StoreException.class);
        time.turn(Duration.ofSeconds(9));
        goOn.countDown();
        expect("Open>Paying", "Paid>Waiting");
        assertThat(steps).hasValue(1);
    }

    @Test
    public void aDealGoesOnAfterAnEventItsTableCannotMakeAnythingOf() throws Exception {
        Machine<Event, Deal> machine = waiting();
        for (String note : List.of("fold", "facets", "deadline", "x".repeat(401))) {
            assertThatThrownBy(() -> get(machine.send(ID, new Noted(note))))
                    .as(note)
                    .isInstanceOf(Exception.class);
            assertThat(engine.find("bafyone").fault().orElseThrow().sentence())
                    .as(note)
                    .startsWith("remembering Noted failed: ");
            assertThat(get(machine.send(ID, new Noted("fine")))).as(note).isTrue();
            expect("Noted>Waiting");
        }
        assertThat(engine.find("bafyone").fault()).isEmpty();
        assertThat(engine.verify(ID)).isEmpty();
    }

    @Test
    public void entersTheStateTheFirstOfTwoEventsLedToWhenTheSecondIsLost() throws Exception {
        over(UnwillingJournal.fails(store, "Noted", 1));
        outcomes(List.of(Outcome.raise(new Paid(1), new Noted("lost"))));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        turnTo(Duration.ofSeconds(5));
        assertThat(woken.poll(10, TimeUnit.SECONDS).paid()).isEqualTo(1);
    }

    @Test
    public void entersTheStateTheFirstOfTwoEventsLedToWhenTheSecondIsUnfit() throws Exception {
        outcomes(List.of(Outcome.raise(new Paid(1), new Noted("fold"))));
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS).paid()).isEqualTo(1);
    }

    @Test
    public void aListenerThatBreaksHoldsNoDealUp() throws Exception {
        engine.watch((deal, event) -> {
            throw new NoClassDefFoundError("of a bundle that is being exchanged");
        });
        Machine<Event, Deal> machine = waiting();
        assertThat(get(machine.send(ID, new Arrived()))).isTrue();
    }
}
