package io.fondaco.transfer.graphsync.internal.graphsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.network.Host;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.PlainParty;
import io.fondaco.testing.kit.SeededKeys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

public class PipeTest {

    private final InProcessNetwork network = new InProcessNetwork(new HandCrankedTime());
    private final Host alice = PlainParty.host(network, new SeededKeys(), "alice");
    private final Host bob = PlainParty.host(network, new SeededKeys(), "bob");
    private final BlockingQueue<Stream> opened = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> broken = new CompletableFuture<>();

    @After
    public void close() {
        network.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static ByteBuffer bytes(int value) {
        return ByteBuffer.wrap(new byte[] {(byte) value});
    }

    private Stream next() throws Exception {
        Stream stream = opened.poll(30, TimeUnit.SECONDS);
        assertThat(stream).isNotNull();
        return stream;
    }

    @Test
    public void nothingFollowsOnANewStreamWhatMayBeLostWithTheOld() throws Exception {
        bob.answer(new Protocol(Message.PROTOCOL, 100, Duration.ofMinutes(5)), opened::add);
        Pipe pipe = new Pipe(alice, bob.id(), broken::complete);
        int way = pipe.way();
        CompletionStage<Void> sent = pipe.send(bytes(1), way);
        Stream first = next();
        assertThat(get(first.read())).contains(bytes(1));
        get(sent);
        first.reset();
        get(broken);
        assertThatThrownBy(() -> get(pipe.send(bytes(2), way))).hasMessageContaining("has broken");
        pipe.send(bytes(3));
        Stream second = next();
        assertThat(get(second.read())).contains(bytes(3));
        pipe.send(bytes(4), pipe.way());
        assertThat(get(second.read())).contains(bytes(4));
        assertThat(opened).isEmpty();
        pipe.close();
    }
}
