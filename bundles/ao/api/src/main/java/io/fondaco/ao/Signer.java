package io.fondaco.ao;

import io.fondaco.ao.internal.EthereumSigner;
import io.fondaco.ao.internal.SeedSigner;
import io.fondaco.crypto.PrivateKey;
import org.osgi.annotation.versioning.ConsumerType;

/** What signs items: a {@link Wallet}, one of the keys below, or whatever else keeps a key. Safe for many threads. */
@ConsumerType
public interface Signer {

    SignatureType type();

    /** The public key, as long as the type says. */
    byte[] owner();

    /** The signature over an item's payload of 48 bytes, as long as the type says. */
    byte[] sign(byte[] payload);

    /** The address of the owner, 43 characters. */
    default String address() {
        return ItemId.hashing(owner());
    }

    /** Signs with Ed25519; the same payload gives the same bytes. @param seed 32 bytes */
    static Signer ed25519(byte[] seed) {
        return new SeedSigner(SignatureType.ED25519, seed);
    }

    /** Signs as Solana's wallets do; the same payload gives the same bytes. @param seed 32 bytes */
    static Signer solana(byte[] seed) {
        return new SeedSigner(SignatureType.SOLANA, seed);
    }

    /** Signs as Ethereum's wallets do; the same payload gives the same bytes. @param key secp256k1 */
    static Signer ethereum(PrivateKey key) {
        return new EthereumSigner(key);
    }
}
