package io.fondaco.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.codec.DecodeException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** What every decoder owes to bytes from outside: the typed refusal, or a value that is written as it came. */
public final class Damage {
    private Damage() {}

    /** Cuts, lengthens and changes {@code good}. @param again decodes, and encodes what it got */
    public static void refusedOrCanonical(long seed, int count, List<byte[]> good, UnaryOperator<byte[]> again) {
        for (byte[] bytes : good) {
            assertThat(again.apply(bytes)).isEqualTo(bytes);
            for (int length = 0; length < bytes.length; length++) {
                refused(Arrays.copyOf(bytes, length), again);
            }
            refused(Arrays.copyOf(bytes, bytes.length + 1), again);
        }
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < count; i++) {
            byte[] damaged = good.get(random.nextInt(good.size())).clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                int at = random.nextInt(damaged.length);
                damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1 << random.nextInt(8));
            }
            try {
                if (!Arrays.equals(damaged, again.apply(damaged))) {
                    throw new AssertionError(HexFormat.of().formatHex(damaged) + " is written in another way");
                }
                accepted++;
            } catch (DecodeException refusal) {
                assertThat(refusal.offset()).isBetween(0L, (long) damaged.length);
            } catch (RuntimeException e) {
                throw new AssertionError(HexFormat.of().formatHex(damaged), e);
            }
        }
        assertThat(accepted).isBetween(1, count - 1);
    }

    private static void refused(byte[] bytes, UnaryOperator<byte[]> again) {
        try {
            again.apply(bytes);
        } catch (DecodeException refusal) {
            return;
        }
        throw new AssertionError(HexFormat.of().formatHex(bytes) + " is accepted");
    }
}
