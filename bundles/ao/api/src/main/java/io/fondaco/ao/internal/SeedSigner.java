package io.fondaco.ao.internal;

import io.fondaco.ao.SignatureType;
import io.fondaco.ao.Signer;
import io.fondaco.crypto.PeerKeyPair;

/** Ed25519, over the payload or over its hexadecimal text. */
public final class SeedSigner implements Signer {
    private final SignatureType type;
    private final PeerKeyPair keys;

    public SeedSigner(SignatureType type, byte[] seed) {
        this.type = type;
        this.keys = PeerKeyPair.ofSeed(seed);
    }

    @Override
    public SignatureType type() {
        return type;
    }

    @Override
    public byte[] owner() {
        return keys.publicKey().data();
    }

    @Override
    public byte[] sign(byte[] payload) {
        return keys.sign(type == SignatureType.SOLANA ? Signatures.hexText(payload) : payload);
    }

    @Override
    public String toString() {
        return type.label() + " key of " + address();
    }
}
