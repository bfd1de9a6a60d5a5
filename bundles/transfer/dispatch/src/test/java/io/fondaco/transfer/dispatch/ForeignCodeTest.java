package io.fondaco.transfer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.Registration;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.Test;

/** Transports and listeners are plugins: they come, go, hang and throw. */
public class ForeignCodeTest extends DispatcherHouse {

    @Test
    public void waitsForATransportThatIsNotThereYet() {
        dispatcher.begin(push(1, BOB));
        assertThat(view().status()).isEqualTo("waiting");
        assertThat(view().attempts()).isZero();

        dispatcher.addTransport(new PretendTransport("other"));
        assertThat(view().attempts()).isZero();
        dispatcher.addTransport(transport);
        assertThat(transport.begun).hasSize(1);
    }

    @Test
    public void goesOnWithTheNextTransportOfThatNameWhenOneLeaves() {
        dispatcher = dispatcher(settings(20, 20, 1));
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().meter.opened();
        transport.last().meter.moved(40, 100);
        dispatcher.removeTransport(transport);

        assertThat(transport.last().stopped).isEqualTo("transport local left");
        assertThat(view().status()).isEqualTo("waiting");
        assertThat(view().attempts()).as("does not count").isZero();

        PretendTransport next = new PretendTransport("local");
        dispatcher.addTransport(next);
        next.last().meter.opened();
        next.last().done.complete(100L);
        assertThat(kinds(alice)).containsExactly("Opened", "Moved", "Stalled", "Restarted", "Completed");
    }

