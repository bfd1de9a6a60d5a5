package io.fondaco.crypto;

import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.model.Address;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** A public key of a wallet: 65 bytes uncompressed for secp256k1, 48 bytes compressed G1 for BLS. */
public final class PublicKey {
    private final KeyType type;
    private final byte[] bytes;

    /** @throws CryptoException (MALFORMED) when the length is another; whether it is a point is checked on use */
    public PublicKey(KeyType type, byte[] bytes) {
        this.type = Objects.requireNonNull(type, "type");
        int length = type == KeyType.BLS ? 48 : 65;
        if (bytes.length != length || type == KeyType.SECP256K1 && bytes[0] != 4) {
            throw new CryptoException(
                    Reason.MALFORMED,
                    type == KeyType.BLS
                            ? "a bls public key is 48 bytes, not " + bytes.length
                            : "a secp256k1 public key is 65 bytes starting 04");
        }
        this.bytes = bytes.clone();
    }

    public KeyType type() {
        return type;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The wallet address: f1 for secp256k1, f3 for BLS. */
    public Address address() {
        return type == KeyType.BLS ? Address.bls(bytes) : Address.secp256k1(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && type == that.type && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return type.lotusName() + ":" + HexFormat.of().formatHex(bytes);
    }
}
