package io.fondaco.market.storage.internal.wire;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;

/** Checks signatures over messages as they were received, then as old and new writers would have written them. */
public final class Seals {

    private Seals() {}

    /** Whether the signer signed this value, in the bytes received or in any form a writer may have signed. */
    public static <T> boolean holds(Sealed<T> sealed, Struct<T> struct, byte[] signature, Address signer) {
        if (holds(sealed.bytes(), signature, signer)) {
            return true;
        }
        for (Form form : new Form[] {Form.CANONICAL, Form.DECLARED, Form.TUPLE}) {
            if (holds(struct.encode(sealed.value(), form), signature, signer)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the signer signed exactly these bytes. */
    public static boolean holds(byte[] message, byte[] signature, Address signer) {
        try {
            return SignatureScheme.verify(Signature.fromBytes(signature), signer, message);
        } catch (CryptoException | IllegalArgumentException notASignature) {
            return false;
        }
    }
}
