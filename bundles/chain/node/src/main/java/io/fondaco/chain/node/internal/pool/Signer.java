package io.fondaco.chain.node.internal.pool;

import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;

/** Signs with the house's keys: {@code keyStore::sign}. */
@FunctionalInterface
public interface Signer {
    /** @throws io.fondaco.crypto.CryptoException (NOT_FOUND) if there is no such key, and as a key store does */
    Signature sign(Address key, byte[] message);
}
