package io.fondaco.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.Test;

public class TokenAmountTest {
    private static final String[][] BIG_INTS = {
        {"0", ""},
        {"-1", "0101"},
        {"1", "0001"},
        {"255", "00ff"},
        {"-256", "010100"},
        {"1000000000000000000", "000de0b6b3a7640000"},
        {"-123456789012345678901234567890", "01018ee90ff6c373e0ee4e3f0ad2"}
    };

    @Test
    public void writesTheChainsBigIntBytes() {
        for (String[] row : BIG_INTS) {
            TokenAmount amount = TokenAmount.atto(new BigInteger(row[0]));
            assertThat(HexFormat.of().formatHex(amount.toBytes())).isEqualTo(row[1]);
            assertThat(TokenAmount.fromBytes(HexFormat.of().parseHex(row[1]))).isEqualTo(amount);
        }
    }

    @Test
    public void refusesBytesThatAreNotCanonical() {
        for (String hex : new String[] {"00", "01", "0201", "0000", "000001", "0100", "00" + "ff".repeat(128)}) {
            assertThatThrownBy(() -> TokenAmount.fromBytes(HexFormat.of().parseHex(hex)))
                    .as(hex)
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    public void readsEveryUnit() {
        assertThat(TokenAmount.parse("1.5 FIL")).isEqualTo(TokenAmount.atto(1_500_000_000_000_000_000L));
        assertThat(TokenAmount.parse("20 nanoFIL")).isEqualTo(TokenAmount.atto(20_000_000_000L));
        assertThat(TokenAmount.parse("100 attoFIL")).isEqualTo(TokenAmount.atto(100));
        assertThat(TokenAmount.parse("100")).isEqualTo(TokenAmount.atto(100));
        assertThat(TokenAmount.parse("-2milliFIL")).isEqualTo(TokenAmount.atto(-2_000_000_000_000_000L));
        assertThat(TokenAmount.parse("3 microFIL")).isEqualTo(TokenAmount.atto(3_000_000_000_000L));
        assertThat(TokenAmount.parse("4 picoFIL")).isEqualTo(TokenAmount.atto(4_000_000));
        assertThat(TokenAmount.parse("5 femtoFIL")).isEqualTo(TokenAmount.atto(5_000));
        assertThat(TokenAmount.fil("2000000000").toString()).isEqualTo("2000000000 FIL");
    }

    @Test
    public void writesTheExactAmountAndReadsItBack() {
        for (String text : new String[] {"0 FIL", "1.5 FIL", "-0.000000000000000001 FIL", "1000 FIL"}) {
            assertThat(TokenAmount.parse(text)).hasToString(text);
        }
    }

    @Test
    public void refusesTextThatIsNoAmount() {
        for (String text :
                new String[] {"", "FIL", "1e9 FIL", "1.5 fil", "1,5 FIL", " 1 FIL", "+1 FIL", ".5 FIL", "1. FIL"}) {
            assertThatThrownBy(() -> TokenAmount.parse(text)).as(text).isInstanceOf(InvalidValueException.class);
        }
        assertThatThrownBy(() -> TokenAmount.parse("9".repeat(600))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    public void showsAnAmountExactlyInTheUnitThatNeedsTheFewestPlaces() {
        for (String[] shown : new String[][] {
            {"0", "0 FIL"},
            {"1000 FIL", "1000 FIL"},
            {"0.5 FIL", "0.5 FIL"},
            {"0.001 FIL", "0.001 FIL"},
            {"999999999999999 attoFIL", "999999.999999999 nanoFIL"},
            {"0.0000000005 FIL", "0.5 nanoFIL"},
            {"1000000 attoFIL", "0.001 nanoFIL"},
            {"999999 attoFIL", "999999 attoFIL"},
            {"-20 nanoFIL", "-20 nanoFIL"},
            {"-1 attoFIL", "-1 attoFIL"}
        }) {
            TokenAmount amount = TokenAmount.parse(shown[0]);
            assertThat(amount.toDisplay()).isEqualTo(shown[1]);
            assertThat(TokenAmount.parse(amount.toDisplay())).isEqualTo(amount);
        }
    }

    @Test
    public void refusesAFractionOfAnAttoFil() {
        assertThatThrownBy(() -> TokenAmount.parse("0.0000000000000000001 FIL")).hasMessageContaining("fraction");
        assertThatThrownBy(() -> TokenAmount.parse("0.5")).hasMessageContaining("fraction");
    }

    @Test
    public void reckons() {
        TokenAmount ten = TokenAmount.atto(10);
        TokenAmount three = TokenAmount.atto(3);
        assertThat(ten.plus(three)).isEqualTo(TokenAmount.atto(13));
        assertThat(three.minus(ten)).isEqualTo(TokenAmount.atto(-7));
        assertThat(ten.times(-3)).isEqualTo(TokenAmount.atto(-30));
        assertThat(ten.dividedBy(3)).isEqualTo(three);
        assertThat(ten.negate().dividedBy(3)).isEqualTo(three.negate());
        assertThat(ten.min(three)).isEqualTo(three);
        assertThat(ten.max(three)).isEqualTo(ten);
        assertThat(three.minus(ten).isNegative()).isTrue();
        assertThat(ten.minus(ten).isZero()).isTrue();
        assertThat(ten).isGreaterThan(three);
        assertThat(ten.signum()).isEqualTo(1);
    }

    @Test
    public void refusesToGrowBeyondWhatTheChainStores() {
        TokenAmount largest = TokenAmount.atto(BigInteger.ONE.shiftLeft(127 * 8).subtract(BigInteger.ONE));
        assertThat(largest.toBytes()).hasSize(128);
        assertThatThrownBy(() -> largest.plus(TokenAmount.atto(1))).isInstanceOf(InvalidValueException.class);
    }
}
