package io.fondaco.replica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What OpenSSL's RSA, called block by block from another program, makes of the same data; trees and draws from there too. */
final class Vectors {
    static final JsonNode ALL = read();

    private Vectors() {}

    private static JsonNode read() {
        try (InputStream in = Vectors.class.getResourceAsStream("replicas.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ReplicaKey key() {
        return ReplicaKey.of(List.of("n", "e", "d", "p", "q", "dp", "dq", "qi").stream()
                .map(name -> new BigInteger(1, hex(ALL.path("key").path(name))))
                .toArray(BigInteger[]::new));
    }

    static byte[] hex(JsonNode node) {
        return HexFormat.of().parseHex(node.asText());
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SHA-256 of "fondaco", of that, and so on. */
    static byte[] data(int length) {
        byte[] all = new byte[(length + 31) / 32 * 32];
        byte[] hash = sha256("fondaco".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        for (int at = 0; at < all.length; at += 32) {
            System.arraycopy(hash, 0, all, at, 32);
            hash = sha256(hash);
        }
        return Arrays.copyOf(all, length);
    }

    static ReplicaLayout layout(String name) {
        return name.equals("DAEMON") ? ReplicaLayout.DAEMON : ReplicaLayout.WEB;
    }
}
