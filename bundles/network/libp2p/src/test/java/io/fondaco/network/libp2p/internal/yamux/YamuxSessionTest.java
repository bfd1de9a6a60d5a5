package io.fondaco.network.libp2p.internal.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PeerId;
import io.fondaco.network.NetworkException;
import io.fondaco.network.libp2p.Hosts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** Frames in, frames out, byte for byte. */
public class YamuxSessionTest {

    private static final int DATA = 0;
    private static final int WINDOW = 1;
    private static final int PING = 2;
    private static final int GO_AWAY = 3;
    private static final int SYN = 1;
    private static final int ACK = 2;
    private static final int FIN = 4;
    private static final int RST = 8;

    private static final PeerId PEER = Hosts.identity(9).peerId();

    private final List<YamuxStream> opened = new ArrayList<>();
    private final List<CountingLease> leases = new ArrayList<>();
    private int room = 100_000;
    private final YamuxSession session =
            new YamuxSession(PEER, false, YamuxSettings.STANDARD, this::admit, opened::add);
    private final EmbeddedChannel channel = new EmbeddedChannel(session);

    private static final class CountingLease implements Admission.Lease {
        private long grown;
        private int released;

        @Override
        public boolean grow(long bytes) {
            grown += bytes;
            return true;
        }

        @Override
        public void release() {
            released++;
        }
    }

    private Optional<Admission.Lease> admit(boolean outbound) {
        if (room-- <= 0) {
            return Optional.empty();
        }
        CountingLease lease = new CountingLease();
        leases.add(lease);
        return Optional.of(lease);
    }

    @After
    public void close() {
        channel.finishAndReleaseAll();
    }

    private static byte[] frame(int type, int flags, int id, int length, byte... data) {
        return ByteBuffer.allocate(12 + data.length)
                .put((byte) 0)
                .put((byte) type)
                .putShort((short) flags)
                .putInt(id)
                .putInt(length)
                .put(data)
                .array();
    }

    private static byte[] data(int flags, int id, byte... data) {
        return frame(DATA, flags, id, data.length, data);
    }

    private void receive(byte[]... frames) {
        for (byte[] frame : frames) {
            channel.writeInbound(Unpooled.copiedBuffer(frame));
        }
    }

