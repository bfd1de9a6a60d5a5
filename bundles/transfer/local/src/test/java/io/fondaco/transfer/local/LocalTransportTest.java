package io.fondaco.transfer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.dispatch.Dispatcher;
import io.fondaco.transfer.dispatch.Settings;
import io.fondaco.transfer.spi.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The local transport under the house's own dispatcher, as it runs in every house. */
public class LocalTransportTest {

    private static final int SIZE = 1_000_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HandCrankedTime time = new HandCrankedTime();
    private final BlockingQueue<Rest> rests = new LinkedBlockingQueue<>();

    /** Lets a test see each rest of the throttle, and end it. */
    private final Time restful = new Time() {
        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public Registration at(Instant when, Runnable then) {
            rests.add(new Rest(Duration.between(now(), when), then));
            return () -> {};
        }
    };

    private record Rest(Duration length, Runnable then) {}

    private final Dispatcher dispatcher = new Dispatcher(time, Settings.STANDARD);
    private final BlockingQueue<TransferEvent> alice = new LinkedBlockingQueue<>();
    private final BlockingQueue<TransferEvent> bob = new LinkedBlockingQueue<>();
    private final byte[] content = new byte[SIZE];
    private LocalTransport transport = transport(0);
    private Path source;
    private Path draft;

    private LocalTransport transport(long bytesPerSecond) {
        return new LocalTransport(dispatcher, restful, 2, bytesPerSecond);
    }

    @Before
    public void twoParties() throws Exception {
        new Random(5).nextBytes(content);
        source = Files.write(folder.getRoot().toPath().resolve("source"), content);
        draft = folder.getRoot().toPath().resolve("draft");
        dispatcher.listen(TwoParties.ALICE, alice::add);
        dispatcher.listen(TwoParties.BOB, bob::add);
    }

    @After
    public void close() {
        transport.close();
        dispatcher.close();
    }

    private void bobAccepts() {
        dispatcher.respond(TwoParties.BOB, "test", asked -> new Decision.Accept(draft, SIZE, SIZE));
    }

    private TransferOrder push() {
        return TwoParties.order(1, Direction.PUSH, source, SIZE, SIZE);
    }

    /** The next event that is not mere progress. */
    private static TransferEvent next(BlockingQueue<TransferEvent> events) throws Exception {
        TransferEvent event;
        do {
            event = events.poll(30, TimeUnit.SECONDS);
            assertThat(event).as("something happens").isNotNull();
        } while (event instanceof TransferEvent.Moved);
        return event;
    }

    /** Waits until some bytes were copied and the throttle rests. */
    private Rest rest() throws Exception {
        Rest rest = rests.poll(30, TimeUnit.SECONDS);
        assertThat(rest).as("it rests").isNotNull();
        return rest;
    }

    @Test
    public void tellsBothParties() throws Exception {
        bobAccepts();
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        TransferId id = push().id();
        assertThat(next(bob)).isEqualTo(new TransferEvent.Opened(id, TwoParties.BOB, TwoParties.VOUCHER));
        assertThat(next(bob)).isEqualTo(new TransferEvent.Completed(id, TwoParties.BOB, SIZE));
        assertThat(next(alice)).isEqualTo(new TransferEvent.Opened(id, TwoParties.ALICE, TwoParties.VOUCHER));
        assertThat(next(alice)).isEqualTo(new TransferEvent.Completed(id, TwoParties.ALICE, SIZE));
        assertThat(draft).hasBinaryContent(content);
    }

    @Test
    public void goesOnWhenTheTransportIsExchangedWhileBytesMove() throws Exception {
        bobAccepts();
        transport = transport(SIZE / 10);
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        rest();
        dispatcher.removeTransport(transport);
        transport.close();
        assertThat(next(alice)).isInstanceOf(TransferEvent.Opened.class);
        assertThat(next(alice)).isInstanceOf(TransferEvent.Stalled.class);
        long before = Files.size(draft);
        assertThat(before).isPositive().isLessThan(SIZE);
        assertThat(dispatcher.list().get(0).status()).isEqualTo("waiting");

        transport = transport(0);
        dispatcher.addTransport(transport);
        assertThat(next(alice)).isInstanceOf(TransferEvent.Restarted.class);
        assertThat(next(alice)).isInstanceOf(TransferEvent.Completed.class);
        assertThat(List.of(next(bob), next(bob), next(bob), next(bob)))
                .extracting(e -> e.getClass().getSimpleName())
                .containsExactly("Opened", "Stalled", "Restarted", "Completed");
        assertThat(draft).hasBinaryContent(content);
    }

    @Test
    public void survivesTwentyExchanges() throws Exception {
        bobAccepts();
        transport = transport(SIZE / 10);
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        for (int i = 0; i < 20; i++) {
            rest();
            dispatcher.removeTransport(transport);
            transport.close();
            transport = transport(SIZE / 10);
            dispatcher.addTransport(transport);
        }
        dispatcher.removeTransport(transport);
        transport.close();
        transport = transport(0);
        dispatcher.addTransport(transport);
        TransferEvent event = next(alice);
        while (!(event instanceof TransferEvent.Completed)) {
            assertThat(event)
                    .isInstanceOfAny(
                            TransferEvent.Opened.class, TransferEvent.Stalled.class, TransferEvent.Restarted.class);
            event = next(alice);
        }
        assertThat(draft).hasBinaryContent(content);
    }

