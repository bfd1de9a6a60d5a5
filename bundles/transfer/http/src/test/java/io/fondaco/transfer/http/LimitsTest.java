package io.fondaco.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What one host and one file may take, and how long an address may have us wait. */
public class LimitsTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HandCrankedTime time = new HandCrankedTime();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final HttpTransport transport = opened(new HttpTransport(
            time,
            new HttpSettings(
                    true,
                    0,
                    1,
                    1000,
                    Duration.ofSeconds(15),
                    0,
                    Duration.ofSeconds(60),
                    new HttpSettings.Limits(Duration.ofHours(24), 150, Duration.ofHours(1)))));

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    @After
    public void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private RawServer serve(RawServer.Answer answer) throws Exception {
        return opened(new RawServer(answer));
    }

    private TransferOrder order(String host, RawServer server, String file, long bytes) {
        return Pulls.order(
                "http://" + host + ":" + server.port() + "/x",
                Map.of(),
                folder.getRoot().toPath().resolve(file),
                bytes,
                bytes);
    }

    private TransportException answered(String... lines) throws Exception {
        try (RawServer server = new RawServer((request, out) -> RawServer.say(out, lines))) {
            return Pulls.failure(transport, order("127.0.0.1", server, "draft", 10));
        }
    }

    @Test
    public void waitsAsLongAsABusyAddressAsks() throws Exception {
        for (String status : new String[] {"429 Slow", "503 Busy"}) {
            TransportException busy = answered("HTTP/1.1 " + status, "Retry-After: 120", "Content-Length: 0");
            assertThat(busy.worthRepeating()).isTrue();
            assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(120));
            assertThat(busy).hasMessageContaining("asks to wait 120 s");
        }
        assertThat(answered("HTTP/1.1 503 Busy", "Retry-After: Thu, 01 Jan 2026 00:10:00 GMT")
                        .pause())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    public void waitsNoLongerThanAnHourWhateverAnAddressAsks() throws Exception {
        assertThat(answered("HTTP/1.1 503 Busy", "Retry-After: 999999999").pause())
                .isEqualTo(Duration.ofHours(1));
        assertThat(answered("HTTP/1.1 503 Busy", "Retry-After: Fri, 01 Jan 2027 00:00:00 GMT")
                        .pause())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    public void heedsNoRetryAfterThatMakesNoSense() throws Exception {
        for (String after :
                new String[] {"soon", "-5", "0", "1.5", "99999999999", "Thu, 01 Jan 2015 00:00:00 GMT", ""}) {
            TransportException busy = answered("HTTP/1.1 503 Busy", "Retry-After: " + after);
            assertThat(busy.worthRepeating()).as(after).isTrue();
            assertThat(busy.pause()).as(after).isZero();
        }
        assertThat(answered("HTTP/1.1 503 Busy", "Retry-After: 5", "Retry-After: 6")
                        .pause())
                .isZero();
        TransportException missing = answered("HTTP/1.1 404 No", "Retry-After: 5");
        assertThat(missing.worthRepeating()).isFalse();
    }

    @Test
    public void takesNoMoreFromOneHostAtOnceThanAllowed() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        byte[] content = Pulls.content(100);
        RawServer server = serve((request, out) -> {
            asked.countDown();
            assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            RawServer.range(request, out, content, "\"a\"", Long.MAX_VALUE);
        });
        Attempt first = transport.begin(order("127.0.0.1", server, "one", 100), Pulls.NOBODY);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        TransportException second = Pulls.failure(transport, order("127.0.0.1", server, "two", 100));
        assertThat(second.worthRepeating()).isTrue();
        assertThat(second.pause()).isPositive();
        assertThat(second).hasMessageContaining("100 of 150 bytes are on their way");
        Attempt elsewhere = transport.begin(order("localhost", server, "three", 100), Pulls.NOBODY);
        go.countDown();
        assertThat(Pulls.done(first)).isEqualTo(100);
        assertThat(Pulls.done(elsewhere)).isEqualTo(100);
        assertThat(Pulls.done(transport.begin(order("127.0.0.1", server, "two", 100), Pulls.NOBODY)))
                .isEqualTo(100);
    }

    @Test
    public void refusesForGoodAFileThatIsMoreThanAHostMayEverHaveUnderWay() throws Exception {
        RawServer server = serve((request, out) -> {});
        TransportException refused = Pulls.failure(transport, order("127.0.0.1", server, "large", 151));
        assertThat(refused.worthRepeating()).isFalse();
        assertThat(server.requests).isEmpty();
    }

    @Test
    public void givesUpAFileThatTakesMoreThanADayOverAllAttempts() throws Exception {
        RawServer server = serve((request, out) -> RawServer.say(out, "HTTP/1.1 500 Later"));
        TransferOrder order = order("127.0.0.1", server, "slow", 100);
        assertThat(Pulls.failure(transport, order).worthRepeating()).isTrue();
        time.turn(Duration.ofHours(23));
        assertThat(Pulls.failure(transport, order).worthRepeating()).isTrue();
        time.turn(Duration.ofHours(1));
        TransportException late = Pulls.failure(transport, order);
        assertThat(late.worthRepeating()).isFalse();
        assertThat(late).hasMessageContaining("more than 86400 s in all");
        assertThat(Pulls.failure(transport, order).worthRepeating())
                .as("a new order has a day of its own")
                .isTrue();
    }

    @Test
    public void cutsAPullThatRunsWhenItsDayIsOver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RawServer server = serve((request, out) -> {
            asked.countDown();
            never.await(20, TimeUnit.SECONDS);
        });
        Attempt attempt = transport.begin(order("127.0.0.1", server, "hanging", 100), Pulls.NOBODY);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        time.turn(Duration.ofHours(24));
        assertThat(Pulls.failure(attempt).worthRepeating()).isFalse();
        never.countDown();
    }
}
