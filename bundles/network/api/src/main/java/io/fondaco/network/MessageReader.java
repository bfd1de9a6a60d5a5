package io.fondaco.network;

import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Varint;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads messages that are each preceded by their length as a varint, as most libp2p protocols have them. One reader per
 * stream; at most one message may be asked for at a time.
 */
public final class MessageReader {

    private final Stream stream;
    private final int most;
    private final byte[] head = new byte[Varint.MAX_BYTES];
    private int headLength;
    private byte[] message;
    private int filled;
    private ByteBuffer rest = ByteBuffer.allocate(0);

    /** @param most the largest message in bytes; a larger one breaks the stream before anything is allocated */
    public MessageReader(Stream stream, int most) {
        this.stream = stream;
        this.most = most;
    }

    /** The bytes of a message with its length before them. */
    public static ByteBuffer framed(byte[] message) {
        byte[] length = Varint.encode(message.length);
        return ByteBuffer.allocate(length.length + message.length)
                .put(length)
                .put(message)
                .flip();
    }

    /**
     * The next message; empty when the peer has ended its direction between messages.
     *
     * @return exceptionally a {@link NetworkException}: the stream broke, or ended inside a message, or a message is too
     *     large; the stream is reset then
     */
    public CompletionStage<Optional<byte[]>> next() {
        CompletableFuture<Optional<byte[]>> result = new CompletableFuture<>();
        pump(result);
        return result;
    }

    /** Loops where bytes are there, so that many small messages do not deepen the stack. */
    private void pump(CompletableFuture<Optional<byte[]>> result) {
        while (true) {
            byte[] whole;
            try {
                whole = take();
            } catch (NetworkException e) {
                stream.reset();
                result.completeExceptionally(e);
                return;
            }
            if (whole != null) {
                result.complete(Optional.of(whole));
                return;
            }
            CompletableFuture<Optional<ByteBuffer>> more = stream.read().toCompletableFuture();
            if (!more.isDone()) {
                more.whenComplete((bytes, failure) -> {
                    if (accept(bytes, failure, result)) {
                        pump(result);
                    }
                });
                return;
            }
            if (!now(more, result)) {
                return;
            }
        }
    }

    private boolean now(CompletableFuture<Optional<ByteBuffer>> done, CompletableFuture<Optional<byte[]>> result) {
        boolean[] goOn = new boolean[1];
        done.whenComplete((bytes, failure) -> goOn[0] = accept(bytes, failure, result));
        return goOn[0];
    }

    private boolean accept(Optional<ByteBuffer> bytes, Throwable failure, CompletableFuture<Optional<byte[]>> result) {
        if (failure != null) {
            result.completeExceptionally(failure);
            return false;
        }
        if (bytes.isPresent()) {
            rest = bytes.get();
            return true;
        }
        if (headLength == 0 && message == null) {
            result.complete(Optional.empty());
        } else {
            stream.reset();
            result.completeExceptionally(broken("ended inside a message"));
        }
        return false;
    }

    /** The next whole message of what is there, null when it is not whole yet. */
    private byte[] take() {
        while (message == null && rest.hasRemaining()) {
            byte b = rest.get();
            head[headLength++] = b;
            if (b >= 0) {
                message = new byte[length()];
                headLength = 0;
            } else if (headLength == head.length) {
                throw broken("sends a length of more than " + head.length + " bytes");
            }
        }
        if (message == null) {
            return null;
        }
        int length = Math.min(message.length - filled, rest.remaining());
        rest.get(message, filled, length);
        filled += length;
        if (filled < message.length) {
            return null;
        }
        byte[] whole = message;
        message = null;
        filled = 0;
        return whole;
    }

    private int length() {
        long length;
        try {
            length = Varint.read(ByteBuffer.wrap(head, 0, headLength));
        } catch (InvalidValueException e) {
            throw broken("sends a malformed length: " + e.reason());
        }
        if (length > most) {
            throw broken("announces a message of " + length + " bytes, at most " + most + " are taken");
        }
        return (int) length;
    }

    private NetworkException broken(String what) {
        return new NetworkException(
                NetworkException.Reason.BROKEN, stream.remote() + " " + what + " on " + stream.protocol());
    }
}
