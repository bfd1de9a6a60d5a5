package io.fondaco.transfer.graphsync.internal.datatransfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.codec.DecodeException;
import io.fondaco.transfer.graphsync.internal.graphsync.Message;
import io.fondaco.transfer.graphsync.internal.graphsync.MessageCodec;
import io.fondaco.transfer.graphsync.internal.graphsync.Messages;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.Test;

/**
 * A million mutations of good messages for each decoder, ten with {@code -Dfondaco.long=true}: each is taken or refused
 * with the one exception for it, and what is taken goes out and comes in again as it was.
 */
public class FuzzTest {

    private static final int TIMES = Boolean.getBoolean("fondaco.long") ? 10_000_000 : 1_000_000;

    private static void campaign(List<byte[]> corpus, Consumer<byte[]> decode) {
        Random random = new Random(20);
        int taken = 0;
        int refused = 0;
        for (int i = 0; i < TIMES; i++) {
            byte[] mutant = mutate(corpus, random);
            try {
                decode.accept(mutant);
                taken++;
            } catch (DecodeException expected) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("mutation " + i + ": " + HexFormat.of().formatHex(mutant), e);
            }
        }
        // A campaign that takes all or nothing tests nothing.
        assertThat(taken).isGreaterThan(TIMES / 100);
        assertThat(refused).isGreaterThan(TIMES / 3);
    }

    private static byte[] mutate(List<byte[]> corpus, Random random) {
        byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
        for (int rounds = 1 + random.nextInt(3); rounds > 0 && bytes.length > 0; rounds--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= 1 << random.nextInt(8);
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    longer[at] = (byte) random.nextInt();
                    bytes = longer;
                }
                default -> {
                    byte[] other = corpus.get(random.nextInt(corpus.size()));
                    int from = random.nextInt(other.length);
                    int length = Math.min(random.nextInt(16), Math.min(other.length - from, bytes.length - at));
                    System.arraycopy(other, from, bytes, at, length);
                }
            }
        }
        return bytes;
    }

    @Test
    public void noBytesBreakTheMessageDecoder() {
        campaign(Messages.corpus(), bytes -> {
            Message message = MessageCodec.decode(bytes);
            message.blocks().forEach(block -> block.prefix());
            assertEqual(message, MessageCodec.decode(MessageCodec.encode(message)));
        });
    }

    @Test
    public void noBytesBreakTheDataTransferDecoder() {
        campaign(
                List.of(
                        TransferCodec.encode(TransferCodecTest.request()),
                        TransferCodec.encode(TransferCodecTest.restart()),
                        TransferCodec.encode(TransferCodecTest.response())),
                bytes -> {
                    TransferMessage message = TransferCodec.decode(bytes);
                    assertEqual(message, TransferCodec.decode(TransferCodec.encode(message)));
                });
    }

    @Test
    public void noBytesBreakTheSplittingOfADataTransferStream() {
        campaign(
                List.of(
                        TransferCodec.encode(TransferCodecTest.request()),
                        TransferCodec.encode(TransferCodecTest.restart()),
                        TransferCodec.encode(TransferCodecTest.response())),
                bytes -> {
                    if (TransferCodec.length(bytes, bytes.length).isEmpty()) {
                        throw DecodeException.incomplete(bytes.length, "more is needed");
                    }
                });
    }

    private static void assertEqual(Object first, Object second) {
        if (!first.equals(second)) {
            throw new AssertionError("went out as " + first + " and came back as " + second);
        }
    }
}
