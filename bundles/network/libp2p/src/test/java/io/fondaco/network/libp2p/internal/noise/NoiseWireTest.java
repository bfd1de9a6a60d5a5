package io.fondaco.network.libp2p.internal.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fondaco.network.Identity;
import io.fondaco.network.libp2p.Hosts;
import io.fondaco.network.libp2p.internal.host.Secured;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.After;
import org.junit.Test;

/** Two ends of a wire, with every byte in a test's hands. */
public class NoiseWireTest {

    private static final String YAMUX = "/yamux/1.0.0";

    private static final class End {
        final EmbeddedChannel channel;
        final ByteArrayOutputStream plain = new ByteArrayOutputStream();
        final List<Secured> secured = new ArrayList<>();

        End(Identity identity, boolean initiator, Aead aead, String... muxers) {
            channel = new EmbeddedChannel(
                    new NoiseUpgrade(identity, initiator, List.of(muxers), aead), new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext ctx, Object message) {
                            ByteBuf bytes = (ByteBuf) message;
                            plain.writeBytes(ByteBufUtil.getBytes(bytes));
                            bytes.release();
                        }

                        @Override
                        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                            secured.add((Secured) event);
                        }
                    });
        }

        byte[] sent() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                all.writeBytes(ByteBufUtil.getBytes(out));
                out.release();
            }
            return all.toByteArray();
        }
    }

    private final Identity aliceId = Hosts.identity(1);
    private final Identity bobId = Hosts.identity(2);
    private final End alice = new End(aliceId, true, Aead.JDK, YAMUX);
    private final End bob = new End(bobId, false, Aead.best(), "/other", YAMUX);

    @After
    public void close() {
        alice.channel.finishAndReleaseAll();
        bob.channel.finishAndReleaseAll();
    }

    private void shakeHands(int piece) {
        for (int i = 0; i < 4; i++) {
            pass(alice, bob, piece);
            pass(bob, alice, piece);
        }
    }

    private static void pass(End from, End to, int piece) {
        byte[] bytes = from.sent();
        for (int at = 0; at < bytes.length; at += piece) {
            to.channel.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
        }
    }

    @Test
    public void eachLearnsWhoTheOtherIsAndWhichMuxerBothHave() {
        shakeHands(1000);
        assertThat(alice.secured)
                .extracting(s -> s.remote().peerId(), Secured::muxer)
                .containsExactly(tuple(bobId.peerId(), Optional.of(YAMUX)));
        assertThat(bob.secured)
                .extracting(s -> s.remote().peerId(), Secured::muxer)
                .containsExactly(tuple(aliceId.peerId(), Optional.of(YAMUX)));
    }

    @Test
    public void carriesMessagesOfEverySizeInPiecesOfEverySize() {
        shakeHands(1);
        Random random = new Random(3);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size : new int[] {1, 17, 65518, 65519, 65520, 200_000, 3}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            all.writeBytes(bytes);
            alice.channel.writeOutbound(Unpooled.copiedBuffer(bytes));
            pass(alice, bob, size < 100 ? 1 : 1 + random.nextInt(100_000));
        }
        assertThat(bob.plain.toByteArray()).isEqualTo(all.toByteArray());
    }

    @Test
    public void handsOverBytesThatComeRightBehindTheHandshake() {
        pass(alice, bob, 1000);
        pass(bob, alice, 1000);
        alice.channel.writeOutbound(Unpooled.copiedBuffer(new byte[] {1, 2, 3}));
        pass(alice, bob, 100_000);
        assertThat(bob.plain.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    public void refusesAnIdentityThatDidNotSignTheSessionsKey() {
        Identity liar = Identity.of(aliceId.peerId(), aliceId.publicKey(), bobId::sign);
        End mallory = new End(liar, true, Aead.JDK, YAMUX);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 4; i++) {
                        pass(mallory, bob, 1000);
                        pass(bob, mallory, 1000);
                    }
                })
                .hasRootCauseInstanceOf(NoiseException.class)
                .hasMessageContaining("forged identity");
        assertThat(bob.secured).isEmpty();
        mallory.channel.finishAndReleaseAll();
    }

    @Test
    public void refusesAMessageWithAnyChangedByte() {
        shakeHands(1000);
        alice.channel.writeOutbound(Unpooled.copiedBuffer(new byte[] {1, 2, 3}));
        byte[] sealed = alice.sent();
        sealed[2 + 1] ^= 1;
        assertThatThrownBy(() -> bob.channel.writeInbound(Unpooled.wrappedBuffer(sealed)))
                .isInstanceOf(NoiseException.class)
                .hasMessageContaining("forged or damaged");
    }

    @Test
    public void survivesAMillionMutationsOfItsPayload() {
        byte[] good =
                NoisePayload.of(aliceId, X25519.generate(), List.of(YAMUX)).toBytes();
        Random random = new Random(8);
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                NoisePayload.fromBytes(bytes);
            } catch (NoiseException refused) {
                assertThat(refused.getMessage()).startsWith("noise: ");
            }
        }
    }
}
