package io.fondaco.chain.node.internal;

import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;

/** Whoever knows whether signatures are good. */
@FunctionalInterface
public interface SignatureCheck {
    /**
     * Whether {@code signer}, a key's address, signed {@code message}.
     *
     * @throws io.fondaco.crypto.CryptoException (UNAVAILABLE) when this machine cannot check
     */
    boolean verify(Signature signature, Address signer, byte[] message);
}
