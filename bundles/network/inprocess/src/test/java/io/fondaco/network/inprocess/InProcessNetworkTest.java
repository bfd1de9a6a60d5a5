package io.fondaco.network.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.NetworkException;
import io.fondaco.network.PeerAddresses;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener;
import io.fondaco.network.TopicMessage;
import io.fondaco.testing.kit.HandCrankedTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

public class InProcessNetworkTest {

    private static final Protocol ECHO = new Protocol("/echo/1.0.0", 16, Duration.ofSeconds(10));

    private final HandCrankedTime time = new HandCrankedTime();
    private final InProcessNetwork network = new InProcessNetwork(time);
    private final BlockingQueue<Stream> opened = new LinkedBlockingQueue<>();
    private final Host alice = host("alice");
    private final Host bob = host("bob");

    private Host host(String name) {
        PeerId id = PeerId.parse(io.fondaco.model.Multibase.BASE58BTC
                .encode(Multihash.sha256(name.getBytes(StandardCharsets.UTF_8)).toBytes())
                .substring(1));
        return get(network.open(Identity.of(id, new byte[0], message -> message), List.of()));
    }

    @Test
    public void everybodyWhoListensHearsAMessageAndNobodyElse() {
        CompletableFuture<TopicMessage> heard = new CompletableFuture<>();
        Topic topic = new Topic("/t", 10, TopicMessage::data);
        bob.pubSub().subscribe(topic, message -> {
            heard.complete(message);
            return CompletableFuture.completedFuture(TopicListener.Verdict.ACCEPT);
        });
        assertThat(alice.pubSub().listeners("/t")).containsExactly(bob.id());
        assertThat(get(alice.pubSub().publish("/t", new byte[] {7}))).isEqualTo(1);
        assertThat(get(heard).data()).containsExactly(7);
        assertThat(get(heard).from()).isEqualTo(alice.id());
        assertThat(get(alice.pubSub().publish("/t", new byte[11])))
                .as("over the topic's 10 bytes")
                .isZero();
        assertThat(get(bob.pubSub().publish("/t", new byte[1])))
                .as("not to itself")
                .isZero();
    }

    @After
    public void close() {
        network.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Optional<ByteBuffer> bytes) {
        return StandardCharsets.UTF_8.decode(bytes.orElseThrow()).toString();
    }

    private Stream[] connected() throws InterruptedException {
        bob.answer(ECHO, opened::add);
        Stream near = get(alice.dial(bob.id(), List.of("/newer/2.0.0", ECHO.id())));
        return new Stream[] {near, opened.poll(10, TimeUnit.SECONDS)};
    }

    @Test
    public void carriesBytesBothWaysAndEndsEachWayByItself() throws Exception {
        Stream[] s = connected();
        assertThat(s[1].remote()).isEqualTo(alice.id());
        s[0].write(bytes("hello"));
        s[0].closeWrite();
        assertThat(text(get(s[1].read()))).isEqualTo("hello");
        assertThat(get(s[1].read())).isEmpty();
        s[1].write(bytes("back"));
        s[1].close();
        assertThat(text(get(s[0].read()))).isEqualTo("back");
        assertThat(get(s[0].read())).isEmpty();
    }

    @Test
    public void picksTheFirstProtocolThePeerSpeaks() throws Exception {
        assertThat(connected()[0].protocol()).isEqualTo("/echo/1.0.0");
        assertThatThrownBy(() -> get(alice.dial(bob.id(), List.of("/other/1.0.0"))))
                .hasCauseInstanceOf(NetworkException.class)
                .hasMessageContaining("speaks none of");
    }

    @Test
    public void doesNotReachAPeerThatHasLeft() {
        bob.close();
        assertThatThrownBy(() -> get(alice.dial(bob.id(), List.of("/echo/1.0.0"))))
                .hasMessageContaining("is not in this process");
    }

    @Test
    public void aWriterWaitsUntilItsBytesAreRead() throws Exception {
        Stream[] s = connected();
        CompletionStage<Void> written = s[0].write(bytes("hello"));
        assertThat(written.toCompletableFuture()).isNotDone();
        get(s[1].read());
        get(written);
    }

    @Test
    public void aPeerThatFloodsIsCutOff() throws Exception {
        Stream[] s = connected();
        s[0].write(bytes("0123456789"));
        assertThatThrownBy(() -> get(s[0].write(bytes("0123456789")))).hasMessageContaining("more than 16 bytes");
    }

    @Test
    public void aSilentStreamIsEnded() throws Exception {
        Stream[] s = connected();
        CompletionStage<Optional<ByteBuffer>> read = s[1].read();
        time.turn(Duration.ofSeconds(10));
        assertThatThrownBy(() -> get(read)).hasMessageContaining("was silent for PT10S");
        assertThatThrownBy(() -> get(s[0].read())).hasMessageContaining("the other end has broken");
    }

    @Test
    public void aResetIsSeenAtTheOtherEnd() throws Exception {
        Stream[] s = connected();
        CompletionStage<Optional<ByteBuffer>> read = s[1].read();
        s[0].reset();
        assertThatThrownBy(() -> get(read)).hasCauseInstanceOf(NetworkException.class);
    }

    @Test
    public void onePeerIsInTheProcessOnce() {
        assertThatThrownBy(() -> host("alice")).hasMessageContaining("is in this process already");
    }

    @Test
    public void findsContentsAndPeersOfTheProcess() {
        Cid content = Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1}));
        assertThat(get(alice.routing().findProviders(content, 3))).isEmpty();
        assertThat(get(bob.routing().provide(content))).isEqualTo(1);
        PeerAddresses there = new PeerAddresses(bob.id(), List.of());
        assertThat(get(alice.routing().findProviders(content, 3))).containsExactly(there);
        assertThat(get(bob.routing().findProviders(content, 3)))
                .as("others only")
                .isEmpty();
        assertThat(get(alice.routing().findPeer(bob.id()))).contains(there);
        assertThat(bob.routing().withdraw(content)).isTrue();
        assertThat(get(alice.routing().findProviders(content, 3))).isEmpty();
        PeerId bobsId = bob.id();
        bob.close();
        assertThat(get(alice.routing().findPeer(bobsId))).isEmpty();
    }
}
