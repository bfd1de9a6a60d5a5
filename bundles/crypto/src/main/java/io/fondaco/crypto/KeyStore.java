package io.fondaco.crypto;

import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.model.Address;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps the secrets of this house. Keys go in and come out sealed; what callers use is {@link #sign}.
 *
 * <p>Safe for use by many threads. The first call that opens a key derives the store's key from the passphrase, which
 * takes part of a second; later calls do not. Every method throws {@link CryptoException}: NOT_FOUND naming the key,
 * WRONG_PASSPHRASE, DAMAGED naming the file, STORAGE.
 */
@ProviderType
public interface KeyStore {
    /** Addresses of the wallet keys, in order. Needs no passphrase. */
    List<Address> list();

    /** Makes a new wallet key and returns its address once it is safely on disk. */
    Address create(KeyType type);

    /** The public half of a wallet key. */
    PublicKey publicKey(Address address);

    /** Signs with the key of this address. */
    Signature sign(Address signer, byte[] message);

    /** Takes a key in; one that is already there stays as it is. */
    Address add(PrivateKey key);

    /** Hands a secret out, for backup or another wallet ({@link PrivateKey#toLotus}). */
    PrivateKey export(Address address);

    /** Removes a key for good. */
    void delete(Address address);

    /**
     * The libp2p keys of a party, made when first asked for.
     *
     * @param party name of the party: a small letter, then up to 31 small letters, digits or hyphens
     * @param kind of keys that are made; keys that are there already stay as they are
     */
    PeerKeyPair peer(String party, Kind kind);

    /** The libp2p keys of a party, Ed25519 when they have to be made. */
    default PeerKeyPair peer(String party) {
        return peer(party, Kind.ED25519);
    }

    /**
     * The Ed25519 keys a party signs ANS-104 items with, made when first asked for: others than its libp2p keys, so that
     * neither protocol can be played against the other.
     *
     * @param party as above
     */
    PeerKeyPair items(String party);
}
