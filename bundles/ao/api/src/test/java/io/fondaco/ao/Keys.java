package io.fondaco.ao;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Keys of tests, and the golden vectors. */
final class Keys {
    /** RFC 8032, test 1. */
    static final byte[] SEED =
            HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    static final byte[] SCALAR =
            HexFormat.of().parseHex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");

    static final String JWK = resource("wallet.json");
    static final Wallet WALLET = Wallet.parse(JWK);
    static final Signer ED25519 = Signer.ed25519(SEED);
    static final Signer SOLANA = Signer.solana(SEED);
    static final Signer ETHEREUM = Signer.ethereum(new PrivateKey(KeyType.SECP256K1, SCALAR));

    private Keys() {}

    static List<Signer> all() {
        return List.of(WALLET, ED25519, ETHEREUM, SOLANA);
    }

    static JsonNode golden() {
        try {
            return new ObjectMapper().readTree(resource("ans104.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String resource(String name) {
        try (InputStream in = Keys.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The item of the golden vector, signed by somebody. */
    static DataItem hello(Signer signer) {
        return DataItem.builder()
                .target("A".repeat(43))
                .anchor("0".repeat(32))
                .tag("Action", "Eval")
                .data("hello")
                .sign(signer);
    }
}
