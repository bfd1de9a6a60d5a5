package io.fondaco.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.Test;

public class VarintTest {
    @Test
    public void writesTheExamplesOfTheSpecification() {
        assertThat(hex(0)).isEqualTo("00");
        assertThat(hex(1)).isEqualTo("01");
        assertThat(hex(127)).isEqualTo("7f");
        assertThat(hex(128)).isEqualTo("8001");
        assertThat(hex(255)).isEqualTo("ff01");
        assertThat(hex(300)).isEqualTo("ac02");
        assertThat(hex(16384)).isEqualTo("808001");
        assertThat(hex(Long.MAX_VALUE)).isEqualTo("ffffffffffffffff7f");
    }

    @Test
    public void readsBackEveryPowerOfTwoAndItsNeighbours() {
        for (int shift = 0; shift < 63; shift++) {
            for (long value : new long[] {(1L << shift) - 1, 1L << shift, (1L << shift) + 1}) {
                byte[] bytes = Varint.encode(value);
                assertThat(bytes).hasSize(Varint.length(value));
                assertThat(Varint.read(ByteBuffer.wrap(bytes))).isEqualTo(value);
            }
        }
    }

    @Test
    public void leavesWhatFollowsInTheBuffer() {
        ByteBuffer source = ByteBuffer.wrap(new byte[] {(byte) 0xac, 2, 9});
        assertThat(Varint.read(source)).isEqualTo(300);
        assertThat(source.position()).isEqualTo(2);
    }

    @Test
    public void refusesALongForm() {
        assertThatThrownBy(() -> read("8000"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("shortest");
        assertThatThrownBy(() -> read("ff8000")).hasMessageContaining("shortest");
    }

    @Test
    public void refusesATenthByte() {
        assertThatThrownBy(() -> read("80808080808080808001"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("longer than 9");
    }

    @Test
    public void refusesATruncatedNumberAndStaysWhereItWas() {
        ByteBuffer source = ByteBuffer.wrap(new byte[] {0, (byte) 0x80, (byte) 0x80});
        source.position(1);
        assertThatThrownBy(() -> Varint.read(source)).isInstanceOf(InvalidValueException.class);
        assertThat(source.position()).isEqualTo(1);
    }

    @Test
    public void refusesNegativeNumbers() {
        assertThatThrownBy(() -> Varint.encode(-1)).isInstanceOf(InvalidValueException.class);
    }

    private static String hex(long value) {
        return HexFormat.of().formatHex(Varint.encode(value));
    }

    private static long read(String hex) {
        return Varint.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }
}
