package io.fondaco.crypto;

import io.fondaco.crypto.CryptoException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret key of a wallet: 32 bytes as Lotus holds them, big-endian for secp256k1 and little-endian for BLS.
 *
 * <p>Does not show its bytes in {@code toString}. Whether the number is in range is checked when a scheme uses it.
 */
public final class PrivateKey {
    /** Bytes of a secret. */
    public static final int BYTES = 32;

    private static final String NAME = "\"([A-Za-z]+)\"\\s*:\\s*\"([^\"]*)\"";
    private static final Pattern JSON = Pattern.compile("\\s*\\{\\s*" + NAME + "\\s*,\\s*" + NAME + "\\s*}\\s*");

    private final KeyType type;
    private final byte[] secret;

    /** @throws CryptoException (MALFORMED) when not 32 bytes */
    public PrivateKey(KeyType type, byte[] secret) {
        this.type = Objects.requireNonNull(type, "type");
        if (secret.length != BYTES) {
            throw new CryptoException(
                    Reason.MALFORMED, "a " + type.lotusName() + " secret has 32 bytes, not " + secret.length);
        }
        this.secret = secret.clone();
    }

    /**
     * Reads a key as {@code lotus wallet export} prints it: hexadecimal of {"Type":"bls","PrivateKey":"base64"}.
     *
     * @throws CryptoException (MALFORMED) when it is not that; (UNSUITABLE) for an unknown type
     */
    public static PrivateKey fromLotus(String exported) {
        String json;
        try {
            json = new String(HexFormat.of().parseHex(exported.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notLotus();
        }
        Matcher matcher = JSON.matcher(json);
        if (!matcher.matches()) {
            throw notLotus();
        }
        boolean typeFirst = matcher.group(1).equals("Type");
        if (!matcher.group(typeFirst ? 1 : 3).equals("Type")
                || !matcher.group(typeFirst ? 3 : 1).equals("PrivateKey")) {
            throw notLotus();
        }
        KeyType type = KeyType.ofLotusName(matcher.group(typeFirst ? 2 : 4));
        try {
            return new PrivateKey(
                    type,
                    Base64.getDecoder().decode(matcher.group(typeFirst ? 4 : 2).replace("\\/", "/")));
        } catch (IllegalArgumentException e) {
            throw notLotus();
        }
    }

    /** The form {@link #fromLotus} reads. Shows the secret: for export only. */
    public String toLotus() {
        String json = "{\"Type\":\"" + type.lotusName() + "\",\"PrivateKey\":\""
                + Base64.getEncoder().encodeToString(secret) + "\"}";
        return HexFormat.of().formatHex(json.getBytes(StandardCharsets.UTF_8));
    }

    public KeyType type() {
        return type;
    }

    /** A copy of the secret; wipe it when done. */
    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrivateKey that && type == that.type && MessageDigest.isEqual(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "secret " + type.lotusName() + " key";
    }

    private static CryptoException notLotus() {
        return new CryptoException(
                Reason.MALFORMED,
                "not a Lotus key export: expected the hexadecimal of {\"Type\":\"bls\",\"PrivateKey\":\"...\"}");
    }
}
