package io.fondaco.chain.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import org.junit.Test;

/** The golden values of elections and of minting are tested where they are used. */
public class ExponentialTest {

    @Test
    public void isTheExponentialToManyPlacesForZeroToFive() {
        for (int precision : new int[] {128, 256}) {
            Exponential exponential = new Exponential(precision);
            BigInteger one = BigInteger.ONE.shiftLeft(precision);
            assertThat(exponential.ofMinus(BigInteger.ZERO)).isEqualTo(one);
            for (int tenths = 0; tenths <= 50; tenths++) {
                BigInteger value = exponential.ofMinus(
                        one.multiply(BigInteger.valueOf(tenths)).divide(BigInteger.TEN));
                assertThat(Math.scalb(value.doubleValue(), -precision))
                        .as("%s tenths, %s places", tenths, precision)
                        .isCloseTo(Math.exp(-tenths / 10.0), within(1e-14));
            }
        }
    }

    @Test
    public void refusesFewerPlacesThanItsCoefficientsHave() {
        assertThatThrownBy(() -> new Exponential(127)).hasMessage("127 binary places: the coefficients have 128");
    }
}
