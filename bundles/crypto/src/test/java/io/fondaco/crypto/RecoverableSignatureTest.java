package io.fondaco.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.Test;

public class RecoverableSignatureTest {

    private static final PrivateKey KEY = new PrivateKey(
            KeyType.SECP256K1,
            HexFormat.of().parseHex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"));
    private static final byte[] DIGEST =
            Keccak256.hash("\u0019Ethereum Signed Message:\n9Some data".getBytes(StandardCharsets.UTF_8));

    @Test
    public void keccakIsTheOneFromBeforeSha3() {
        assertThat(HexFormat.of().formatHex(Keccak256.hash()))
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertThat(Keccak256.hash("a".getBytes(StandardCharsets.UTF_8), "bc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(HexFormat.of().parseHex("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"));
    }

    @Test
    public void signsAsEthereumsToolsDo() {
        // The example of web3's documentation of accounts.sign.
        assertThat(HexFormat.of().formatHex(DIGEST))
                .isEqualTo("1da44b586eb0729ff70a73c326926f6ed5a25f5b056e7f47fbc6e58d86871655");
        assertThat(HexFormat.of().formatHex(RecoverableSignature.sign(KEY, DIGEST)))
                .isEqualTo("b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd"
                        + "6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a029" + "01");
    }

    @Test
    public void findsTheKeyThatSigned() {
        byte[] signature = RecoverableSignature.sign(KEY, DIGEST);
        assertThat(RecoverableSignature.recover(signature, DIGEST))
                .contains(KeyPair.of(KEY).publicKey().bytes());
        signature[3] ^= 1;
        assertThat(RecoverableSignature.recover(signature, DIGEST))
                .isNotEqualTo(java.util.Optional.of(KeyPair.of(KEY).publicKey().bytes()));
    }

    @Test
    public void refusesWhatIsNoSignature() {
        assertThat(RecoverableSignature.recover(new byte[65], DIGEST)).isEmpty();
        assertThat(RecoverableSignature.recover(new byte[64], DIGEST)).isEmpty();
        byte[] v = RecoverableSignature.sign(KEY, DIGEST);
        v[64] = 27;
        assertThat(RecoverableSignature.recover(v, DIGEST)).isEmpty();
        assertThatThrownBy(() -> RecoverableSignature.sign(KEY, new byte[31]))
                .isInstanceOf(CryptoException.class)
                .hasMessageContaining("32 bytes");
    }
}
