package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.SignatureType;
import io.fondaco.ao.Signer;
import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.Digests;
import java.nio.charset.StandardCharsets;

/**
 * Signs as a party of this house. Ed25519: the same item gives the same signature, so that one that was sent before a restart
 * and is made again afterwards is the same one.
 */
final class ItemKeys implements Signer {
    private final PeerKeyPair keys;

    ItemKeys(PeerKeyPair keys) {
        this.keys = keys;
    }

    @Override
    public SignatureType type() {
        return SignatureType.ED25519;
    }

    @Override
    public byte[] owner() {
        return keys.publicKey().data();
    }

    @Override
    public byte[] sign(byte[] payload) {
        return keys.sign(payload);
    }

    /**
     * A secret only these keys can tell, the same each time: what deals commit to is never stored. Items sign hashes of 48
     * bytes, so no item's signature is one of these.
     */
    byte[] secret(String what) {
        return Digests.sha256(keys.sign(("fondaco/arfleet/secret/1 " + what).getBytes(StandardCharsets.UTF_8)));
    }
}
