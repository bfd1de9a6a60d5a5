package io.fondaco.network.libp2p.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PeerId;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.libp2p.Hosts;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Test;

public class RaceTest {

    private static final PeerId PEER = Hosts.identity(5).peerId();

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final Map<Multiaddr, CompletableFuture<String>> begun = new LinkedHashMap<>();
    private final List<String> discarded = new ArrayList<>();
    private CompletableFuture<String> result;

    @Before
    public void freeze() {
        clock.freezeTime();
    }

    private static Multiaddr address(int number) {
        return Multiaddr.parse("/ip4/192.0.2." + number + "/tcp/1");
    }

    private void race(int addresses) {
        List<Multiaddr> all =
                IntStream.rangeClosed(1, addresses).mapToObj(RaceTest::address).toList();
        result = new Race<>(PEER, all, clock.eventLoop(), Duration.ofSeconds(30), this::begin, discarded::add)
                .run()
                .toCompletableFuture();
        clock.runPendingTasks();
    }

    private CompletableFuture<String> begin(Multiaddr address) {
        CompletableFuture<String> attempt = new CompletableFuture<>();
        begun.put(address, attempt);
        return attempt;
    }

    private CompletableFuture<String> attempt(int number) {
        return begun.get(address(number));
    }

    private void fail(int number) {
        attempt(number)
                .completeExceptionally(new NetworkException(Reason.REFUSED, address(number) + ": Connection refused"));
        clock.runPendingTasks();
    }

    private void pass(long millis) {
        clock.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        clock.runPendingTasks();
        clock.runScheduledPendingTasks();
        clock.runPendingTasks();
    }

    @Test
    public void beginsTheNextAddressAfterAQuarterOfASecondWithoutAnAnswer() {
        race(2);
        pass(249);
        assertThat(begun).hasSize(1);
        pass(1);
        assertThat(begun).hasSize(2);
    }

    @Test
    public void beginsTheNextAddressAtOnceWhenOneFails() {
        race(3);
        fail(1);
        assertThat(begun).hasSize(2);
        pass(249);
        assertThat(begun).hasSize(2);
        pass(1);
        assertThat(begun).hasSize(3);
    }

    @Test
    public void hasNoMoreThanThreeAddressesUnderWay() {
        race(32);
        pass(250);
        pass(250);
        pass(250);
        pass(5000);
        assertThat(begun).hasSize(3);
        fail(2);
        assertThat(begun).hasSize(4);
    }

    @Test
    public void theFirstToBeReadyWinsAndTheOthersAreGivenUp() {
        race(4);
        pass(250);
        attempt(2).complete("second");
        clock.runPendingTasks();
        assertThat(result).isCompletedWithValue("second");
        assertThat(attempt(1)).isCancelled();
        pass(60_000);
        assertThat(begun).hasSize(2);
        assertThat(clock.runScheduledPendingTasks()).as("no timer is left").isEqualTo(-1);
    }

    @Test
    public void aConnectionThatComesTooLateIsDiscarded() {
        race(2);
        pass(250);
        attempt(1).complete("first");
        attempt(2).complete("second");
        clock.runPendingTasks();
        assertThat(result).isCompletedWithValue("first");
        assertThat(discarded).containsExactly("second");
    }

    @Test
    public void givesUpAfterThirtySecondsAndNamesEachAddressOnce() {
        race(5);
        fail(1);
        pass(250);
        pass(250);
        pass(29_499);
        assertThat(result).isNotDone();
        pass(1);
        assertThatThrownBy(result::join)
                .hasCauseInstanceOf(NetworkException.class)
                .hasMessageEndingWith(PEER + " cannot be reached: /ip4/192.0.2.1/tcp/1: Connection refused; "
                        + "/ip4/192.0.2.2/tcp/1: not ready within 30 s; /ip4/192.0.2.3/tcp/1: not ready within 30 s; "
                        + "/ip4/192.0.2.4/tcp/1: not ready within 30 s; /ip4/192.0.2.5/tcp/1: not tried within 30 s");
        assertThat(attempt(2)).isCancelled();
    }

    @Test
    public void oneAddressFailsWithItsOwnReason() {
        race(1);
        fail(1);
        assertThatThrownBy(result::join)
                .cause()
                .isInstanceOfSatisfying(NetworkException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(Reason.REFUSED))
                .hasMessage("/ip4/192.0.2.1/tcp/1: Connection refused");
    }
}
