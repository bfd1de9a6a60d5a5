package io.fondaco.network.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Peers;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.libp2p.internal.limits.LimitSettings;
import io.fondaco.network.libp2p.internal.limits.Limits;
import io.fondaco.network.libp2p.internal.protocol.Perf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What measuring may cost the measured. */
public class PerfTest {

    private final Hosts hosts = new Hosts();
    private Host asking;
    private Host asked;

    @Before
    public void open() {
        asking = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        asked = hosts.host(Settings.STANDARD.securedBy(List.of("noise")));
        Hosts.introduce(asking, asked);
    }

    @After
    public void close() throws Exception {
        hosts.close();
    }

    private Stream stream() {
        return Hosts.await(asking.dial(asked.id(), List.of(Perf.ID)));
    }

    private static Stream wanting(Stream stream, long bytes) {
        Hosts.await(
                stream.write(ByteBuffer.allocate(8).putLong(bytes).flip()).thenCompose(done -> stream.closeWrite()));
        return stream;
    }

    private static Optional<ByteBuffer> read(Stream stream) {
        return Hosts.await(stream.read());
    }

    @Test
    public void resetsWhoWantsMoreThanTenGibibytes() {
        for (long bytes : new long[] {Perf.MOST + 1, Long.MAX_VALUE, -1}) {
            Stream stream = wanting(stream(), bytes);
            assertThatThrownBy(() -> read(stream))
                    .hasCauseInstanceOf(NetworkException.class)
                    .hasMessageContaining("reset");
        }
        Stream most = wanting(stream(), Perf.MOST);
        assertThat(read(most)).isPresent();
        most.reset();
    }

    @Test
    public void answersOneMeasurementOfAPeerAtATime() {
        Stream first = wanting(stream(), 100 << 20);
        assertThat(read(first)).isPresent();
        Stream second = stream();
        assertThatThrownBy(() -> read(second))
                .hasCauseInstanceOf(NetworkException.class)
                .hasMessageContaining("reset");
        assertThat(asked.peers().limits())
                .filteredOn(limit -> limit.scope().equals("measuring " + asking.id()))
                .containsExactly(new Peers.Limit("measuring " + asking.id(), "streams in", 1, 1, 1));
        first.reset();
        // The answer to a ping comes after all that was sent before it.
        Hosts.await(asking.peers().ping(asked.id()));
        assertThat(asked.peers().limits())
                .filteredOn(limit -> limit.scope().startsWith("measuring"))
                .isEmpty();
    }

    @Test
    public void measuresAgainOnceAMeasurementIsOver() {
        for (int i = 0; i < 20; i++) {
            assertThat(Hosts.await(asking.peers().measure(asked.id(), 1000, 1000))
                            .up())
                    .isPositive();
        }
    }

    @Test
    public void asksForOneMeasurementOfAPeerAtATime() {
        CompletableFuture<Peers.Speed> first =
                asking.peers().measure(asked.id(), 100 << 20, 0).toCompletableFuture();
        assertThatThrownBy(() -> Hosts.await(asking.peers().measure(asked.id(), 1, 1)))
                .hasMessageContaining("is under way");
        assertThat(Hosts.await(first).up()).isPositive();
        assertThatThrownBy(() -> asking.peers().measure(asked.id(), Perf.MOST + 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void leavesAPeerThatSendsMoreThanItWasAskedFor() {
        asked.answer(
                new Protocol("/generous", 1 << 20, Duration.ofMinutes(1)),
                stream -> stream.write(ByteBuffer.allocate(101)));
        Perf perf = new Perf(new Limits(LimitSettings.STANDARD));
        assertThatThrownBy(() -> Hosts.await(
                        perf.measure(asked.id(), 0, 100, () -> asking.dial(asked.id(), List.of("/generous")))))
                .hasMessageContaining("sends more than the 100 bytes wanted");
    }
}
