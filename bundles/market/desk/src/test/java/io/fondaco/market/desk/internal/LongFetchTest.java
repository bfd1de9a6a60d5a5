package io.fondaco.market.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.market.Payload;
import io.fondaco.model.Progress;
import io.fondaco.model.Registration;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferListener;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.Transfers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Fetches that take days, stall, are called off and gone on with. */
public class LongFetchTest extends DeskHouse {

    private final Lane lane = new Lane("fetches", 1, 10);
    private final LinkedBlockingQueue<TransferOrder> begun = new LinkedBlockingQueue<>();
    private final List<String> cancelled = new ArrayList<>();
    private volatile TransferListener listener;
    private Payload payload;
    private byte[] car;
    private Path out;

    /** Transfers that move what the test moves. */
    private Transfers byHand() {
        return fake(
                Transfers.class,
                Map.of(
                        "nextNumber", a -> 7L + begun.size(),
                        "respond", a -> (Registration) () -> {},
                        "listen",
                                a -> {
                                    listener = (TransferListener) a[1];
                                    return (Registration) () -> {};
                                },
                        "begin", a -> begun.add((TransferOrder) a[0]),
                        "cancel", a -> cancelled.add((String) a[1])));
    }

    @Before
    public void store() throws Exception {
        payload = new Preparing(blobs, staging).prepare(file("some", 100_000), Progress.NONE);
        Path blob = blobs.find(payload.pieceCid()).orElseThrow().path();
        stored(payload, "bob", 1000, blob);
        car = Files.readAllBytes(blob);
        out = folder.getRoot().toPath().resolve("out");
        fetching = fetching(byHand());
        fetching.enter(alice);
    }

    @After
    public void closeLane() {
        lane.close();
    }

    private CompletableFuture<Long> fetch() {
        return lane.submit(() ->
                fetching.fetch("alice", payload.root(), out, Progress.NONE).bytes());
    }

    private TransferOrder order() throws Exception {
        TransferOrder order = begun.poll(10, TimeUnit.SECONDS);
        assertThat(order).isNotNull();
        return order;
    }

    private void moves(TransferOrder order, int from, int to) {
        try {
            Files.write(order.file(), Arrays.copyOfRange(car, from, to), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.on(new TransferEvent.Moved(order.id(), order.initiator(), to, car.length));
    }

    private void completes(TransferOrder order) {
        listener.on(new TransferEvent.Completed(order.id(), order.initiator(), car.length));
    }

    @Test
    public void goesOnForDaysAsLongAsBytesCome() throws Exception {
        CompletableFuture<Long> fetch = fetch();
        TransferOrder order = order();
        int step = car.length / 200;
        int at = 0;
        for (; at + step < car.length; at += step) {
            moves(order, at, at + step);
            patience.turn(Duration.ofMinutes(29));
        }
        moves(order, at, car.length);
        completes(order);
        assertThat(fetch.get(10, TimeUnit.SECONDS)).isEqualTo(100_000);
        assertThat(cancelled).isEmpty();
        assertThat(drafts(home)).isEmpty();
    }

    @Test
    public void givesUpWhenNoNewByteComesAndGoesOnThereTheNextTime() throws Exception {
        CompletableFuture<Long> fetch = fetch();
        TransferOrder order = order();
        moves(order, 0, 1000);
        // Again what was there: no progress.
        listener.on(new TransferEvent.Moved(order.id(), order.initiator(), 1000, car.length));
        while (!fetch.isDone()) {
            patience.turn(Duration.ofMinutes(31));
        }
        assertThatThrownBy(() -> fetch.get(10, TimeUnit.SECONDS))
                .hasMessageContaining("no new byte came for 30 minutes");
        assertThat(cancelled).hasSize(1);

        CompletableFuture<Long> again = fetch();
        TransferOrder second = order();
        assertThat(second.file()).isEqualTo(order.file());
        assertThat(Files.size(second.file())).isEqualTo(1000);
        moves(second, 1000, car.length);
        completes(second);
        assertThat(again.get(10, TimeUnit.SECONDS)).isEqualTo(100_000);
        assertThat(drafts(home)).isEmpty();
    }

    @Test
    public void callsTheTransferOffWhenNobodyWaitsAnyMoreAndAsksNoOtherProvider() throws Exception {
        stored(
                payload,
                "carol",
                1001,
                blobs.find(payload.pieceCid()).orElseThrow().path());
        CompletableFuture<Long> fetch = fetch();
        TransferOrder order = order();
        moves(order, 0, 1000);
        fetch.cancel(true);
        lane.submit(() -> "next").get(10, TimeUnit.SECONDS);
        assertThat(cancelled).containsExactly("nobody waits for it any more");
        assertThat(begun).isEmpty();
        assertThat(Files.size(order.file())).isEqualTo(1000);
    }

    @Test
    public void twoFetchesOfTheSameShareNoDraft() throws Exception {
        Lane two = new Lane("more", 1, 1);
        CompletableFuture<Long> first = fetch();
        TransferOrder one = order();
        TransferListener ear = listener;
        CompletableFuture<Long> second = two.submit(() ->
                fetching.fetch("alice", payload.root(), out, Progress.NONE).bytes());
        TransferOrder other = order();
        assertThat(other.file()).isNotEqualTo(one.file());
        Files.write(one.file(), car);
        Files.write(other.file(), car);
        completes(other);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(100_000);
        ear.on(new TransferEvent.Completed(one.id(), one.initiator(), car.length));
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(100_000);
        assertThat(drafts(home)).isEmpty();
        two.close();
    }

    @Test
    public void storesGoOnWhileEveryFetchHangsAndAllEndWhenTheDeskCloses() throws Exception {
        DeskSettings settings = fake(
                DeskSettings.class,
                Map.of(
                        "storesAtOnce",
                        a -> 1,
                        "fetchesAtOnce",
                        a -> 1,
                        "waiting",
                        a -> 5,
                        "stallMinutes",
                        a -> 30,
                        "fetchBy",
                        a -> "local"));
        IntakeComponent desk = new IntakeComponent(settings, blobs, staging, deals(), chain(), byHand(), sectors());
        desk.enter(alice);
        List<CompletableFuture<?>> hanging = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            hanging.add(desk.fetch("alice", payload.root(), out, Progress.NONE).toCompletableFuture());
        }
        order();
        desk.prepare(file("other", 5000), Progress.NONE).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(hanging).noneMatch(CompletableFuture::isDone);
        desk.close();
        assertThat(hanging).allMatch(CompletableFuture::isCompletedExceptionally);
    }
}
