package io.fondaco.network.libp2p.internal.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Against the published vectors of the cacophony collection. */
@RunWith(Parameterized.class)
public class NoiseHandshakeTest {

    private static final byte[] PROLOGUE = hex("4a6f686e2047616c74");

    /** Payload and message, handshake first, then transport, initiator first. */
    private static final String[][] MESSAGES = {
        {
            "4c756477696720766f6e204d69736573",
            "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c79444c756477696720766f6e204d69736573"
        },
        {
            "4d757272617920526f746862617264",
            "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f14480884381cbad1f276e038c48378ffce2b65285e08d6b68aaa3629a5a"
                    + "8639392490e5b9bd5269c2f1e4f488ed8831161f19b7815528f8982ffe09be9b5c412f8a0db50f8814c7194e83f23dbd8d162c9326ad"
        },
        {
            "462e20412e20486179656b",
            "c7195ffacac1307ff99046f219750fc47693e23c3cb08b89c2af808b444850a80ae475b9df0f169ae80a89be0865b57f58c9fea0d4ec82a286"
                    + "427402f113e4b6ae769a1d95941d49b25030"
        },
        {"4361726c204d656e676572", "96763ed773f8e47bb3712f0e29b3060ffc956ffc146cee53d5e1df"},
        {"4a65616e2d426170746973746520536179", "3e40f15f6f3a46ae446b253bf8b1d9ffb6ed9b174d272328ff91a7e2e5c79c07f5"},
        {
            "457567656e2042f6686d20766f6e2042617765726b",
            "eb3f3515110702e047a6c9da4478b6ead94873c11c0f2d710ddb3f09fce024b3a58502ae3f"
        }
    };

    @Parameters(name = "{0}")
    public static List<Aead> ciphers() {
        // Both everywhere: where Conscrypt has no native library this fails, and should, on the platforms we build on.
        return List.of(Aead.values());
    }

    private final NoiseHandshake initiator;
    private final NoiseHandshake responder;

    public NoiseHandshakeTest(Aead aead) {
        initiator = new NoiseHandshake(
                true,
                aead,
                X25519.of(hex("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1")),
                X25519.of(hex("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a")),
                PROLOGUE);
        responder = new NoiseHandshake(
                false,
                aead,
                X25519.of(hex("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893")),
                X25519.of(hex("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b")),
                PROLOGUE);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private void shakeHands() {
        for (int i = 0; i < 3; i++) {
            NoiseHandshake writer = i == 1 ? responder : initiator;
            NoiseHandshake reader = i == 1 ? initiator : responder;
            byte[] message = writer.write(hex(MESSAGES[i][0]));
            assertThat(message).as("message %d", i + 1).isEqualTo(hex(MESSAGES[i][1]));
            assertThat(reader.read(message)).isEqualTo(hex(MESSAGES[i][0]));
        }
    }

    @Test
    public void writesThePublishedBytesAndReadsThem() {
        shakeHands();
        CipherState[] a = initiator.split();
        CipherState[] b = responder.split();
        for (int i = 3; i < MESSAGES.length; i++) {
            CipherState out = i % 2 == 1 ? b[0] : a[0];
            CipherState in = i % 2 == 1 ? a[1] : b[1];
            ByteBuffer sealed = ByteBuffer.allocate(100);
            out.encrypt(new byte[0], ByteBuffer.wrap(hex(MESSAGES[i][0])), sealed);
            assertThat(Arrays.copyOf(sealed.array(), sealed.position())).isEqualTo(hex(MESSAGES[i][1]));
            ByteBuffer plain = ByteBuffer.allocate(100);
            in.decrypt(new byte[0], sealed.flip(), plain);
            assertThat(Arrays.copyOf(plain.array(), plain.position())).isEqualTo(hex(MESSAGES[i][0]));
        }
    }

    @Test
    public void refusesEveryMessageWithAChangedOrMissingByte() {
        byte[] first = initiator.write(new byte[0]);
        responder.read(first);
        byte[] second = responder.write(hex("00112233"));
        for (int length = 0; length < second.length; length++) {
            byte[] cut = Arrays.copyOf(second, length);
            assertThatThrownBy(() -> fresh().read(cut)).isInstanceOf(NoiseException.class);
        }
        for (int i = 0; i < second.length; i++) {
            byte[] changed = second.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> fresh().read(changed)).isInstanceOf(NoiseException.class);
        }
    }

    /** The initiator again, after its first message. */
    private NoiseHandshake fresh() {
        NoiseHandshake again = new NoiseHandshake(
                true,
                Aead.JDK,
                X25519.of(hex("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1")),
                X25519.of(hex("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a")),
                PROLOGUE);
        again.write(new byte[0]);
        return again;
    }

    @Test
    public void refusesAKeyOfSmallOrder() {
        byte[] zero = new byte[32];
        assertThatThrownBy(() -> {
                    responder.read(zero);
                    responder.write(new byte[0]);
                })
                .isInstanceOf(NoiseException.class);
    }
}
