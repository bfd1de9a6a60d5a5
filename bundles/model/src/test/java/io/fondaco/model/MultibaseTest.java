package io.fondaco.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.Test;

public class MultibaseTest {
    private static final byte[] YES = "yes mani !".getBytes(UTF_8);
    private static final byte[] ZEROS = "\0\0yes mani !".getBytes(UTF_8);

    @Test
    public void writesTheVectorsOfTheSpecification() {
        assertThat(Multibase.BASE16.encode(YES)).isEqualTo("f796573206d616e692021");
        assertThat(Multibase.BASE16_UPPER.encode(YES)).isEqualTo("F796573206D616E692021");
        assertThat(Multibase.BASE32.encode(YES)).isEqualTo("bpfsxgidnmfxgsibb");
        assertThat(Multibase.BASE32_UPPER.encode(YES)).isEqualTo("BPFSXGIDNMFXGSIBB");
        assertThat(Multibase.BASE36.encode(YES)).isEqualTo("k2lcpzo5yikidynfl");
        assertThat(Multibase.BASE58BTC.encode(YES)).isEqualTo("z7paNL19xttacUY");
        assertThat(Multibase.BASE64.encode(YES)).isEqualTo("meWVzIG1hbmkgIQ");
        assertThat(Multibase.BASE64_PAD.encode(YES)).isEqualTo("MeWVzIG1hbmkgIQ==");
        assertThat(Multibase.BASE64URL.encode(YES)).isEqualTo("ueWVzIG1hbmkgIQ");
        assertThat(Multibase.BASE64URL_PAD.encode(YES)).isEqualTo("UeWVzIG1hbmkgIQ==");
    }

    @Test
    public void keepsLeadingZeros() {
        assertThat(Multibase.BASE36.encode(ZEROS)).isEqualTo("k002lcpzo5yikidynfl");
        assertThat(Multibase.BASE58BTC.encode(ZEROS)).isEqualTo("z117paNL19xttacUY");
        assertThat(Multibase.decode("k002lcpzo5yikidynfl")).isEqualTo(ZEROS);
        assertThat(Multibase.decode("z117paNL19xttacUY")).isEqualTo(ZEROS);
    }

    @Test
    public void readsBackAnyBytesInEveryBase() {
        Random random = new Random(1);
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (Multibase base : Multibase.values()) {
                assertThat(Multibase.decode(base.encode(bytes))).as("%s", base).isEqualTo(bytes);
                assertThat(base.decodeBare(base.encodeBare(bytes))).isEqualTo(bytes);
            }
        }
    }

    @Test
    public void everyAcceptedTextIsTheOneItWouldWrite() {
        Random random = new Random(2);
        for (int i = 0; i < 200_000; i++) {
            Multibase base = Multibase.values()[random.nextInt(Multibase.values().length)];
            StringBuilder text = new StringBuilder().append(base.prefix());
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append((char) ('0' + random.nextInt('z' - '0' + 1)));
            }
            try {
                assertThat(base.encode(Multibase.decode(text.toString()))).isEqualTo(text.toString());
            } catch (InvalidValueException e) {
                assertThat(e.reason()).isNotEmpty();
            }
        }
    }

    @Test
    public void refusesUnusedBitsThatAreSet() {
        assertThatThrownBy(() -> Multibase.decode("baf")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Multibase.decode("meWVzIG1hbmkgIR")).hasMessageContaining("unused bits");
    }

    @Test
    public void refusesPaddingWhereTheBaseHasNoneAndTheReverse() {
        assertThatThrownBy(() -> Multibase.decode("meWVzIG1hbmkgIQ==")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Multibase.decode("MeWVzIG1hbmkgIQ")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Multibase.decode("M====")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Multibase.decode("MA===")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    public void refusesTheOtherCase() {
        assertThatThrownBy(() -> Multibase.decode("f796573206D")).hasMessageContaining("'D'");
    }

    @Test
    public void refusesUnknownPrefixesAndEmptyText() {
        assertThatThrownBy(() -> Multibase.decode("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> Multibase.decode("?abc")).hasMessageContaining("'?'");
    }

    @Test
    public void refusesTextWhoseDecodingWouldCostQuadraticTime() {
        assertThatThrownBy(() -> Multibase.decode("z" + "2".repeat(100_000))).hasMessageContaining("longer than 1024");
    }
}
