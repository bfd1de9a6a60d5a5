package io.fondaco.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.piece.PieceException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.Test;

public class Fr32Test {
    @Test
    public void putsTwoZeroBitsAfterEvery254() {
        byte[] ones = new byte[127];
        Arrays.fill(ones, (byte) 0xff);
        byte[] padded = new byte[128];
        Fr32.pad(ones, 0, padded, 0, 1);
        String node = "ff".repeat(31) + "3f";
        assertThat(HexFormat.of().formatHex(padded)).isEqualTo(node.repeat(4));
    }

    @Test
    public void agreesWithTheSpecificationBitByBit() {
        byte[] payload = new byte[127 * 50];
        new Random(254).nextBytes(payload);
        byte[] padded = new byte[128 * 50];
        Fr32.pad(payload, 0, padded, 0, 50);
        assertThat(padded).isEqualTo(NaivePiece.pad(payload));
    }

    @Test
    public void unpaddingGivesBackWhatWasPaddedAtAnyOffset() {
        byte[] payload = new byte[127 * 9 + 5];
        new Random(1).nextBytes(payload);
        byte[] padded = new byte[128 * 9 + 3];
        Fr32.pad(payload, 5, padded, 3, 9);
        byte[] back = new byte[127 * 9 + 1];
        back[back.length - 1] = 77;
        Fr32.unpad(padded, 3, back, 0, 9);
        assertThat(Arrays.copyOf(back, 127 * 9)).isEqualTo(Arrays.copyOfRange(payload, 5, payload.length));
        assertThat(back[back.length - 1]).as("byte after the last group").isEqualTo((byte) 77);
    }

    @Test
    public void refusesDataWithAPaddingBitSet() {
        for (int bit : new int[] {254, 255, 510, 511, 766, 767, 1022, 1023}) {
            byte[] padded = new byte[256];
            padded[128 + bit / 8] |= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Fr32.unpad(padded, 0, new byte[254], 0, 2))
                    .isInstanceOfSatisfying(
                            PieceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED))
                    .hasMessageContaining("offset 128");
        }
    }

    @Test
    public void refusesRangesOutsideTheArrays() {
        assertThatThrownBy(() -> Fr32.pad(new byte[126], 0, new byte[128], 0, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Fr32.pad(new byte[127], 0, new byte[127], 0, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Fr32.unpad(new byte[128], 0, new byte[127], 1, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Fr32.pad(new byte[127], 0, new byte[128], 0, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    public void streamsPadAndUnpadPayloadsOfAnyLength() throws Exception {
        for (int length : new int[] {0, 1, 126, 127, 128, 127 * 512, 127 * 512 + 1, 200_000}) {
            byte[] payload = new byte[length];
            new Random(length).nextBytes(payload);
            byte[] whole = Arrays.copyOf(payload, (length + 126) / 127 * 127);
            byte[] padded = Fr32.padding(new ByteArrayInputStream(payload)).readAllBytes();
            assertThat(padded).as("%d bytes", length).isEqualTo(NaivePiece.pad(whole));
            assertThat(Fr32.unpadding(new ByteArrayInputStream(padded)).readAllBytes())
                    .isEqualTo(whole);
        }
        try (InputStream one = Fr32.padding(new ByteArrayInputStream(new byte[] {7}))) {
            assertThat(one.read()).isEqualTo(7);
            assertThat(one.readAllBytes()).hasSize(127);
            assertThat(one.read()).isEqualTo(-1);
        }
    }

    @Test
    public void streamsRefuseDataThatIsCutOrNotFr32() {
        assertThatThrownBy(() ->
                        Fr32.unpadding(new ByteArrayInputStream(new byte[200])).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(PieceException.class)
                .hasMessageContaining("72 bytes are left over");
        byte[] bad = new byte[128];
        bad[127] = (byte) 0x80;
        assertThatThrownBy(() -> Fr32.unpadding(new ByteArrayInputStream(bad)).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(PieceException.class);
    }
}
