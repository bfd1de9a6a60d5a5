package io.fondaco.proof.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.ProofException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class FrTest {
    static final BigInteger R = new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    /** Corners of limbs and of the field, then numbers of a fixed seed. */
    static List<BigInteger> samples(int random) {
        List<BigInteger> samples = new ArrayList<>(List.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.TWO));
        samples.add(R.subtract(BigInteger.ONE));
        samples.add(R.subtract(BigInteger.TWO));
        samples.add(R.shiftRight(1));
        samples.add(BigInteger.ONE.shiftLeft(254));
        for (int bits = 64; bits < 255; bits += 63) {
            samples.add(BigInteger.ONE.shiftLeft(bits));
            samples.add(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
        }
        samples.add(BigInteger.ONE.shiftLeft(256).mod(R));
        samples.add(BigInteger.ONE.shiftLeft(256).modInverse(R));
        Random seeded = new Random(20261121);
        for (int i = 0; i < random; i++) {
            samples.add(new BigInteger(255, seeded).mod(R));
        }
        return samples;
    }

    static byte[] bytes(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    static BigInteger number(byte[] bytes, int at) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 31; i >= 0; i--) {
            number = number.shiftLeft(8).or(BigInteger.valueOf(bytes[at + i] & 0xff));
        }
        return number;
    }

    static BigInteger number(long[] elements, int i) {
        byte[] bytes = new byte[32];
        Fr.encode(elements, i, bytes, 0);
        return number(bytes, 0);
    }

    private static long[] element(BigInteger number) {
        long[] element = Fr.elements(1);
        Fr.decode(bytes(number), 0, element, 0);
        return element;
    }

    @Test
    public void givesBackWhatItRead() {
        for (BigInteger x : samples(2000)) {
            assertThat(number(element(x), 0)).isEqualTo(x);
        }
    }

    @Test
    public void countsLikeBigInteger() {
        List<BigInteger> samples = samples(120);
        long[] to = Fr.elements(3);
        for (BigInteger x : samples) {
            for (BigInteger y : samples) {
                long[] a = element(x);
                long[] b = element(y);
                Fr.add(a, 0, b, 0, to, 0);
                Fr.subtract(a, 0, b, 0, to, 1);
                Fr.multiply(a, 0, b, 0, to, 2);
                assertThat(number(to, 0)).isEqualTo(x.add(y).mod(R));
                assertThat(number(to, 1)).isEqualTo(x.subtract(y).mod(R));
                assertThat(number(to, 2)).isEqualTo(x.multiply(y).mod(R));
            }
        }
    }

    @Test
    public void writesOverItsOwnOperands() {
        for (BigInteger x : samples(50)) {
            long[] sum = element(x);
            Fr.add(sum, 0, sum, 0, sum, 0);
            long[] none = element(x);
            Fr.subtract(none, 0, none, 0, none, 0);
            long[] square = element(x);
            Fr.multiply(square, 0, square, 0, square, 0);
            long[] fifth = element(x);
            Fr.fifthPower(fifth, 0, fifth, 0, Fr.elements(1));
            assertThat(number(sum, 0)).isEqualTo(x.shiftLeft(1).mod(R));
            assertThat(number(none, 0)).isZero();
            assertThat(number(square, 0)).isEqualTo(x.multiply(x).mod(R));
            assertThat(number(fifth, 0)).isEqualTo(x.pow(5).mod(R));
        }
    }

    @Test
    public void invertsAllButZero() {
        for (BigInteger x : samples(50)) {
            long[] element = element(x);
            Fr.inverse(element, 0, element, 0);
            assertThat(number(element, 0)).isEqualTo(x.signum() == 0 ? x : x.modInverse(R));
        }
    }

    @Test
    public void refusesNumbersThatAreNotBelowTheModulus() {
        for (BigInteger x : List.of(
                R,
                R.add(BigInteger.ONE),
                R.add(BigInteger.ONE.shiftLeft(64)),
                R.add(BigInteger.ONE.shiftLeft(128)),
                BigInteger.ONE.shiftLeft(255),
                BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE))) {
            assertThatThrownBy(() -> element(x))
                    .isInstanceOfSatisfying(ProofException.class, e -> assertThat(e.reason())
                            .isEqualTo(ProofException.Reason.MALFORMED))
                    .hasMessageContaining("offset 0")
                    .hasMessageContaining(x.toString(16));
        }
    }
}