    @Test
    public void movesNoFasterThanTheThrottle() throws Exception {
        bobAccepts();
        transport = transport(SIZE / 10);
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        for (int quarter = 1; quarter < 40; quarter++) {
            Rest rest = rest();
            assertThat(Files.size(draft)).isEqualTo(SIZE / 40L * quarter);
            assertThat(rest.length()).isEqualTo(Duration.ofMillis(250));
            rest.then().run();
        }
        assertThat(next(alice)).isInstanceOf(TransferEvent.Opened.class);
        assertThat(next(alice)).isInstanceOf(TransferEvent.Completed.class);
        assertThat(draft).hasBinaryContent(content);
    }

    @Test
    public void refusesWhatTheResponderRefuses() throws Exception {
        dispatcher.respond(TwoParties.BOB, "test", asked -> new Decision.Refuse("no such deal"));
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        assertThat(next(alice))
                .isEqualTo(new TransferEvent.Failed(push().id(), TwoParties.ALICE, "refused: no such deal"));
        assertThat(bob).isEmpty();
        assertThat(draft).doesNotExist();
    }

    @Test
    public void waitsForAResponderThatIsAwayForAMoment() throws Exception {
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        assertThat(next(alice)).isInstanceOf(TransferEvent.Stalled.class);
        bobAccepts();
        time.turn(Duration.ofSeconds(6));
        assertThat(next(alice)).isInstanceOf(TransferEvent.Opened.class);
        assertThat(next(alice)).isInstanceOf(TransferEvent.Completed.class);
    }

    @Test
    public void trustsNoTailThatDiffersFromTheOriginal() throws Exception {
        bobAccepts();
        byte[] torn = Arrays.copyOf(content, 700_000);
        Arrays.fill(torn, 600_123, 700_000, (byte) 0);
        Files.write(draft, torn);
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        assertThat(next(bob)).isInstanceOf(TransferEvent.Restarted.class);
        assertThat(next(bob)).isInstanceOf(TransferEvent.Completed.class);
        assertThat(draft).hasBinaryContent(content);
    }

    @Test
    public void cutsOffWhatADraftHasTooMuch() throws Exception {
        bobAccepts();
        Files.write(draft, Arrays.copyOf(content, SIZE + 5));
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        assertThat(next(bob)).isInstanceOf(TransferEvent.Restarted.class);
        assertThat(next(bob)).isInstanceOf(TransferEvent.Completed.class);
        assertThat(draft).hasBinaryContent(content);
    }

    @Test
    public void writesNoFileForTwo() throws Exception {
        bobAccepts();
        transport = transport(SIZE / 10);
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        rest();
        dispatcher.begin(TwoParties.order(2, Direction.PUSH, source, SIZE, SIZE));
        TransferEvent event = next(alice);
        while (!(event instanceof TransferEvent.Stalled)) {
            event = next(alice);
        }
        assertThat(event.id().number()).isEqualTo(2);
        assertThat(((TransferEvent.Stalled) event).why()).contains("another transfer writes");
    }

    @Test
    public void tellsBothPartiesWhenOneCallsItOff() throws Exception {
        bobAccepts();
        transport = transport(SIZE / 10);
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        rest();
        assertThat(next(alice)).isInstanceOf(TransferEvent.Opened.class);
        assertThat(next(bob)).isInstanceOf(TransferEvent.Opened.class);
        assertThat(dispatcher.cancel(push().id(), "no longer wanted")).isTrue();
        assertThat(next(alice)).isInstanceOf(TransferEvent.Cancelled.class);
        assertThat(next(bob)).isInstanceOf(TransferEvent.Cancelled.class);
        assertThat(dispatcher.list().get(0).status()).isEqualTo("cancelled");
    }

    @Test
    public void failsWhenTheSourceIsGone() throws Exception {
        bobAccepts();
        Files.delete(source);
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        assertThat(((TransferEvent.Failed) next(alice)).why()).contains("there is no file");
        assertThat(next(bob)).isInstanceOf(TransferEvent.Failed.class);
    }

    @Test
    public void neverCopiesAFileOntoItself() throws Exception {
        dispatcher.respond(TwoParties.BOB, "test", asked -> new Decision.Accept(source, SIZE, SIZE));
        dispatcher.addTransport(transport);
        dispatcher.begin(push());
        assertThat(((TransferEvent.Failed) next(alice)).why()).contains("the same file");
        assertThat(source).hasBinaryContent(content);
    }

    @Test
    public void needsAResponder() {
        TransferOrder order = new TransferOrder(
                new TransferId(TwoParties.ALICE, Optional.empty(), 1),
                Direction.PULL,
                "local",
                Optional.empty(),
                java.util.Map.of(),
                Optional.empty(),
                push().root(),
                draft,
                -1,
                1);
        assertThatThrownBy(() -> transport.begin(order, null))
                .isInstanceOfSatisfying(TransportException.class, e -> assertThat(e.worthRepeating())
                        .isFalse());
    }
}
