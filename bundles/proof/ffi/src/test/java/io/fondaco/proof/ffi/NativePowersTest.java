package io.fondaco.proof.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import io.fondaco.replica.JavaPowers;
import io.fondaco.replica.ReplicaKey;
import io.fondaco.replica.spi.Powers;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.Before;
import org.junit.Test;

/** Compared with plain Java, which is compared with OpenSSL in its own room. */
public class NativePowersTest {

    private final Random random = new Random(3);
    private Powers powers;

    @Before
    public void find() {
        assumeTrue("this processor has the instructions", NativePowers.present().isPresent());
        powers = NativePowers.present().orElseThrow();
    }

    private byte[] numbers(ReplicaKey key, int count) {
        int size = key.open().bytes();
        byte[] all = new byte[count * size];
        for (int i = 0; i < count; i++) {
            BigInteger n = key.open().modulus();
            BigInteger x =
                    switch (random.nextInt(8)) {
                        case 0 -> BigInteger.valueOf(random.nextInt(3));
                        case 1 -> n.subtract(BigInteger.ONE);
                        case 2 -> key.p().multiply(BigInteger.valueOf(random.nextInt(5)));
                        case 3 -> key.q();
                        default -> new BigInteger(n.bitLength() - 1, random);
                    };
            byte[] bytes = x.toByteArray();
            int skip = bytes.length > size ? 1 : 0;
            System.arraycopy(bytes, skip, all, (i + 1) * size - bytes.length + skip, bytes.length - skip);
        }
        return all;
    }

    @Test
    public void computesWhatPlainJavaDoesForManyKeysAndCounts() {
        for (int round = 0; round < 6; round++) {
            ReplicaKey key = ReplicaKey.generate(round == 5 ? 2048 : 1024, new SecureRandom());
            for (int count : new int[] {0, 1, 7, 8, 9, 17}) {
                byte[] numbers = numbers(key, count);
                byte[] sealed = numbers.clone();
                powers.seal(key, sealed, 0, count);
                byte[] expected = numbers.clone();
                new JavaPowers().seal(key, expected, 0, count);
                assertThat(sealed).isEqualTo(expected);
                powers.open(key.open(), sealed, 0, count);
                assertThat(sealed).isEqualTo(numbers);
            }
        }
    }

    @Test
    public void touchesNothingBesideItsNumbersAndTakesMoreThanOneCopyHolds() {
        ReplicaKey key = ReplicaKey.generate(1024, new SecureRandom());
        byte[] numbers = numbers(key, 1200);
        byte[] framed = new byte[numbers.length + 300];
        Arrays.fill(framed, (byte) 0x5a);
        System.arraycopy(numbers, 0, framed, 100, numbers.length);
        powers.open(key.open(), framed, 100, 1200);
        byte[] expected = numbers.clone();
        new JavaPowers().open(key.open(), expected, 0, 1200);
        assertThat(Arrays.copyOfRange(framed, 100, 100 + numbers.length)).isEqualTo(expected);
        for (int i = 0; i < 100; i++) {
            assertThat(framed[i]).isEqualTo((byte) 0x5a);
            assertThat(framed[framed.length - 1 - i]).isEqualTo((byte) 0x5a);
        }
    }

    @Test
    public void refusesWhatJavaRefuses() {
        ReplicaKey key = ReplicaKey.generate(1024, new SecureRandom());
        byte[] above = numbers(key, 20);
        Arrays.fill(above, 13 * 128, 14 * 128, (byte) 0xff);
        assertThatThrownBy(() -> powers.seal(key, above, 0, 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("number 13 is not below the modulus");
        assertThatThrownBy(() -> powers.open(key.open(), above, 0, 20)).hasMessageContaining("number 13");
        assertThatThrownBy(() -> powers.open(key.open(), above, 1, 20)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> powers.seal(key, above, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
