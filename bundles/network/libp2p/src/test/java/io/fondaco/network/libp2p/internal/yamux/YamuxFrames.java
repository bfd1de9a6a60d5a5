package io.fondaco.network.libp2p.internal.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.PeerId;
import io.fondaco.network.libp2p.Hosts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.After;

/** One end of a session, whose frames tests write and read byte for byte. */
public abstract class YamuxFrames {

    static final int DATA = 0;
    static final int WINDOW = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;
    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    static final PeerId PEER = Hosts.identity(9).peerId();

    final List<YamuxStream> opened = new ArrayList<>();
    final List<CountingLease> leases = new ArrayList<>();
    int room = 100_000;
    final YamuxSession session = new YamuxSession(PEER, false, YamuxSettings.STANDARD, this::admit, opened::add);
    final EmbeddedChannel channel = new EmbeddedChannel(session);

    static final class CountingLease implements Admission.Lease {
        long grown;
        int released;

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

    Optional<Admission.Lease> admit(boolean outbound) {
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

    static byte[] frame(int type, int flags, int id, int length, byte... data) {
        return ByteBuffer.allocate(12 + data.length)
                .put((byte) 0)
                .put((byte) type)
                .putShort((short) flags)
                .putInt(id)
                .putInt(length)
                .put(data)
                .array();
    }

    static byte[] data(int flags, int id, byte... data) {
        return frame(DATA, flags, id, data.length, data);
    }

    void receive(byte[]... frames) {
        for (byte[] frame : frames) {
            channel.writeInbound(Unpooled.copiedBuffer(frame));
        }
    }

    /** All frames sent since the last call, as hexadecimal, pings left out. */
    List<String> sent() {
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

    static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    static byte[] read(YamuxStream stream) {
        CompletableFuture<Optional<ByteBuffer>> reading = stream.read().toCompletableFuture();
        assertThat(reading).isDone();
        byte[] bytes = new byte[reading.join().orElse(ByteBuffer.allocate(0)).remaining()];
        reading.join().ifPresent(buffer -> buffer.get(bytes));
        return bytes;
    }

    void assertThrownOut() {
        assertThat(sent()).last().isEqualTo(hex(frame(GO_AWAY, 0, 0, 1)));
        assertThat(channel.isOpen()).isFalse();
        assertThat(session.over()).isPresent();
        assertThat(leases).allSatisfy(lease -> assertThat(lease.released).isEqualTo(1));
    }
}
