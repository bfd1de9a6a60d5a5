package io.fondaco.network.libp2p.internal.protocol;

import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** 32 random bytes there and back. Source: libp2p/specs, ping. */
public final class Ping {

    public static final String ID = "/ipfs/ping/1.0.0";

    private static final int BYTES = 32;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ping() {}

    /** Sends everything back. */
    public static void answer(Host host) {
        host.answer(new Protocol(ID, BYTES, IDLE), Ping::echo);
    }

    private static void echo(Stream stream) {
        stream.read().whenComplete((bytes, failure) -> {
            if (failure != null) {
                return;
            }
            if (bytes.isEmpty()) {
                stream.close();
                return;
            }
            stream.write(bytes.get()).whenComplete((done, cut) -> {
                if (cut == null) {
                    echo(stream);
                }
            });
        });
    }

    /** One ping on a stream, which is closed then. */
    public static CompletionStage<Duration> once(Stream stream) {
        byte[] sent = new byte[BYTES];
        RANDOM.nextBytes(sent);
        long start = System.nanoTime();
        return stream.write(ByteBuffer.wrap(sent))
                .thenCompose(done -> collect(stream, ByteBuffer.allocate(BYTES)))
                .thenApply(answer -> {
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    stream.close();
                    if (!answer.equals(ByteBuffer.wrap(sent))) {
                        throw new NetworkException(Reason.BROKEN, stream.remote() + " answers a ping with other bytes");
                    }
                    return took;
                });
    }

    private static CompletionStage<ByteBuffer> collect(Stream stream, ByteBuffer into) {
        return stream.read().thenCompose((Optional<ByteBuffer> bytes) -> {
            if (bytes.isEmpty() || bytes.get().remaining() > into.remaining()) {
                stream.reset();
                return CompletableFuture.failedFuture(new NetworkException(
                        Reason.BROKEN, stream.remote() + " answers a ping with too few or too many bytes"));
            }
            into.put(bytes.get());
            return into.hasRemaining() ? collect(stream, into) : CompletableFuture.completedFuture(into.flip());
        });
    }
}
