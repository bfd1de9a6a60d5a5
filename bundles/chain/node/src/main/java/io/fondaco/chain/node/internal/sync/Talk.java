package io.fondaco.chain.node.internal.sync;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Protocol;
import io.fondaco.network.Stream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One CBOR item each way on a stream, without length: an item ends where it ends. */
final class Talk {
    private Talk() {}

    static CompletionStage<byte[]> ask(Host host, PeerId peer, Protocol protocol, byte[] question) {
        return host.dial(peer, List.of(protocol.id())).thenCompose(stream -> stream.write(ByteBuffer.wrap(question))
                .thenCompose(done -> stream.closeWrite())
                .thenCompose(done -> read(stream, protocol.maxMessage()))
                .whenComplete((answer, failure) -> stream.close()));
    }

    static CompletionStage<byte[]> read(Stream stream, int most) {
        CompletableFuture<byte[]> item = new CompletableFuture<>();
        more(stream, new byte[Math.min(4096, most)], 0, most, new ItemEnd(), item);
        return item;
    }

    private static void more(
            Stream stream, byte[] held, int length, int most, ItemEnd end, CompletableFuture<byte[]> item) {
        stream.read().whenComplete((next, failure) -> {
            if (failure != null) {
                item.completeExceptionally(failure);
            } else if (next.isEmpty()) {
                item.completeExceptionally(new NetworkException(
                        NetworkException.Reason.BROKEN,
                        stream.remote() + " ended " + stream.protocol() + " after " + length + " bytes of an item"));
            } else {
                int all = length + next.get().remaining();
                try {
                    if (all > most) {
                        throw DecodeException.limit(0, "an item of more than " + most + " bytes");
                    }
                    byte[] bytes = all <= held.length
                            ? held
                            : Arrays.copyOf(held, Math.max(all, Math.min(most, 2 * held.length)));
                    next.get().get(bytes, length, all - length);
                    int stop = end.find(bytes, all);
                    if (stop >= 0) {
                        item.complete(Arrays.copyOf(bytes, stop));
                    } else {
                        more(stream, bytes, all, most, end, item);
                    }
                } catch (DecodeException malformed) {
                    stream.reset();
                    item.completeExceptionally(malformed);
                }
            }
        });
    }

    static void finish(Stream stream, byte[] answer) {
        stream.write(ByteBuffer.wrap(answer))
                .thenCompose(done -> stream.closeWrite())
                .whenComplete((done, failure) -> stream.close());
    }
}
