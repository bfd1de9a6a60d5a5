package io.fondaco.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.PeerId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.Test;

public class MessageReaderTest {

    /** Gives out bytes in pieces of a size, then ends. */
    private static final class Bytes implements Stream {
        private final ByteBuffer bytes;
        private final int piece;
        private boolean reset;

        Bytes(byte[] bytes, int piece) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.piece = piece;
        }

        @Override
        public CompletionStage<Optional<ByteBuffer>> read() {
            if (!bytes.hasRemaining()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            byte[] next = new byte[Math.min(piece, bytes.remaining())];
            bytes.get(next);
            return CompletableFuture.completedFuture(Optional.of(ByteBuffer.wrap(next)));
        }

        @Override
        public String protocol() {
            return "/test";
        }

        @Override
        public PeerId remote() {
            return PeerId.parse("12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq");
        }

        @Override
        public CompletionStage<Void> write(ByteBuffer ignored) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> closeWrite() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void reset() {
            reset = true;
        }

        @Override
        public void close() {}
    }

    private static byte[] framed(int... sizes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int size : sizes) {
            byte[] message = new byte[size];
            Arrays.fill(message, (byte) size);
            out.writeBytes(MessageReader.framed(message).array());
        }
        return out.toByteArray();
    }

    private static Optional<byte[]> next(MessageReader reader) {
        return reader.next().toCompletableFuture().join();
    }

    @Test
    public void findsMessagesHoweverTheBytesAreCut() {
        byte[] all = framed(0, 1, 127, 128, 5000);
        for (int piece = 1; piece < 300; piece++) {
            MessageReader reader = new MessageReader(new Bytes(all, piece), 5000);
            for (int size : new int[] {0, 1, 127, 128, 5000}) {
                assertThat(next(reader).orElseThrow()).hasSize(size);
            }
            assertThat(next(reader)).isEmpty();
        }
    }

    @Test
    public void readsManySmallMessagesWithoutDeepeningTheStack() {
        MessageReader reader = new MessageReader(new Bytes(framed(new int[100_000]), 1), 10);
        for (int i = 0; i < 100_000; i++) {
            assertThat(next(reader)).isPresent();
        }
    }

    @Test
    public void refusesTooLongAndMalformedLengthsAndMessagesThatEndEarly() {
        byte[][] wrong = {
            framed(11),
            {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 15},
            {(byte) 0x80, 0},
            {5, 1, 2},
            {(byte) 0x80},
            {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}
        };
        for (byte[] bytes : wrong) {
            Bytes stream = new Bytes(bytes, 100);
            assertThatThrownBy(() -> next(new MessageReader(stream, 10)))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(NetworkException.class);
            assertThat(stream.reset).isTrue();
        }
    }

    @Test
    public void survivesAMillionMutations() {
        Random random = new Random(12);
        byte[] good = framed(3, 200, 0, 1);
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = good.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            MessageReader reader = new MessageReader(new Bytes(bytes, 50), 300);
            CompletableFuture<Optional<byte[]>> next;
            do {
                next = reader.next().toCompletableFuture();
            } while (!next.isCompletedExceptionally() && next.join().isPresent());
        }
    }
}
