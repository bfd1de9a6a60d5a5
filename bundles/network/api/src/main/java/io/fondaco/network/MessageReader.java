package io.fondaco.network;

import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Varint;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads messages that are each preceded by their length as a varint, as most libp2p protocols have them. One reader per
 * stream; at most one message may be asked for at a time.
 *
 * <p>A length is a promise: memory is taken for what has arrived, about as much again at most, and for the whole message
 * only once all of it is there.
 */
public final class MessageReader {

    /** Pieces shorter than this many bytes share buffers of it; longer ones are kept as they came, without a copy. */
    private static final int SMALL = 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Stream stream;
    private final int most;
    private final byte[] head = new byte[Varint.MAX_BYTES];
    private int headLength;
    private int length = -1;
    private int kept;
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>(2);
    private ByteBuffer small = NOTHING;
    private ByteBuffer rest = NOTHING;

    /** @param most the largest message in bytes; a larger one breaks the stream before any of it is read */
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
        if (headLength == 0 && length < 0) {
            result.complete(Optional.empty());
        } else {
            stream.reset();
            result.completeExceptionally(broken("ended inside a message"));
        }
        return false;
    }

    /** The next whole message of what is there, null when it is not whole yet. */
    private byte[] take() {
        while (length < 0 && rest.hasRemaining()) {
            byte b = rest.get();
            head[headLength++] = b;
            if (b >= 0) {
                length = length();
                headLength = 0;
            } else if (headLength == head.length) {
                throw broken("sends a length of more than " + head.length + " bytes");
            }
        }
        if (length < 0) {
            return null;
        }
        if (rest.remaining() < length - kept) {
            keep();
            return null;
        }
        byte[] whole = new byte[length];
        int at = 0;
        closeSmall();
        for (ByteBuffer piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            int size = piece.remaining();
            piece.get(whole, at, size);
            at += size;
        }
        rest.get(whole, at, length - at);
        length = -1;
        kept = 0;
        return whole;
    }

    /** Puts aside all of what is there: the message needs more. */
    private void keep() {
        kept += rest.remaining();
        if (rest.remaining() >= SMALL) {
            closeSmall();
            pieces.add(rest);
            rest = NOTHING;
            return;
        }
        while (rest.hasRemaining()) {
            if (!small.hasRemaining()) {
                closeSmall();
                small = ByteBuffer.allocate(SMALL);
            }
            int end = rest.limit();
            rest.limit(Math.min(end, rest.position() + small.remaining()));
            small.put(rest);
            rest.limit(end);
        }
    }

    private void closeSmall() {
        if (small.position() > 0) {
            pieces.add(small.flip());
            small = NOTHING;
        }
    }

    private int length() {
        long announced;
        try {
            announced = Varint.read(ByteBuffer.wrap(head, 0, headLength));
        } catch (InvalidValueException e) {
            throw broken("sends a malformed length: " + e.reason());
        }
        if (announced > most) {
            throw broken("announces a message of " + announced + " bytes, at most " + most + " are taken");
        }
        return (int) announced;
    }

    private NetworkException broken(String what) {
        return new NetworkException(
                NetworkException.Reason.BROKEN, stream.remote() + " " + what + " on " + stream.protocol());
    }
}
