package io.fondaco.crypto;

import io.fondaco.crypto.internal.Schemes;
import io.fondaco.model.Address;
import java.security.SecureRandom;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** One way to sign. Instances are stateless and safe for use by many threads. */
@ProviderType
public interface SignatureScheme {
    /** The scheme of a key type. It may be unavailable: see {@link #unavailable}. */
    static SignatureScheme of(KeyType type) {
        return type == KeyType.BLS ? Schemes.bls() : Schemes.secp256k1();
    }

    /** BLS12-381, which can also aggregate. It may be unavailable: see {@link #unavailable}. */
    static AggregateScheme bls() {
        return Schemes.bls();
    }

    /**
     * Checks a signature of any type against a wallet address.
     *
     * @return false for a signature of another key, over another message, or of a type that does not go with the address
     * @throws CryptoException (UNSUITABLE) for an address that is not a key's: resolve f0, f2 and f4 first;
     *     (UNAVAILABLE) when this machine cannot check
     */
    static boolean verify(Signature signature, Address signer, byte[] message) {
        return Schemes.verify(signature, signer, message);
    }

    KeyType type();

    /** Why this scheme cannot be used on this machine; empty when it can. */
    Optional<String> unavailable();

    /** A new secret. @throws CryptoException (UNAVAILABLE) */
    PrivateKey generate(SecureRandom random);

    /** @throws CryptoException (MALFORMED) when the secret is zero or out of range; (UNSUITABLE); (UNAVAILABLE) */
    PublicKey publicKey(PrivateKey key);

    /** Signs; the same key and message give the same bytes. @throws CryptoException as {@link #publicKey} */
    Signature sign(PrivateKey key, byte[] message);

    /** As {@link #verify}, for signatures of this scheme. */
    boolean matches(Signature signature, Address signer, byte[] message);
}
