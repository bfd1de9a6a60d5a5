package io.fondaco.network.libp2p.internal.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.network.NetworkException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Frames in, frames out, byte for byte. */
public class YamuxSessionTest extends YamuxFrames {

    @Test
    public void acknowledgesAStreamAndHandsItsBytesOver() {
        receive(frame(WINDOW, SYN, 1, 0), data(0, 1, (byte) 5, (byte) 6));
        assertThat(sent()).containsExactly(hex(frame(WINDOW, ACK, 1, 0)));
        assertThat(opened).hasSize(1);
        assertThat(read(opened.get(0))).containsExactly(5, 6);
    }

    @Test
    public void understandsASynThatCarriesBytesAndFramesThatComeInPieces() {
        byte[] all = data(SYN, 1, (byte) 1, (byte) 2, (byte) 3);
        for (byte b : all) {
            receive(new byte[] {b});
        }
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        for (int i = 0; i < 3 && got.size() < 3; i++) {
            got.writeBytes(read(opened.get(0)));
        }
        assertThat(got.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    public void endsEachDirectionByItself() {
        receive(data(SYN, 1, (byte) 7), frame(WINDOW, FIN, 1, 0));
        YamuxStream stream = opened.get(0);
        assertThat(read(stream)).containsExactly(7);
        assertThat(stream.read().toCompletableFuture().join()).isEmpty();
        sent();
        stream.write(ByteBuffer.wrap(new byte[] {8}));
        stream.closeWrite();
        assertThat(sent()).containsExactly(hex(data(0, 1, (byte) 8)), hex(frame(WINDOW, FIN, 1, 0)));
        assertThat(stream.gone().toCompletableFuture()).isDone();
        assertThat(leases.get(0).released).isEqualTo(1);
        assertThat(session.streams()).isZero();
    }

    @Test
    public void sendsNoMoreThanTheWindowAndGoesOnWhenThereIsMore() {
        receive(frame(WINDOW, SYN, 1, 0));
        sent();
        YamuxStream stream = opened.get(0);
        CompletableFuture<Void> writing =
                stream.write(ByteBuffer.wrap(new byte[300_000])).toCompletableFuture();
        assertThat(sent().stream().mapToInt(frame -> frame.length() / 2 - 12).sum())
                .isEqualTo(262_144);
        assertThat(writing).isNotDone();
        receive(frame(WINDOW, 0, 1, 100_000));
        assertThat(sent().stream().mapToInt(frame -> frame.length() / 2 - 12).sum())
                .isEqualTo(37_856);
        assertThat(writing).isDone();
    }

    @Test
    public void opensTheWindowAgainOnceAQuarterOfItIsRead() {
        receive(frame(WINDOW, SYN, 1, 0));
        sent();
        receive(data(0, 1, new byte[50_000]));
        assertThat(read(opened.get(0))).hasSize(50_000);
        assertThat(sent()).isEmpty();
        receive(data(0, 1, new byte[50_000]));
        assertThat(sent()).as("unread bytes open nothing").isEmpty();
        assertThat(read(opened.get(0))).hasSize(50_000);
        assertThat(sent()).containsExactly(hex(frame(WINDOW, 0, 1, 100_000)));
    }

    @Test
    public void doublesTheWindowWhileThePeerUsesItUpWithinAFewRoundTrips() {
        channel.freezeTime();
        EmbeddedChannel far = channel;
        ByteBuf first = far.readOutbound();
        int number = first.getInt(8);
        first.release();
        far.advanceTimeBy(50, TimeUnit.MILLISECONDS);
        receive(frame(PING, ACK, 0, number), frame(WINDOW, SYN, 1, 0));
        sent();
        assertThat(session.roundTrip()).isPresent();
        YamuxStream stream = opened.get(0);
        receive(data(0, 1, new byte[65_536]));
        assertThat(read(stream)).hasSize(65_536);
        assertThat(leases.get(0).grown).as("used up at once").isEqualTo(262_144);
        receive(data(0, 1, new byte[131_072]));
        assertThat(read(stream)).hasSize(131_072);
        assertThat(leases.get(0).grown).as("and again").isEqualTo(262_144 + 524_288);
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        receive(data(0, 1, new byte[600_000]));
        assertThat(read(stream)).hasSize(600_000);
        assertThat(leases.get(0).grown).as("used up slowly").isEqualTo(262_144 + 524_288);
    }

    @Test
    public void endsAStreamThatIsSilentTooLong() {
        channel.freezeTime();
        receive(frame(WINDOW, SYN, 1, 0));
        opened.get(0).agreed("/p", Duration.ofSeconds(10));
        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        receive(data(0, 1, (byte) 1));
        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        sent();
        assertThat(session.streams()).isEqualTo(1);
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(sent()).contains(hex(frame(WINDOW, RST, 1, 0)));
        assertThat(session.streams()).isZero();
    }

    @Test
    public void aStreamThatWeGaveUpDoesNotLingerWhenThePeerNeverEndsIt() {
        channel.freezeTime();
        receive(frame(WINDOW, SYN, 1, 0), data(0, 1, new byte[10]));
        opened.get(0).close();
        assertThat(sent()).contains(hex(frame(WINDOW, FIN, 1, 0)));
        receive(data(0, 1, new byte[200_000]));
        channel.advanceTimeBy(61, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(sent()).contains(hex(frame(WINDOW, RST, 1, 0)));
        assertThat(leases.get(0).released).isEqualTo(1);
    }

    @Test
    public void streamsThatAreOverLeaveNoTaskBehind() {
        YamuxSettings standard = YamuxSettings.STANDARD;
        Duration soon = Duration.ofSeconds(10);
        YamuxSession busy = new YamuxSession(
                PEER,
                false,
                new YamuxSettings(
                        standard.maxWindow(), standard.maxFrame(), standard.keepAlive(), standard.patience(), soon),
                this::admit,
                opened::add);
        EmbeddedChannel line = new EmbeddedChannel(busy);
        line.freezeTime();
        long keepAlive = line.runScheduledPendingTasks();
        for (int i = 0; i < 5000; i++) {
            int id = 2 * i + 1;
            line.writeInbound(Unpooled.copiedBuffer(frame(WINDOW, SYN, id, 0)));
            YamuxStream stream = opened.get(i);
            stream.agreed("/p", soon);
            stream.close();
            assertThat(line.runScheduledPendingTasks()).isEqualTo(soon.toNanos());
            int end = i % 2 == 0 ? FIN : RST;
            line.writeInbound(Unpooled.copiedBuffer(frame(WINDOW, end, id, 0)));
            assertThat(line.runScheduledPendingTasks()).as("after stream %s", i).isEqualTo(keepAlive);
            line.releaseOutbound();
        }
        assertThat(busy.streams()).isZero();
        line.finishAndReleaseAll();
    }

    @Test
    public void passesOverFramesOfStreamsThatAreGone() {
        receive(frame(WINDOW, SYN, 1, 0));
        opened.get(0).reset();
        sent();
        receive(data(0, 1, new byte[1000]), frame(WINDOW, 0, 1, 5), frame(WINDOW, FIN, 1, 0), frame(WINDOW, RST, 1, 0));
        receive(data(0, 77, new byte[10]), frame(WINDOW, SYN, 3, 0));
        assertThat(opened).hasSize(2);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    public void answersPingsAndGoesOn() {
        receive(frame(PING, SYN, 0, 0xcafe));
        assertThat(sent()).containsExactly(hex(frame(PING, ACK, 0, 0xcafe)));
    }

    @Test
    public void breaksStreamsThatThePeerResets() {
        receive(frame(WINDOW, SYN, 1, 0));
        CompletableFuture<Optional<ByteBuffer>> reading = opened.get(0).read().toCompletableFuture();
        receive(frame(WINDOW, RST, 1, 0));
        assertThatThrownBy(reading::join)
                .hasCauseInstanceOf(NetworkException.class)
                .hasMessageContaining("reset");
        assertThat(leases.get(0).released).isEqualTo(1);
    }

    @Test
    public void aPeerThatGoesAwayTakesNoNewStreamsAndKeepsTheOldOnes() {
        receive(frame(WINDOW, SYN, 1, 0), frame(GO_AWAY, 0, 0, 0));
        assertThatThrownBy(() -> session.open().toCompletableFuture().join()).hasMessageContaining("no more streams");
        receive(data(0, 1, (byte) 3));
        assertThat(read(opened.get(0))).containsExactly(3);
    }

    @Test
    public void streamsTakeTurns() {
        receive(frame(WINDOW, SYN, 1, 0), frame(WINDOW, SYN, 3, 0));
        sent();
        channel.eventLoop().execute(() -> {
            opened.get(0).write(ByteBuffer.wrap(new byte[200_000]));
            opened.get(1).write(ByteBuffer.wrap(new byte[10]));
        });
        channel.runPendingTasks();
        List<String> frames = sent();
        int small = frames.indexOf(hex(data(0, 3, new byte[10])));
        assertThat(small).isBetween(0, frames.size() - 1);
    }
}
