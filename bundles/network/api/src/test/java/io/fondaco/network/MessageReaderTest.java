package io.fondaco.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.fondaco.model.PeerId;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.Test;

public class MessageReaderTest {

    /** Gives out bytes in pieces of a size, then ends. */
    private static class Bytes implements Stream {
        private final ByteBuffer bytes;
        private final int piece;
        private boolean reset;

        Bytes(byte[] bytes, int piece) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.piece = piece;
        }

        int piece() {
            return piece;
        }

        @Override
        public CompletionStage<Optional<ByteBuffer>> read() {
            if (!bytes.hasRemaining()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            byte[] next = new byte[Math.min(piece(), bytes.remaining())];
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

    /** Gives out bytes and then nothing more, without an end. */
    private static final class Endless extends Bytes {
        private boolean given;

        Endless(byte[] bytes) {
            super(bytes, bytes.length);
        }

        @Override
        public CompletionStage<Optional<ByteBuffer>> read() {
            if (given) {
                return new CompletableFuture<>();
            }
            given = true;
            return super.read();
        }
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

    /** Bytes this thread has allocated while it did something. */
    private static long allocating(Runnable what) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        what.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    @Test
    public void takesNoMemoryForBytesThatAreOnlyAnnounced() {
        byte[] begun = Arrays.copyOf(MessageReader.framed(new byte[4 << 20]).array(), 100);
        List<MessageReader> readers = new ArrayList<>();
        long allocated = allocating(() -> {
            for (int i = 0; i < 400; i++) {
                MessageReader reader = new MessageReader(new Endless(begun), 4 << 20);
                assertThat(reader.next().toCompletableFuture()).isNotDone();
                readers.add(reader);
            }
        });
        assertThat(allocated).isLessThan(400L * (64 << 10));
    }

    @Test
    public void copiesALargeMessageOnce() {
        byte[] all = framed(1 << 20);
        Bytes stream = new Bytes(all, 65_507);
        long reading = allocating(() -> {
            while (stream.read().toCompletableFuture().join().isPresent()) {
                continue;
            }
        });
        MessageReader reader = new MessageReader(new Bytes(all, 65_507), 1 << 20);
        assertThat(allocating(() -> next(reader)) - reading).isBetween(1L << 20, (1L << 20) + (64 << 10));
    }

    @Test
    public void holdsPiecesOfAnySizeInOrder() {
        Random random = new Random(3);
        byte[] message = new byte[200_000];
        random.nextBytes(message);
        for (int round = 0; round < 50; round++) {
            Bytes stream = new Bytes(MessageReader.framed(message).array(), 0) {
                @Override
                int piece() {
                    return 1 + random.nextInt(random.nextBoolean() ? 5 : 3000);
                }
            };
            assertThat(next(new MessageReader(stream, 200_000)).orElseThrow()).isEqualTo(message);
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
