package io.fondaco.model.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.Test;

public class Blake2bTest {
    @Test
    public void digestsTheRfc7693Example() {
        assertThat(hex(64, "abc".getBytes(US_ASCII)))
                .isEqualTo("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    }

    @Test
    public void digestsOfOtherLengthsAreNotTruncations() {
        assertThat(hex(20, "abc".getBytes(US_ASCII))).isEqualTo("384264f676f39536840523f284921cdc68b6846b");
        assertThat(hex(1, new byte[0])).isEqualTo("2e");
    }

    @Test
    public void takesAWholeLastBlockAsTheLast() {
        assertThat(hex(32, upTo(128))).isEqualTo("c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1");
        assertThat(hex(32, upTo(129))).isEqualTo("f7f3c46ba2564ff4c4c162da1f5b605f9f1c4aa6a20652a9f9a337c1a2f5b9c9");
    }

    @Test
    public void digestsNothingAtAll() {
        assertThat(hex(32, new byte[0])).isEqualTo("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    }

    /** The keyless half of RFC 7693 appendix E; its grand hash was computed with Python's hashlib. */
    @Test
    public void passesTheKeylessSelfTestOfRfc7693() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int length : new int[] {20, 32, 48, 64}) {
            for (int count : new int[] {0, 3, 128, 129, 255, 1024}) {
                byte[] input = sequence(count);
                all.writeBytes(Blake2b.digest(length, input, 0, count));
            }
        }
        assertThat(hex(32, all.toByteArray()))
                .isEqualTo("681f345ad53c6360214ea500fd259edddbca775f605fad81b9b189d6d88e15c6");
    }

    @Test
    public void digestsAPartOfAnArray() {
        byte[] padded = "xxabcyy".getBytes(US_ASCII);
        assertThat(Blake2b.digest(20, padded, 2, 3)).isEqualTo(Blake2b.digest(20, "abc".getBytes(US_ASCII), 0, 3));
    }

    @Test
    public void refusesDigestLengthsOutsideOneTo64() {
        assertThatThrownBy(() -> Blake2b.digest(0, new byte[0], 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Blake2b.digest(65, new byte[0], 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] sequence(int count) {
        byte[] bytes = new byte[count];
        int a = 0xDEAD4BAD * count;
        int b = 1;
        for (int i = 0; i < count; i++) {
            int t = a + b;
            a = b;
            b = t;
            bytes[i] = (byte) (t >>> 24);
        }
        return bytes;
    }

    private static byte[] upTo(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static String hex(int length, byte[] input) {
        return HexFormat.of().formatHex(Blake2b.digest(length, input, 0, input.length));
    }
}
