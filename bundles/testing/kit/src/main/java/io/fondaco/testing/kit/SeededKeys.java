package io.fondaco.testing.kit;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.PublicKey;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Multihash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A key store whose keys come from names, so that a node that starts again has the same ones. Keeps nothing secret. */
public final class SeededKeys implements KeyStore {

    private final Map<Address, KeyPair> pairs = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();

    /** The secp256k1 wallet of that name; always the same. */
    public Address wallet(String name) {
        return wallet(name, KeyType.SECP256K1);
    }

    /** The wallet of that name and kind; always the same. */
    public Address wallet(String name, KeyType type) {
        byte[] seed = seed("wallet " + name);
        // Below the order of the curve: BLS secrets have their highest byte last.
        seed[type == KeyType.BLS ? seed.length - 1 : 0] &= 0x3f;
        return add(new PrivateKey(type, seed));
    }

    private static byte[] seed(String what) {
        return Multihash.sha256(what.getBytes(StandardCharsets.UTF_8)).digest();
    }

    @Override
    public List<Address> list() {
        return pairs.keySet().stream().sorted().toList();
    }

    @Override
    public Address create(KeyType type) {
        return wallet("number " + made.getAndIncrement(), type);
    }

    @Override
    public PublicKey publicKey(Address address) {
        return pair(address).publicKey();
    }

    private KeyPair pair(Address address) {
        KeyPair pair = pairs.get(address);
        if (pair == null) {
            throw new CryptoException(CryptoException.Reason.NOT_FOUND, "no key of " + address);
        }
        return pair;
    }

    @Override
    public Signature sign(Address signer, byte[] message) {
        return pair(signer).sign(message);
    }

    @Override
    public Address add(PrivateKey key) {
        KeyPair pair = KeyPair.of(key);
        pairs.putIfAbsent(pair.address(), pair);
        return pair.address();
    }

    @Override
    public PrivateKey export(Address address) {
        return pair(address).privateKey();
    }

    @Override
    public void delete(Address address) {
        pairs.remove(address);
    }

    @Override
    public PeerKeyPair peer(String party, Kind kind) {
        return PeerKeyPair.ofSeed(seed("peer " + party));
    }

    @Override
    public PeerKeyPair items(String party) {
        return PeerKeyPair.ofSeed(seed("items " + party));
    }
}
