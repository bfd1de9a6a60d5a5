package io.fondaco.deal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Stance;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** How a deal goes through its table. */
public class TableEngineTest extends EngineBench {

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

    @Test
    public void cancelsOnlyWhereTheTableSaysSo() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(get(engine.cancel(ID, "changed my mind")).state()).isEqualTo("Failed");
        assertThatThrownBy(() -> get(engine.cancel(ID, "again"))).hasMessageContaining("is over");
    }

    @Test
    public void openingADealASecondTimeWaitsUntilTheFirstIsDurable() throws Exception {
        UnwillingJournal holding = UnwillingJournal.holds(store, "Open");
        over(holding);
        Machine<Event, Deal> machine = engine.run(table(), world);
        CompletionStage<DealView> first = machine.open(ID, FRESH, new Open());
        Runnable letGo = holding.held();
        CompletionStage<DealView> second = machine.open(ID, FRESH, new Open());
        assertThat(second.toCompletableFuture()).isNotDone();
        letGo.run();
        assertThat(get(first).version()).isPositive();
        assertThat(get(second).version()).isPositive();
    }

    @Test
    public void tellsWhoeverSentAnEventThatTheEngineIsClosing() throws Exception {
        UnwillingJournal holding = UnwillingJournal.holds(store, "Arrived");
        over(holding);
        Machine<Event, Deal> machine = waiting();
        CompletionStage<Boolean> sent = machine.send(ID, new Arrived());
        Runnable letGo = holding.held();
        engine.close();
        letGo.run();
        assertThatThrownBy(() -> get(sent)).hasMessageContaining("the engine is closing");
    }
}
