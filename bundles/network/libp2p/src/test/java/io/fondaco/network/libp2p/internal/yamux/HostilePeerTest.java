package io.fondaco.network.libp2p.internal.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.network.NetworkException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What a peer must not do costs it the stream or the connection, and this node little. */
public class HostilePeerTest extends YamuxFrames {

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
    public void refusesStreamsOverTheLimitByResettingThem() {
        room = 1;
        receive(frame(WINDOW, SYN, 1, 0), data(SYN, 3, new byte[10]), data(0, 3, new byte[10]));
        assertThat(sent()).containsExactly(hex(frame(WINDOW, ACK, 1, 0)), hex(frame(WINDOW, RST, 3, 0)));
        assertThat(opened).hasSize(1);
        assertThat(channel.isOpen()).isTrue();
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
