package io.fondaco.transfer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PeerId;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.spi.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;

/** What becomes of an order: attempts, pauses, limits, its end. */
public class DispatcherTest extends DispatcherHouse {

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

    @Test
    public void waitsAsLongAsATransportAsksAndDoesNotCountThat() {
        dispatcher.close();
        dispatcher = dispatcher(settings(20, 20, 2));
        dispatcher.addTransport(transport);
        dispatcher.begin(push(1, BOB));
        for (int i = 1; i <= 10; i++) {
            transport
                    .last()
                    .done
                    .completeExceptionally(TransportException.later("asked to wait", Duration.ofMinutes(20)));
            assertThat(view().note()).isEqualTo("asked to wait");
            time.turn(Duration.ofMinutes(20).minusMillis(1));
            assertThat(transport.begun).hasSize(i);
            time.turn(Duration.ofMillis(1));
            assertThat(transport.begun).hasSize(i + 1);
        }
        transport.last().breaks();
        assertThat(view().status()).isEqualTo("stalled");
        time.turn(Duration.ofMinutes(1));
        transport.last().breaks();
        assertThat(view().status()).isEqualTo("failed");
    }
}
