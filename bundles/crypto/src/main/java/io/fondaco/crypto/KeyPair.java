package io.fondaco.crypto;

import io.fondaco.model.Address;
import java.security.SecureRandom;
import java.util.Objects;

/**
 * A wallet's two keys.
 *
 * @param privateKey the secret half
 * @param publicKey what belongs to it
 */
public record KeyPair(PrivateKey privateKey, PublicKey publicKey) {
    public KeyPair {
        Objects.requireNonNull(privateKey, "privateKey");
        Objects.requireNonNull(publicKey, "publicKey");
    }

    /** Derives the public key. @throws CryptoException (MALFORMED) when the secret is zero or out of range */
    public static KeyPair of(PrivateKey privateKey) {
        return new KeyPair(privateKey, SignatureScheme.of(privateKey.type()).publicKey(privateKey));
    }

    /** A new pair. @throws CryptoException (UNAVAILABLE) when the type cannot be used on this machine */
    public static KeyPair generate(KeyType type, SecureRandom random) {
        return of(SignatureScheme.of(type).generate(random));
    }

    public Address address() {
        return publicKey.address();
    }

    public Signature sign(byte[] message) {
        return SignatureScheme.of(privateKey.type()).sign(privateKey, message);
    }
}
