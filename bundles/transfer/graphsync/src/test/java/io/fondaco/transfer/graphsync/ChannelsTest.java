package io.fondaco.transfer.graphsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.Node;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.Voucher;
import io.fondaco.transfer.graphsync.internal.datatransfer.Channels;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Revalidator;
import io.fondaco.transfer.spi.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What data-transfer adds to GraphSync: vouchers, pauses, ends, and beginning again. */
public class ChannelsTest {

    private static final int SIZE = 5_000_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Two two = new Two(GraphSyncSettings.STANDARD);
    private final byte[] content = Cars.ofLength(SIZE);
    private Path alices;
    private Path bobs;
    private Cid root;

    @Before
    public void files() throws Exception {
        alices = folder.getRoot().toPath().resolve("alices");
        bobs = folder.getRoot().toPath().resolve("bobs");
        root = Cars.root(content);
        two.bobHas(bobs);
    }

    @After
    public void close() {
        two.close();
    }

    private static Meter meter(LongConsumer moved) {
        return new Meter() {
            @Override
            public void opened() {}

            @Override
            public void moved(long bytes, long total) {
                moved.accept(bytes);
            }
        };
    }

    private static long done(Attempt attempt) throws Exception {
        return attempt.done().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static TransportException failure(Attempt attempt) throws Exception {
        try {
            throw new AssertionError("it succeeded with " + done(attempt) + " bytes");
        } catch (ExecutionException e) {
            return (TransportException) e.getCause();
        }
    }

    private Channels at(PeerId party) {
        return party.equals(two.alice.id()) ? two.alices.channels(party) : two.bobs.channels(party);
    }

    private TransferOrder pull() throws Exception {
        Files.write(bobs, content);
        return two.order(Direction.PULL, root, alices, SIZE, SIZE);
    }

    private TransferOrder push() throws Exception {
        Files.write(alices, content);
        return two.order(Direction.PUSH, root, alices, SIZE, SIZE);
    }

    /** The last event told to Bob, once it is of a kind. */
    private <T extends TransferEvent> T bobHears(Class<T> kind) throws Exception {
        return two.heard(kind).get(60, TimeUnit.SECONDS);
    }

    @Test
    public void saysWhyAPartyRefuses() throws Exception {
        two.bobDecides = incoming -> new Decision.Refuse("Bob is full");
        for (TransferOrder order : List.of(pull(), push())) {
            TransportException why = failure(two.alices.begin(order, meter(bytes -> {})));
            assertThat(why).hasMessage("refused: Bob is full");
            assertThat(why.worthRepeating()).isFalse();
        }
    }

    @Test
    public void comesBackWhenAPartySaysLater() throws Exception {
        two.bobDecides = incoming -> new Decision.Later("Bob is out");
        for (TransferOrder order : List.of(pull(), push())) {
            TransportException why = failure(two.alices.begin(order, meter(bytes -> {})));
            assertThat(why).hasMessage("refused: Bob is out");
            assertThat(why.worthRepeating()).isTrue();
        }
    }

    @Test
    public void stopsAReceiverThatMayTakeNoMore() throws Exception {
        two.bobDecides = incoming -> new Decision.Accept(bobs, -1, SIZE / 2);
        TransportException why = failure(two.alices.begin(push(), meter(bytes -> {})));
        assertThat(why.worthRepeating()).isFalse();
        assertThat(why).hasMessageContaining("may be " + SIZE / 2);
        assertThat(Files.size(bobs)).isLessThanOrEqualTo(SIZE / 2);
        assertThat(bobHears(TransferEvent.Failed.class).why()).contains("may be " + SIZE / 2);
    }

    @Test
    public void tellsTheResponderHowItWent() throws Exception {
        done(two.alices.begin(push(), meter(bytes -> {})));
        assertThat(bobHears(TransferEvent.Completed.class).bytes()).isEqualTo(SIZE);
        assertThat(two.bobHeard.get(0)).isInstanceOf(TransferEvent.Opened.class);
        TransferOrder pull = pull();
        assertThat(done(two.alices.begin(
                        new TransferOrder(
                                pull.id(),
                                pull.direction(),
                                pull.transport(),
                                pull.location(),
                                pull.headers(),
                                pull.voucher(),
                                root,
                                folder.getRoot().toPath().resolve("more"),
                                SIZE,
                                SIZE),
                        meter(bytes -> {}))))
                .isEqualTo(SIZE);
    }

    @Test
    public void goesOnAfterTheLastGoodBlockWhateverFollowsIt() throws Exception {
        byte[] damaged = Arrays.copyOf(content, SIZE / 2);
        damaged[SIZE / 3] ^= 1;
        Files.write(alices, damaged);
        AtomicLong first = new AtomicLong(-1);
        done(two.alices.begin(pull(), meter(bytes -> first.compareAndSet(-1, bytes))));
        assertThat(Files.readAllBytes(alices)).isEqualTo(content);
        assertThat(first.get()).isBetween(SIZE / 3L - 110_000, SIZE / 3L);
    }

    @Test
    public void beginsAgainWithADraftOfSomethingElse() throws Exception {
        Files.write(alices, Cars.ofLength(SIZE - 1));
        done(two.alices.begin(pull(), meter(bytes -> {})));
        assertThat(Files.readAllBytes(alices)).isEqualTo(content);
    }

    @Test
    public void pausesAndGoesOnFromEitherEnd() throws Exception {
        for (Direction direction : Direction.values()) {
            for (PeerId by : List.of(two.alice.id(), two.bob.id())) {
                Files.deleteIfExists(alices);
                Files.deleteIfExists(bobs);
                TransferOrder order = direction == Direction.PULL ? pull() : push();
                CompletableFuture<Void> some = new CompletableFuture<>();
                Attempt attempt = two.alices.begin(order, meter(bytes -> {
                    if (bytes > 0 && some.complete(null)) {
                        at(by).hold(order.id(), true);
                        at(by).hold(order.id(), false);
                    }
                }));
                assertThat(done(attempt)).as(direction + " held by " + by).isEqualTo(SIZE);
            }
        }
    }

    @Test
    public void aPausedTransferBringsNothingUntilItIsResumed() throws Exception {
        TransferOrder order = push();
        CompletableFuture<Void> paused = new CompletableFuture<>();
        AtomicLong last = new AtomicLong();
        Attempt attempt = two.alices.begin(order, new Meter() {
            @Override
            public void opened() {
                at(two.alice.id()).hold(order.id(), true);
                paused.complete(null);
            }

            @Override
            public void moved(long bytes, long total) {
                last.set(bytes);
            }
        });
        paused.get(60, TimeUnit.SECONDS);
        assertThat(last.get()).isZero();
        at(two.alice.id()).hold(order.id(), false);
        assertThat(done(attempt)).isEqualTo(SIZE);
    }

    @Test
    public void aCancelOfEitherEndEndsBoth() throws Exception {
        for (Direction direction : Direction.values()) {
            for (PeerId by : List.of(two.alice.id(), two.bob.id())) {
                Files.deleteIfExists(alices);
                Files.deleteIfExists(bobs);
                two.bobHeard.clear();
                TransferOrder order = direction == Direction.PULL ? pull() : push();
                CompletableFuture<Void> once = new CompletableFuture<>();
                two.onBob(event -> {
                    if (event instanceof TransferEvent.Opened && once.complete(null)) {
                        at(by).cancel(order.id(), "called off");
                    }
                });
                Attempt attempt = two.alices.begin(order, meter(bytes -> {}));
                assertThat(failure(attempt))
                        .as(direction + " cancelled by " + by)
                        .isNotNull();
            }
        }
    }

    @Test
    public void beginsAgainWithTheSameChannel() throws Exception {
        TransferOrder order = pull();
        CompletableFuture<Void> some = new CompletableFuture<>();
        // Bob wants paying after a part of it, so that it cannot be over before it is stopped.
        try (Registration cashing = two.bobs.add(new Cashier())) {
            Attempt attempt = two.alices.begin(order, meter(bytes -> some.complete(null)));
            some.get(60, TimeUnit.SECONDS);
            attempt.stop("the test says so");
            assertThat(failure(attempt).worthRepeating()).isTrue();
        }
        assertThat(done(two.alices.begin(order, meter(bytes -> {})))).isEqualTo(SIZE);
        assertThat(bobHears(TransferEvent.Restarted.class).id()).isEqualTo(order.id());
    }

    /** Wants a voucher for each 2 MB before it sends more. */
    private static final class Cashier implements Revalidator {
        private final List<Long> asked = Collections.synchronizedList(new ArrayList<>());
        private final AtomicLong paid = new AtomicLong(2_000_000);

        @Override
        public String voucherType() {
            return "test";
        }

        @Override
        public Verdict sent(TransferId id, long bytes) {
            if (bytes <= paid.get()) {
                return new Verdict.GoOn(Optional.empty());
            }
            asked.add(bytes);
            return new Verdict.Pause(new Voucher("owed", DagCbor.encode(Node.of(bytes))));
        }

        @Override
        public Verdict voucher(TransferId id, Voucher voucher) {
            if (!voucher.type().equals("payment")) {
                return new Verdict.Stop("that is no money", Optional.empty());
            }
            paid.addAndGet(2_000_000);
            return new Verdict.GoOn(Optional.of(new Voucher("thanks", DagCbor.encode(Node.ofNull()))));
        }
    }

    @Test
    public void stopsForAVoucherAndGoesOnWhenItCame() throws Exception {
        Cashier cashier = new Cashier();
        List<String> results = Collections.synchronizedList(new ArrayList<>());
        TransferOrder order = pull();
        try (Registration cashing = two.bobs.add(cashier);
                Registration hearing = at(two.alice.id()).results((id, response) -> {
                    results.add(response.result().type());
                    if (response.paused()) {
                        at(two.alice.id()).voucher(id, new Voucher("payment", DagCbor.encode(Node.of(1))));
                    }
                })) {
            assertThat(done(two.alices.begin(order, meter(bytes -> {})))).isEqualTo(SIZE);
        }
        assertThat(cashier.asked).hasSize(2);
        assertThat(results).containsExactly("owed", "thanks", "owed", "thanks");
    }

    @Test
    public void endsATransferWhoseVoucherIsNoGood() throws Exception {
        TransferOrder order = pull();
        try (Registration cashing = two.bobs.add(new Cashier());
                Registration hearing = at(two.alice.id()).results((id, response) -> {
                    if (response.paused()) {
                        at(two.alice.id()).voucher(id, new Voucher("button", DagCbor.encode(Node.of(1))));
                    }
                })) {
            failure(two.alices.begin(order, meter(bytes -> {})));
            assertThat(bobHears(TransferEvent.Failed.class).why()).isEqualTo("that is no money");
        }
    }
}
