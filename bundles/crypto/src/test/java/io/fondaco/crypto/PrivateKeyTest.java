package io.fondaco.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.CryptoException.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

public class PrivateKeyTest {
    private static final String MARKET_JSON =
            "{\"Type\":\"bls\",\"PrivateKey\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}";

    @Test
    public void readsAndWritesLotusExports() {
        PrivateKey key = PrivateKey.fromLotus(hex(MARKET_JSON) + "\n");
        assertThat(key.type()).isEqualTo(KeyType.BLS);
        assertThat(Vectors.hex(KeyPair.of(key).publicKey().bytes()))
                .isEqualTo(
                        "a0715e9b0d5d8e1a9dfcb137f9bd8c0f2ab2d03fe9af216757b46d1d44f5c7b0b31bffb58aee3a8fbe45297664dfa4e3");
        assertThat(key.toLotus()).isEqualTo(hex(MARKET_JSON));
        PrivateKey secp = Vectors.secp256k1(3);
        assertThat(PrivateKey.fromLotus(secp.toLotus())).isEqualTo(secp);
    }

    @Test
    public void readsFieldsInAnyOrderAndWithSpaces() {
        String json =
                " { \"PrivateKey\" : \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\" ,\n \"Type\": \"secp256k1\" } ";
        assertThat(PrivateKey.fromLotus(hex(json)).type()).isEqualTo(KeyType.SECP256K1);
    }

    @Test
    public void refusesWhatIsNoExport() {
        malformed("not hex");
        malformed("");
        malformed(hex("{}"));
        malformed(hex("{\"Type\":\"bls\",\"PrivateKey\":\"AAEC\"}"));
        malformed(hex("{\"Type\":\"bls\",\"PrivateKey\":\"???\"}"));
        malformed(hex("{\"Type\":\"bls\",\"Type\":\"bls\"}"));
        malformed(hex(MARKET_JSON + "x"));
        assertThatThrownBy(() -> PrivateKey.fromLotus(hex(MARKET_JSON.replace("bls", "delegated"))))
                .isInstanceOfSatisfying(
                        CryptoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUITABLE))
                .hasMessageContaining("delegated");
    }

    @Test
    public void neverShowsTheSecret() {
        PrivateKey key = Vectors.secp256k1(0);
        assertThat(key.toString() + KeyPair.of(key)).doesNotContain(Vectors.hex(key.secret()));
    }

    private static void malformed(String text) {
        assertThatThrownBy(() -> PrivateKey.fromLotus(text))
                .isInstanceOfSatisfying(
                        CryptoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    private static String hex(String json) {
        return Vectors.hex(json.getBytes(StandardCharsets.UTF_8));
    }
}
