package io.fondaco.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;

public class PieceSizeTest {
    @Test
    public void convertsBetweenPaddedAndUnpadded() {
        PieceSize size = PieceSize.ofPadded(34_359_738_368L);
        assertThat(size.unpadded()).isEqualTo(34_091_302_912L);
        assertThat(PieceSize.ofUnpadded(34_091_302_912L)).isEqualTo(size).hasSameHashCodeAs(size);
        assertThat(PieceSize.ofUnpadded(127).padded()).isEqualTo(128);
    }

    @Test
    public void takesTheSmallestPieceThatFitsAPayload() {
        assertThat(PieceSize.forPayload(0).padded()).isEqualTo(128);
        assertThat(PieceSize.forPayload(127).padded()).isEqualTo(128);
        assertThat(PieceSize.forPayload(128).padded()).isEqualTo(256);
        assertThat(PieceSize.forPayload(254).padded()).isEqualTo(256);
        assertThat(PieceSize.forPayload(255).padded()).isEqualTo(512);
        assertThat(PieceSize.forPayload(1016).padded()).isEqualTo(1024);
        assertThat(PieceSize.forPayload(1017).padded()).isEqualTo(2048);
        assertThat(PieceSize.forPayload(PieceSize.MAX_PADDED / 128 * 127).padded())
                .isEqualTo(PieceSize.MAX_PADDED);
    }

    @Test
    public void refusesWithTheMessagesTheFieldUses() {
        refuses(() -> PieceSize.ofPadded(127), "minimum padded piece size is 128 bytes");
        refuses(() -> PieceSize.ofPadded(-1), "minimum padded piece size is 128 bytes");
        refuses(() -> PieceSize.ofPadded(129), "padded piece size must be a power of 2");
        refuses(() -> PieceSize.ofUnpadded(126), "minimum piece size is 127 bytes");
        refuses(() -> PieceSize.ofUnpadded(128), "unpadded piece size must be a power of 2 multiple of 127");
        refuses(() -> PieceSize.ofUnpadded(127 * 3), "unpadded piece size must be a power of 2 multiple of 127");
        refuses(() -> PieceSize.forPayload(-1), "no piece holds");
        refuses(() -> PieceSize.forPayload(Long.MAX_VALUE), "no piece holds");
    }

    @Test
    public void writesTheLargestUnitAndReadsItBack() {
        for (int shift = 7; shift <= 62; shift++) {
            PieceSize size = PieceSize.ofPadded(1L << shift);
            assertThat(PieceSize.parse(size.toString())).isEqualTo(size);
        }
        assertThat(PieceSize.ofPadded(1L << 35)).hasToString("32GiB");
        assertThat(PieceSize.parse("34359738368")).hasToString("32GiB");
        assertThat(PieceSize.parse("512 MiB").padded()).isEqualTo(1L << 29);
    }

    @Test
    public void refusesSizesItCannotCount() {
        refuses(() -> PieceSize.parse("16EiB"), "above 2^62");
        refuses(() -> PieceSize.parse("9999999999999999999"), "above 2^62");
        refuses(() -> PieceSize.parse("32GB"), "expected");
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessageContaining(reason);
    }
}
