package io.fondaco.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Golden files of this room. */
final class Vectors {
    private Vectors() {}

    static List<String[]> rows(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/io/fondaco/crypto/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static PrivateKey secp256k1(int number) {
        return new PrivateKey(KeyType.SECP256K1, hex(rows("keys.tsv").get(number)[0]));
    }

    static PrivateKey bls(int number) {
        return new PrivateKey(KeyType.BLS, hex(rows("keys.tsv").get(number)[3]));
    }
}
