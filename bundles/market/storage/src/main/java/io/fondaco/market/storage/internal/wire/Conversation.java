package io.fondaco.market.storage.internal.wire;

import io.fondaco.codec.DecodeException;
import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.NetworkException;
import io.fondaco.network.Stream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One message each way on a stream, without length prefix: a message ends where its CBOR item ends. */
public final class Conversation {

    private Conversation() {}

    /** @param protocol the one that was agreed on */
    public record Reply(String protocol, byte[] message) {}

    /** Asks and gets the answer. */
    public static CompletionStage<Reply> ask(
            Host host, PeerId peer, List<String> protocols, Function<String, byte[]> message) {
        return host.dial(peer, protocols).thenCompose(stream -> {
            CompletionStage<Void> written = stream.write(ByteBuffer.wrap(message.apply(stream.protocol())));
            return read(stream)
                    .thenCombine(written, (reply, done) -> new Reply(stream.protocol(), reply))
                    .whenComplete((reply, failure) -> stream.close());
        });
    }

    /** The next message of a stream. */
    public static CompletionStage<byte[]> read(Stream stream) {
        return more(stream, new byte[0]);
    }

    private static CompletionStage<byte[]> more(Stream stream, byte[] before) {
        return stream.read().thenCompose(next -> {
            if (next.isEmpty()) {
                throw new NetworkException(
                        NetworkException.Reason.BROKEN,
                        stream.remote() + " ended " + stream.protocol() + " after " + before.length
                                + " bytes of a message");
            }
            byte[] all = joined(before, next);
            int length;
            try {
                length = Struct.itemLength(all, all.length, Protocols.MOST_BYTES);
            } catch (DecodeException malformed) {
                stream.reset();
                throw malformed;
            }
            if (length < 0) {
                return more(stream, all);
            }
            return CompletableFuture.completedFuture(length == all.length ? all : Arrays.copyOf(all, length));
        });
    }

    private static byte[] joined(byte[] before, Optional<ByteBuffer> next) {
        ByteBuffer bytes = next.orElseThrow();
        byte[] all = Arrays.copyOf(before, before.length + bytes.remaining());
        bytes.get(all, before.length, bytes.remaining());
        return all;
    }

    /** Writes the last message and ends the stream. */
    public static CompletionStage<Void> finish(Stream stream, byte[] message) {
        return stream.write(ByteBuffer.wrap(message))
                .thenCompose(done -> stream.closeWrite())
                .whenComplete((done, failure) -> stream.close());
    }
}
