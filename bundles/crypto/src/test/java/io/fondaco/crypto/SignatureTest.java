package io.fondaco.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.CryptoException.Reason;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class SignatureTest {
    @Test
    public void travelsAsTypeByteAndData() {
        byte[] data = new byte[65];
        data[64] = 1;
        Signature signature = new Signature(Signature.Type.SECP256K1, data);
        assertThat(signature.toBytes()).hasSize(66).startsWith(1).endsWith(1);
        assertThat(Signature.fromBytes(signature.toBytes())).isEqualTo(signature);
        assertThat(Signature.parse(signature.toString())).isEqualTo(signature);
        assertThat(Signature.fromBytes(new Signature(Signature.Type.BLS, new byte[96]).toBytes())
                        .type())
                .isEqualTo(Signature.Type.BLS);
    }

    @Test
    public void refusesWhatIsNoSignature() {
        for (byte[] bytes : new byte[][] {{}, {0}, {1}, {4}, new byte[66], Arrays.copyOf(new byte[] {2}, 98)}) {
            assertThatThrownBy(() -> Signature.fromBytes(bytes))
                    .isInstanceOfSatisfying(
                            CryptoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
        }
        assertThatThrownBy(() -> Signature.parse("0g")).isInstanceOf(CryptoException.class);
        assertThatThrownBy(() -> Signature.parse("")).isInstanceOf(CryptoException.class);
    }

    @Test
    public void anyBytesAreEitherRefusedOrReadBackTheSame() {
        Random random = new Random(1);
        int taken = 0;
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(110) : random.nextBoolean() ? 66 : 97];
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(5);
            }
            try {
                if (!Arrays.equals(Signature.fromBytes(bytes).toBytes(), bytes)) {
                    throw new AssertionError(Arrays.toString(bytes));
                }
                taken++;
            } catch (CryptoException refused) {
                if (refused.reason() != Reason.MALFORMED) {
                    throw new AssertionError(refused);
                }
            }
        }
        assertThat(taken).isPositive();
    }
}