    /** All frames sent since the last call, as hexadecimal, pings left out. */
    private List<String> sent() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            out.release();
            all.writeBytes(bytes);
        }
        ByteBuffer in = ByteBuffer.wrap(all.toByteArray());
        List<String> frames = new ArrayList<>();
        while (in.hasRemaining()) {
            int type = in.get(in.position() + 1);
            int length = 12 + (type == DATA ? in.getInt(in.position() + 8) : 0);
            byte[] frame = new byte[length];
            in.get(frame);
            boolean keepAlive = type == PING && frame[3] == SYN;
            if (!keepAlive) {
                frames.add(HexFormat.of().formatHex(frame));
            }
        }
        return frames;
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    private static byte[] read(YamuxStream stream) {
        CompletableFuture<Optional<ByteBuffer>> reading = stream.read().toCompletableFuture();
        assertThat(reading).isDone();
        byte[] bytes = new byte[reading.join().orElse(ByteBuffer.allocate(0)).remaining()];
        reading.join().ifPresent(buffer -> buffer.get(bytes));
        return bytes;
    }

    private void assertThrownOut() {
        assertThat(sent()).last().isEqualTo(hex(frame(GO_AWAY, 0, 0, 1)));
        assertThat(channel.isOpen()).isFalse();
        assertThat(session.over()).isPresent();
        assertThat(leases).allSatisfy(lease -> assertThat(lease.released).isEqualTo(1));
    }

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
    public void dropsAPeerThatDoesNotAnswerPings() {
        channel.freezeTime();
        sent();
        channel.advanceTimeBy(31, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(session.over().orElseThrow().reason()).isEqualTo(NetworkException.Reason.OUT_OF_TIME);
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
    public void refusesStreamsOverTheLimitByResettingThem() {
        room = 1;
        receive(frame(WINDOW, SYN, 1, 0), data(SYN, 3, new byte[10]), data(0, 3, new byte[10]));
        assertThat(sent()).containsExactly(hex(frame(WINDOW, ACK, 1, 0)), hex(frame(WINDOW, RST, 3, 0)));
        assertThat(opened).hasSize(1);
        assertThat(channel.isOpen()).isTrue();
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
    public void aPeerThatSendsMoreThanTheWindowIsThrownOut() {
        receive(frame(WINDOW, SYN, 1, 0));
        receive(data(0, 1, new byte[200_000]));
        receive(data(0, 1, new byte[62_145]));
        assertThrownOut();
    }

    @Test
    public void aLengthOfFourGibibytesIsThrownOutBeforeAByteOfIt() {
        receive(frame(WINDOW, SYN, 1, 0), frame(DATA, 0, 1, 0xffff_ffff));
        assertThrownOut();
    }

    @Test
    public void aLengthOfFourGibibytesForAnUnknownStreamIsThrownOutAsWell() {
        receive(frame(DATA, 0, 99, 0xffff_ffff));
        assertThrownOut();
    }

    @Test
    public void aWindowThatOverflowsIsThrownOut() {
        receive(frame(WINDOW, SYN, 1, 0), frame(WINDOW, 0, 1, 0x7fff_ffff));
        assertThrownOut();
    }

    @Test
    public void streamsThatAreNotThePeersToOpenAreThrownOut() {
        receive(frame(WINDOW, SYN, 2, 0));
        assertThrownOut();
    }

    @Test
    public void anotherVersionAndUnknownTypesAreThrownOut() {
        byte[] version = frame(WINDOW, SYN, 1, 0);
        version[0] = 1;
        receive(version);
        assertThrownOut();
        EmbeddedChannel other =
                new EmbeddedChannel(new YamuxSession(PEER, false, YamuxSettings.STANDARD, this::admit, opened::add));
        other.writeInbound(Unpooled.copiedBuffer(frame(4, 0, 0, 0)));
        assertThat(other.isOpen()).isFalse();
        other.finishAndReleaseAll();
    }

    @Test
    public void aPeerThatGoesAwayTakesNoNewStreamsAndKeepsTheOldOnes() {
        receive(frame(WINDOW, SYN, 1, 0), frame(GO_AWAY, 0, 0, 0));
        assertThatThrownBy(() -> session.open().toCompletableFuture().join()).hasMessageContaining("no more streams");
        receive(data(0, 1, (byte) 3));
        assertThat(read(opened.get(0))).containsExactly(3);
    }

    @Test
    public void aPeerThatOpensAndResetsStreamsWithoutEndIsRefusedThemAndThrownOutInTheEnd() {
        channel.freezeTime();
        for (int i = 0; i < 5001; i++) {
            receive(frame(WINDOW, SYN, 2 * i + 1, 0), frame(WINDOW, RST, 2 * i + 1, 0));
        }
        assertThat(opened).hasSize(5000);
        assertThat(sent()).last().isEqualTo(hex(frame(WINDOW, RST, 10_001, 0)));
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        receive(frame(WINDOW, SYN, 10_003, 0));
        assertThat(opened).hasSize(5001);
        List<String> last = sent();
        for (int i = 10_005; channel.isOpen() && i < 500_000; i += 2) {
            receive(frame(WINDOW, SYN, i, 0));
            last = sent();
        }
        assertThat(last).last().isEqualTo(hex(frame(GO_AWAY, 0, 0, 1)));
        assertThat(session.over()).isPresent();
    }

    /** Of a peer that sends and never reads. */
    private EmbeddedChannel toADeafPeer(YamuxSession unread) {
        EmbeddedChannel deaf = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void flush(ChannelHandlerContext ctx) {
                        // Nothing leaves: the peer's windows are full.
                    }
                },
                unread);
        deaf.freezeTime();
        return deaf;
    }

    @Test
    public void aPeerThatHasStreamsRefusedAndDoesNotReadThatIsLeft() {
        room = 0;
        YamuxSession unread = new YamuxSession(PEER, false, YamuxSettings.STANDARD, this::admit, opened::add);
        EmbeddedChannel deaf = toADeafPeer(unread);
        long most = 0;
        for (int i = 1; i < 200_000 && deaf.isOpen(); i += 2) {
            most = deaf.unsafe().outboundBuffer().totalPendingWriteBytes();
            deaf.writeInbound(Unpooled.copiedBuffer(frame(WINDOW, SYN, i, 0)));
        }
        assertThat(unread.over().orElseThrow()).hasMessageContaining("does not read");
        assertThat(most).isBetween(1L << 20, 3L << 20);
        deaf.finishAndReleaseAll();
    }

    @Test
    public void aPeerThatDoesNotReadAcknowledgementsIsLeftAndItsStreamsBreak() {
        YamuxSession unread = new YamuxSession(PEER, false, YamuxSettings.STANDARD, this::admit, opened::add);
        EmbeddedChannel deaf = toADeafPeer(unread);
        for (int second = 0; second < 20 && deaf.isOpen(); second++) {
            for (int i = 0; i < 4000 && deaf.isOpen(); i++) {
                deaf.writeInbound(Unpooled.copiedBuffer(frame(WINDOW, SYN, 8001 * second + 2 * i + 1 + second % 2, 0)));
            }
            deaf.advanceTimeBy(1, TimeUnit.SECONDS);
        }
        assertThat(unread.over().orElseThrow()).hasMessageContaining("does not read");
        assertThat(opened).hasSize(leases.size() - 1);
        assertThat(leases).allSatisfy(lease -> assertThat(lease.released).isEqualTo(1));
        deaf.finishAndReleaseAll();
    }

    @Test
    public void aPeerThatReadsMayHaveManyStreamsRefusedInOneTurn() {
        room = 0;
        ByteBuf many = Unpooled.buffer();
        for (int i = 0; i < 15_000; i++) {
            many.writeBytes(frame(WINDOW, SYN, 2 * i + 1, 0));
        }
        channel.writeInbound(many);
        assertThat(sent()).hasSize(15_000);
        assertThat(channel.isOpen()).isTrue();
    }

    private int nextPing(EmbeddedChannel line) {
        int number = 0;
        for (ByteBuf out = line.readOutbound(); out != null; out = line.readOutbound()) {
            number = out.getInt(8);
            out.release();
        }
        return number;
    }

    @Test
    public void aPeerThatAnswersPingsItHasNotReadIsDropped() {
        channel.freezeTime();
        int first = nextPing(channel);
        receive(frame(PING, ACK, 0, first));
        assertThat(session.roundTrip()).isPresent();
        channel.advanceTimeBy(30, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(nextPing(channel)).isNotEqualTo(first + 1);
        receive(frame(PING, ACK, 0, first + 1));
        channel.advanceTimeBy(30, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(session.over().orElseThrow().reason()).isEqualTo(NetworkException.Reason.OUT_OF_TIME);
    }

    @Test
    public void aPeerThatPingsWithoutEndIsThrownOut() {
        channel.freezeTime();
        for (int i = 0; i < 101; i++) {
            receive(frame(PING, SYN, 0, i));
        }
        assertThrownOut();
    }

    @Test
    public void aPeerThatSendsEmptyFramesWithoutEndIsThrownOut() {
        channel.freezeTime();
        receive(frame(WINDOW, SYN, 1, 0));
        for (int i = 0; i < 200_000 && channel.isOpen(); i++) {
            receive(frame(DATA, 0, 1, 0));
        }
        assertThrownOut();
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

    @Test
    public void survivesAMillionMutatedFrames() {
        Random random = new Random(21112026);
        byte[][] good = {
            frame(WINDOW, SYN, 1, 0),
            data(0, 1, new byte[20]),
            frame(WINDOW, 0, 1, 100),
            data(SYN, 3, new byte[5]),
            frame(PING, SYN, 0, 9),
            frame(WINDOW, FIN, 1, 0),
            frame(WINDOW, RST, 3, 0),
            frame(GO_AWAY, 0, 0, 0)
        };
        int frames = 0;
        while (frames < 1_000_000) {
            List<Admission.Lease> taken = new ArrayList<>();
            int[] released = new int[1];
            EmbeddedChannel fuzzed = new EmbeddedChannel(new YamuxSession(
                    PEER,
                    random.nextBoolean(),
                    YamuxSettings.STANDARD,
                    outbound -> {
                        Admission.Lease lease = new Admission.Lease() {
                            @Override
                            public boolean grow(long bytes) {
                                return false;
                            }

                            @Override
                            public void release() {
                                released[0]++;
                            }
                        };
                        taken.add(lease);
                        return Optional.of(lease);
                    },
                    stream -> {}));
            for (int i = 0; i < 50 && fuzzed.isOpen(); i++, frames++) {
                byte[] bytes = good[random.nextInt(good.length)].clone();
                if (random.nextInt(4) == 0) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                fuzzed.writeInbound(Unpooled.wrappedBuffer(bytes));
            }
            fuzzed.finishAndReleaseAll();
            assertThat(released[0]).isEqualTo(taken.size());
        }
    }
}