    @Test
    public void usesTheNewTransportWhenItComesBeforeTheOldOneLeaves() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        PretendTransport next = new PretendTransport("local");
        dispatcher.addTransport(next);
        assertThat(next.begun).as("what runs goes on").isEmpty();
        dispatcher.removeTransport(transport);
        assertThat(next.begun).hasSize(1);
    }

    @Test
    public void beginsNoNewAttemptBeforeTheOldOneHasStopped() {
        transport.stopsWhenTold = false;
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        dispatcher.removeTransport(transport);
        PretendTransport next = new PretendTransport("local");
        dispatcher.addTransport(next);
        assertThat(next.begun).isEmpty();

        transport.last().breaks();
        assertThat(next.begun).hasSize(1);
    }

    @Test
    public void givesAnAttemptUpThatDoesNotStop() {
        transport.stopsWhenTold = false;
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        dispatcher.removeTransport(transport);
        PretendTransport next = new PretendTransport("local");
        dispatcher.addTransport(next);
        time.turn(Duration.ofSeconds(30));
        assertThat(next.begun).hasSize(1);
        transport.last().done.complete(100L);
        assertThat(view().status()).as("the dead are not heard").isNotEqualTo("done");
    }

    @Test
    public void doesTenThousandShortTransfersWithoutAStackOfThem() {
        dispatcher.addTransport(new Transport() {
            @Override
            public String name() {
                return "local";
            }

            @Override
            public Attempt begin(TransferOrder order, Meter meter) {
                PretendTransport.Begun attempt = (PretendTransport.Begun) transport.begin(order, meter);
                attempt.done.complete(100L);
                return attempt;
            }
        });
        Registration again = dispatcher.listen(ALICE, event -> {
            if (event instanceof TransferEvent.Completed c && c.id().number() < 10_000) {
                dispatcher.begin(push(c.id().number() + 1, BOB));
            }
        });
        dispatcher.begin(push(1, BOB));
        again.close();
        assertThat(transport.begun).hasSize(10_000);
        assertThat(dispatcher.list()).as("history is bounded").hasSize(200);
    }

    @Test
    public void survivesATransportThatThrows() {
        int[] begun = {0};
        dispatcher.addTransport(new Transport() {
            @Override
            public String name() {
                return "local";
            }

            @Override
            public Attempt begin(TransferOrder order, Meter meter) {
                begun[0]++;
                throw new NoClassDefFoundError("swapped away");
            }
        });
        dispatcher.begin(push(1, BOB));
        assertThat(view().status()).isEqualTo("stalled");
        time.turn(Duration.ofSeconds(5));
        assertThat(begun[0]).isEqualTo(2);
    }

    @Test
    public void aThrowingListenerDisturbsNoOther() {
        dispatcher.close();
        dispatcher = new Dispatcher(time, settings(20, 20, 15), new Random(1), Runnable::run);
        dispatcher.listen(ALICE, event -> {
            throw new IllegalStateException("on purpose");
        });
        dispatcher.listen(ALICE, alice::add);
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().meter.opened();
        transport.last().done.complete(100L);
        assertThat(kinds(alice)).containsExactly("Opened", "Completed");
    }

    @Test
    public void aHangingListenerDisturbsNoOther() throws Exception {
        try (Dispatcher threaded = new Dispatcher(time, settings(20, 20, 15))) {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch told = new CountDownLatch(2);
            List<TransferEvent> hung = new ArrayList<>();
            CountDownLatch caughtUp = new CountDownLatch(2);
            threaded.listen(ALICE, event -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                hung.add(event);
                caughtUp.countDown();
            });
            threaded.listen(ALICE, event -> told.countDown());
            threaded.addTransport(transport);
            threaded.begin(push(1, BOB));
            transport.last().meter.opened();
            transport.last().done.complete(100L);
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            release.countDown();
            assertThat(caughtUp.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(kinds(hung)).containsExactly("Opened", "Completed");
        }
    }

    @Test
    public void goesOnWithOtherTransfersWhateverATransportThrows() {
        List<Throwable> broken = List.of(
                new AssertionError("on purpose"), new OutOfMemoryError("on purpose"), new IllegalStateException());
        for (Throwable thrown : broken) {
            dispatcher.addTransport(breaking(() -> {
                throw PretendTransport.<Error>unchecked(thrown);
            }));
            dispatcher.begin(push(1, BOB));
            assertThat(view().status()).isEqualTo("stalled");
            assertThat(view().note()).contains("the transport broke");
            dispatcher.close();
            dispatcher = dispatcher(settings(20, 20, 15));
        }
        dispatcher.addTransport(breaking(() -> {
            throw new AssertionError("on purpose");
        }));
        dispatcher.begin(push(1, BOB));
        dispatcher.addTransport(transport);
        dispatcher.begin(push(2, BOB));
        assertThat(transport.begun).as("the pump still runs").hasSize(1);
        time.turn(Duration.ofSeconds(5));
        assertThat(transport.begun).as("so does the one that broke").hasSize(2);
    }

    @Test
    public void stopsAnAttemptWhoseEndCannotBeFollowed() {
        List<String> stopped = new ArrayList<>();
        dispatcher.addTransport(breaking(() -> new Attempt() {
            @Override
            public CompletionStage<Long> done() {
                throw new StackOverflowError("on purpose");
            }

            @Override
            public void stop(String why) {
                stopped.add(why);
                throw new AssertionError("also on purpose");
            }
        }));
        dispatcher.begin(push(1, BOB));
        assertThat(stopped).hasSize(1);
        assertThat(view().status()).isEqualTo("stalled");
        dispatcher.addTransport(transport);
        dispatcher.begin(push(2, BOB));
        assertThat(transport.begun).hasSize(1);
    }

    private static Transport breaking(Supplier<Attempt> how) {
        return new Transport() {
            @Override
            public String name() {
                return "local";
            }

            @Override
            public Attempt begin(TransferOrder order, Meter meter) {
                return how.get();
            }
        };
    }

    @Test
    public void aListenerThatThrewAnErrorIsToldTheNextEvent() {
        List<TransferEvent> heard = new ArrayList<>();
        dispatcher.listen(ALICE, event -> {
            heard.add(event);
            throw new AssertionError("on purpose");
        });
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().meter.opened();
        transport.last().done.complete(100L);
        assertThat(kinds(heard)).containsExactly("Opened", "Completed");
    }

    @Test
    public void readsThePostOfAListenerOnceThereIsAThreadAgain() {
        boolean[] none = {true};
        dispatcher.close();
        dispatcher = new Dispatcher(time, settings(20, 20, 15), new Random(1), task -> {
            if (none[0]) {
                throw new OutOfMemoryError("no thread");
            }
            task.run();
        });
        dispatcher.listen(ALICE, alice::add);
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().meter.opened();
        none[0] = false;
        transport.last().done.complete(100L);
        assertThat(kinds(alice)).containsExactly("Opened", "Completed");
    }
}
