package io.fondaco.crypto.internal;

import io.fondaco.crypto.AggregateScheme;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.PublicKey;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Stands in for BLS where it cannot run, and says why each time it is asked. */
final class UnavailableBls implements AggregateScheme {
    private final String why;

    UnavailableBls(String why) {
        this.why = why;
    }

    @Override
    public KeyType type() {
        return KeyType.BLS;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.of(why);
    }

    @Override
    public PrivateKey generate(SecureRandom random) {
        throw refused();
    }

    @Override
    public PublicKey publicKey(PrivateKey key) {
        throw refused();
    }

    @Override
    public Signature sign(PrivateKey key, byte[] message) {
        throw refused();
    }

    @Override
    public boolean matches(Signature signature, Address signer, byte[] message) {
        throw refused();
    }

    @Override
    public Signature aggregate(List<Signature> signatures) {
        throw refused();
    }

    @Override
    public boolean matchesAll(List<PublicKey> keys, List<byte[]> messages, Signature aggregate) {
        throw refused();
    }

    @Override
    public boolean matchesEach(Address signer, List<byte[]> messages, List<Signature> signatures) {
        throw refused();
    }

    private CryptoException refused() {
        return new CryptoException(Reason.UNAVAILABLE, why);
    }
}
