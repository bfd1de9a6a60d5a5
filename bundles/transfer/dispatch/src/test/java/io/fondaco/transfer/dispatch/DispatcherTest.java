package io.fondaco.transfer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Voucher;
import io.fondaco.transfer.spi.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DispatcherTest {

    private static final PeerId ALICE = peer(1);
    private static final PeerId BOB = peer(2);
    private static final Voucher VOUCHER = new Voucher("test", new byte[] {1});

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HandCrankedTime time = new HandCrankedTime();
    private final PretendTransport transport = new PretendTransport("local");
    private final List<TransferEvent> alice = new ArrayList<>();
    private final List<TransferEvent> bob = new ArrayList<>();
    private Dispatcher dispatcher = dispatcher(settings(20, 20, 15));

    private Dispatcher dispatcher(Settings settings) {
        Dispatcher made = new Dispatcher(time, settings, new Random(1), Runnable::run);
        made.listen(ALICE, alice::add);
        made.listen(BOB, bob::add);
        return made;
    }

    private static Settings settings(int atOnce, int perPeer, int attempts) {
        return new Settings(
                atOnce,
                perPeer,
                attempts,
                Duration.ofSeconds(5),
                1.5,
                Duration.ofMinutes(10),
                0,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30));
    }

    @After
    public void close() {
        dispatcher.close();
    }

    private static PeerId peer(int number) {
        byte[] key = new byte[36];
        key[35] = (byte) number;
        return PeerId.fromPublicKey(key);
    }

    private static TransferId id(long number, PeerId responder) {
        return new TransferId(ALICE, Optional.of(responder), number);
    }

    private static TransferOrder push(long number, PeerId responder) {
        return order(id(number, responder), Direction.PUSH, Path.of("nowhere"));
    }

    private static TransferOrder order(TransferId id, Direction direction, Path file) {
        return new TransferOrder(
                id,
                direction,
                "local",
                Optional.empty(),
                Map.of(),
                Optional.of(VOUCHER),
                Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1})),
                file,
                100,
                100);
    }

    private static List<String> kinds(List<TransferEvent> events) {
        return events.stream().map(e -> e.getClass().getSimpleName()).toList();
    }

    private TransferView view() {
        assertThat(dispatcher.list()).hasSize(1);
        return dispatcher.list().get(0);
    }

    private static Incoming incoming(boolean known) {
        TransferOrder order = push(1, BOB);
        return new Incoming(order.id(), BOB, ALICE, order.direction(), VOUCHER, order.root(), known);
    }

    @Test
    public void tellsTheInitiatorInOrderFromOpenedToCompleted() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().meter.opened();
        transport.last().meter.moved(100, 100);
        transport.last().done.complete(100L);

        assertThat(alice)
                .containsExactly(
                        new TransferEvent.Opened(id(1, BOB), ALICE, VOUCHER),
                        new TransferEvent.Moved(id(1, BOB), ALICE, 100, 100),
                        new TransferEvent.Completed(id(1, BOB), ALICE, 100));
        assertThat(view().status()).isEqualTo("done");
    }

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
    public void triesAgainAfterLongerAndLongerPauses() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < 15; i++) {
            Instant broke = time.now();
            transport.last().breaks();
            Instant next = time.next();
            pauses.add(Duration.between(broke, next).toSeconds());
            time.turn(Duration.between(broke, next));
            assertThat(transport.begun).hasSize(i + 1);
        }
        assertThat(pauses).startsWith(5L, 7L, 11L, 16L, 25L).endsWith(432L, 600L, 600L);
        transport.last().breaks();
        assertThat(view().status()).isEqualTo("failed");
        assertThat(alice.get(alice.size() - 1))
                .isEqualTo(new TransferEvent.Failed(id(1, BOB), ALICE, "given up after 15 attempts: the line broke"));
        assertThat(time.next()).as("no alarm is left").isNull();
    }

    @Test
    public void countsOnlyAttemptsThatBringNothing() {
        dispatcher = dispatcher(settings(20, 20, 2));
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        for (int i = 1; i <= 10; i++) {
            transport.last().meter.moved(i, 100);
            transport.last().breaks();
            time.turn(Duration.ofMinutes(1));
        }
        assertThat(transport.begun).hasSize(11);
        transport.last().breaks();
        assertThat(view().status()).isEqualTo("failed");
    }

    @Test
    public void neverTriesAgainWhatCannotWork() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().done.completeExceptionally(TransportException.lasting("refused: no such deal", null));
        assertThat(alice).containsExactly(new TransferEvent.Failed(id(1, BOB), ALICE, "refused: no such deal"));
        assertThat(time.next()).isNull();
    }

    @Test
    public void stopsAnAttemptThatBringsNoByteForAWhile() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        time.turn(Duration.ofMinutes(4));
        transport.last().meter.moved(10, 100);
        time.turn(Duration.ofMinutes(4));
        transport.last().meter.moved(10, 100);
        assertThat(transport.begun.get(0).stopped).isNull();
        time.turn(Duration.ofMinutes(1));
        assertThat(transport.begun.get(0).stopped).isEqualTo("no byte came for 300 s");
        assertThat(view().status()).isEqualTo("stalled");
        time.turn(Duration.ofSeconds(5));
        assertThat(transport.begun).hasSize(2);
    }

    @Test
    public void cancelsWhatRunsAndWhatWaits() {
        dispatcher.begin(push(1, BOB));
        assertThat(dispatcher.cancel(id(1, BOB), "no more")).isTrue();
        assertThat(dispatcher.cancel(id(1, BOB), "no more")).isFalse();
        dispatcher.addTransport(transport);
        assertThat(transport.begun).isEmpty();

        dispatcher.begin(push(2, BOB));
        assertThat(dispatcher.cancel(id(2, BOB), "no more")).isTrue();
        assertThat(transport.last().stopped).isEqualTo("no more");
        assertThat(kinds(alice)).containsExactly("Cancelled", "Cancelled");
        assertThat(dispatcher.cancel(id(3, BOB), "no more")).isFalse();
        assertThat(time.next()).isNull();
    }

    @Test
    public void goesOnWithACancelledChannelOnlyWhenItHasStopped() {
        transport.stopsWhenTold = false;
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        dispatcher.cancel(id(1, BOB), "no more");
        dispatcher.begin(push(1, BOB));
        assertThat(transport.begun).hasSize(1);
        transport.last().breaks();
        assertThat(transport.begun).hasSize(2);
    }

    @Test
    public void changesNothingForAChannelThatRuns() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        dispatcher.begin(push(1, BOB));
        assertThat(transport.begun).hasSize(1);
    }

    @Test
    public void saysAgainThatAPushIsDone() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().done.complete(100L);
        alice.clear();
        dispatcher.begin(push(1, BOB));
        assertThat(kinds(alice)).containsExactly("Restarted", "Completed");
        assertThat(transport.begun).hasSize(1);
    }

    @Test
    public void fetchesAgainWhatWasDeletedSince() throws Exception {
        Path file = folder.getRoot().toPath().resolve("draft");
        Files.write(file, new byte[100]);
        dispatcher.addTransport(transport);
        TransferOrder pull = order(id(1, BOB), Direction.PULL, file);
        dispatcher.begin(pull);
        transport.last().done.complete(100L);
        dispatcher.begin(pull);
        assertThat(transport.begun).hasSize(1);
        Files.delete(file);
        dispatcher.begin(pull);
        assertThat(transport.begun).hasSize(2);
    }

    @Test
    public void restartsInsteadOfOpeningWhenBytesWereThere() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().meter.moved(50, 100);
        transport.last().meter.opened();
        assertThat(kinds(alice)).containsExactly("Restarted");
    }

    @Test
    public void failsATransferWithAWrongNumberOfBytes() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().done.complete(99L);
        assertThat(view().status()).isEqualTo("failed");
        assertThat(view().note()).contains("99 bytes").contains("must have 100");
    }

    @Test
    public void runsNoMoreAtOnceThanAllowedAndServesPeersInTurn() {
        dispatcher = dispatcher(settings(4, 3, 15));
        dispatcher.addTransport(transport);
        PeerId carol = peer(3);
        for (int i = 1; i <= 10; i++) {
            dispatcher.begin(push(i, BOB));
        }
        assertThat(transport.begun).as("3 of one peer").hasSize(3);
        for (int i = 11; i <= 12; i++) {
            dispatcher.begin(push(i, carol));
        }
        assertThat(transport.begun).as("4 in all").hasSize(4);
        transport.begun.get(0).done.complete(100L);
        assertThat(transport.last().order.id()).as("carol has fewer").isEqualTo(id(12, carol));
        transport.begun.get(1).done.complete(100L);
        assertThat(transport.last().order.id()).isEqualTo(id(4, BOB));
    }

    @Test
    public void doesTenThousandShortTransfersWithoutAStackOfThem() {
        dispatcher.addTransport(new io.fondaco.transfer.spi.Transport() {
            @Override
            public String name() {
                return "local";
            }

            @Override
            public io.fondaco.transfer.spi.Attempt begin(TransferOrder order, io.fondaco.transfer.spi.Meter meter) {
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
    public void tellsProgressAtMostFourTimesASecond() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        transport.last().meter.opened();
        for (int i = 1; i <= 100; i++) {
            transport.last().meter.moved(i, 100);
            time.turn(Duration.ofMillis(10));
        }
        assertThat(kinds(alice).stream().filter("Moved"::equals)).hasSize(4);
        assertThat(view().bytes()).isEqualTo(100);
    }

    @Test
    public void survivesATransportThatThrows() {
        int[] begun = {0};
        dispatcher.addTransport(new io.fondaco.transfer.spi.Transport() {
            @Override
            public String name() {
                return "local";
            }

            @Override
            public io.fondaco.transfer.spi.Attempt begin(TransferOrder order, io.fondaco.transfer.spi.Meter meter) {
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
    public void numbersChannelsUpwardsAlsoAcrossRestarts() {
        Set<Long> numbers = new HashSet<>();
        long last = 0;
        for (int i = 0; i < 500; i++) {
            last = dispatcher.nextNumber(ALICE);
            assertThat(numbers.add(last)).isTrue();
        }
        time.turn(Duration.ofMillis(1));
        assertThat(dispatcher(settings(20, 20, 15)).nextNumber(ALICE)).isGreaterThan(last);
    }

    @Test
    public void asksTheResponderOfTheVoucherAndSaysLaterWhenNobodyIsThere() {
        assertThat(dispatcher.ask(incoming(false))).isInstanceOf(Decision.Later.class);
        Registration answering =
                dispatcher.respond(BOB, "test", asked -> new Decision.Accept(Path.of("draft"), 100, 127));
        assertThatThrownBy(() -> dispatcher.respond(BOB, "test", asked -> new Decision.Refuse("no")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(dispatcher.ask(incoming(false))).isEqualTo(new Decision.Accept(Path.of("draft"), 100, 127));
        answering.close();
        dispatcher.respond(BOB, "test", asked -> new Decision.Refuse("no"));
        assertThat(dispatcher.ask(incoming(false))).isEqualTo(new Decision.Refuse("no"));
    }

    @Test
    public void aThrowingResponderIsAskedAgainLater() {
        dispatcher.respond(BOB, "test", asked -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(dispatcher.ask(incoming(false))).isInstanceOf(Decision.Later.class);
    }

    @Test
    public void tellsTheResponderThatAChannelGoesOnEvenIfANewTransportDoesNotKnow() {
        List<Boolean> known = new ArrayList<>();
        dispatcher.respond(BOB, "test", asked -> {
            known.add(asked.known());
            return new Decision.Accept(Path.of("draft"), 100, 127);
        });
        for (int i = 0; i < 2; i++) {
            dispatcher.ask(incoming(false));
            dispatcher.tell(new TransferEvent.Opened(id(1, BOB), BOB, VOUCHER));
            dispatcher.tell(new TransferEvent.Stalled(id(1, BOB), BOB, "the line broke"));
        }
        assertThat(kinds(bob)).containsExactly("Opened", "Stalled", "Restarted", "Stalled");
        assertThat(known).containsExactly(false, true);
    }

    @Test
    public void tellsTheResponderNothingMoreOnceAChannelIsOver() {
        dispatcher.addTransport(transport);
        dispatcher.respond(BOB, "test", asked -> new Decision.Accept(Path.of("draft"), 100, 127));
        dispatcher.begin(push(1, BOB));
        dispatcher.ask(incoming(false));
        dispatcher.tell(new TransferEvent.Opened(id(1, BOB), BOB, VOUCHER));
        dispatcher.cancel(id(1, BOB), "no more");
        dispatcher.tell(new TransferEvent.Stalled(id(1, BOB), BOB, "no more"));
        assertThat(kinds(bob)).containsExactly("Opened", "Cancelled");
        assertThat(kinds(alice)).containsExactly("Cancelled");
    }

    @Test
    public void tellsTheResponderWhenTheTriesAreUsedUp() {
        dispatcher = dispatcher(settings(20, 20, 1));
        dispatcher.addTransport(transport);
        dispatcher.respond(BOB, "test", asked -> new Decision.Accept(Path.of("draft"), 100, 127));
        dispatcher.begin(push(1, BOB));
        dispatcher.ask(incoming(false));
        bob.clear();
        transport.last().breaks();
        assertThat(kinds(bob)).containsExactly("Failed");
    }

    @Test
    public void listsWhatOnlyPeersBegan() {
        dispatcher.respond(BOB, "test", asked -> new Decision.Accept(Path.of("draft"), 100, 127));
        dispatcher.ask(incoming(false));
        dispatcher.tell(new TransferEvent.Opened(id(1, BOB), BOB, VOUCHER));
        dispatcher.tell(new TransferEvent.Moved(id(1, BOB), BOB, 60, 100));
        assertThat(view().status()).isEqualTo("moving");
        assertThat(view().bytes()).isEqualTo(60);
        assertThat(view().total()).isEqualTo(100);
    }

    @Test
    public void stopsQuietlyWhenItCloses() {
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        dispatcher.close();
        assertThat(transport.last().stopped).isEqualTo("the house closes");
        assertThat(alice).isEmpty();
        assertThat(time.next()).isNull();
        assertThatThrownBy(() -> dispatcher.begin(push(2, BOB))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> settings(0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("atOnce");
        assertThatThrownBy(() -> settings(1, 1, 0)).hasMessageContaining("attempts");
    }

    @Test
    public void spreadsPausesWithinTheirJitter() {
        Set<Long> pauses = new Random(7)
                .doubles(1000)
                .mapToObj(chance -> Settings.STANDARD.pause(1, chance).toMillis())
                .collect(Collectors.toSet());
        assertThat(pauses).allMatch(millis -> millis >= 4000 && millis <= 6000).hasSizeGreaterThan(500);
        assertThat(Settings.STANDARD.pause(1_000_000, 1)).isEqualTo(Duration.ofMinutes(10));
    }
}
