package io.fondaco.deal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.Explanation;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Wake;
import io.fondaco.deal.Waker;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** How steps and wakes are tried again, stopped and given up. */
public class StepsTest extends EngineBench {

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

    @Test
    public void aStepWhoseClassesAreGoneIsTriedAgain() throws Exception {
        AtomicInteger steps = new AtomicInteger();
        paying = deal -> {
            if (steps.getAndIncrement() == 0) {
                throw new NoClassDefFoundError("of a bundle that is being exchanged");
            }
            return Outcome.raise(new Paid(5));
        };
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying");
        untilFault();
        get(engine.retry(ID));
        expect("Paid>Waiting");
    }

    @Test
    public void aStepThatIsTriedAgainNeverRunsBesideItselfAndOnlyTheLastCounts() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        paying = deal -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                if (begun.incrementAndGet() > 1) {
                    return Outcome.raise(new Paid(5));
                }
                first.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException told) {
                    stopped.countDown();
                    // Does not heed it: the deal must wait until it has ended all the same.
                    goOn.await();
                }
                return Outcome.raise(new Paid(99));
            } finally {
                running.decrementAndGet();
            }
        };
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        await(first);
        get(engine.retry(ID));
        await(stopped);
        get(engine.retry(ID));
        assertThat(engine.explain(ID).waitingFor()).contains("has been told to stop and has not ended yet");
        goOn.countDown();
        expect("Open>Paying", "Paid>Waiting");
        assertThat(most).hasValue(1);
        assertThat(begun).hasValue(2);
        assertThat(machine.remembered(ID).orElseThrow().paid()).isEqualTo(5);
    }

    @Test
    public void aDeadlineThatRangWhileTheDealWasLeavingDoesNotEndTheNextState() throws Exception {
        UnwillingJournal holding = UnwillingJournal.holds(store, "Arrived");
        over(holding);
        Machine<Event, Deal> machine = waiting();
        CompletionStage<Boolean> arrived = machine.send(ID, new Arrived());
        Runnable letGo = holding.held();
        time.turn(Duration.ofHours(2));
        CompletionStage<Boolean> behind = machine.send(ID, new Noted("behind the deadline's event"));
        letGo.run();
        assertThat(get(arrived)).isTrue();
        assertThat(get(behind)).isFalse();
        expect("Arrived>Polling", "Asked>Polling");
    }

    @Test
    public void letsGoOfWhatAWakeListenedToWhenTheDealLeavesOrIsWokenAnew() throws Exception {
        List<Waker<Event>> wakers = new CopyOnWriteArrayList<>();
        BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        waking = (deal, waker) -> {
            wakers.add(waker);
            int number = wakers.size();
            return () -> closed.add(number);
        };
        Machine<Event, Deal> machine = waiting();
        get(engine.retry(ID));
        assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        wakers.get(0).accept(new Late());
        assertThat(get(machine.send(ID, new Noted("still here")))).isTrue();
        wakers.get(1).accept(new Arrived());
        expect("Noted>Waiting", "Arrived>Polling");
        assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        wakers.get(1).accept(new Late());
        expect("Asked>Polling");
        assertThat(engine.find("bafyone").state()).isEqualTo("Polling");
    }

    @Test
    public void showsWhatAWakeCannotLearnAndWakesAgainWithGrowingPauses() throws Exception {
        AtomicInteger wakes = new AtomicInteger();
        waking = (deal, waker) -> {
            if (wakes.incrementAndGet() < 3) {
                waker.fault(Fault.again(Fault.Blame.CHAIN, "the chain is away"));
            } else {
                waker.accept(new Arrived());
            }
            return Wake.NOTHING;
        };
        waiting();
        untilFailed(1);
        assertThat(engine.explain(ID).waitingFor()).contains("the chain is away");
        turnTo(Duration.ofSeconds(5));
        untilFailed(2);
        turnTo(Duration.ofSeconds(10));
        expect("Arrived>Polling");
        assertThat(wakes).hasValue(3);
    }

    @Test
    public void aStepThatWaitsForAWorkerWhenItsDealIsClosedIsNeverBegun() throws Exception {
        engine.close();
        engine = new TableEngine(store, store, time, 1, Probe.NONE);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> begun = new CopyOnWriteArrayList<>();
        paying = deal -> {
            begun.add(deal.note());
            first.countDown();
            while (goOn.getCount() > 0) {
                Thread.onSpinWait();
            }
            return Outcome.raise(new Paid(5));
        };
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, new Deal("first", 0, 0, Optional.empty()), new Open()));
        await(first);
        get(machine.open(new DealId("bafytwo", "alice"), new Deal("second", 0, 0, Optional.empty()), new Open()));
        machine.close();
        goOn.countDown();
        paying = deal -> {
            begun.add(deal.note());
            return Outcome.raise(new Paid(5));
        };
        Machine<Event, Deal> again = engine.run(table(), world);
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(begun).containsExactlyInAnyOrder("first", "first", "second");
        again.close();
    }
}
