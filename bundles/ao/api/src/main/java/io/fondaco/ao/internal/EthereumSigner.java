package io.fondaco.ao.internal;

import io.fondaco.ao.SignatureType;
import io.fondaco.ao.Signer;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.RecoverableSignature;

/** A secp256k1 key that signs personal messages. */
public final class EthereumSigner implements Signer {
    private final KeyPair keys;

    public EthereumSigner(PrivateKey key) {
        this.keys = KeyPair.of(key);
    }

    @Override
    public SignatureType type() {
        return SignatureType.ETHEREUM;
    }

    @Override
    public byte[] owner() {
        return keys.publicKey().bytes();
    }

    @Override
    public byte[] sign(byte[] payload) {
        byte[] signature = RecoverableSignature.sign(keys.privateKey(), Signatures.personal(payload));
        signature[64] += Signatures.FIRST_V;
        return signature;
    }

    @Override
    public String toString() {
        return "Ethereum key of " + address();
    }
}
