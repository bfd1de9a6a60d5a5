package io.fondaco.ao.internal;

import io.fondaco.ao.SignatureType;
import io.fondaco.crypto.Keccak256;
import io.fondaco.crypto.PeerPublicKey;
import io.fondaco.crypto.RecoverableSignature;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Checks signatures of items. An item is named by its signature, so of each signature one form is taken only: whoever sees
 * an item shall not make a second name for it.
 */
public final class Signatures {
    /** Ethereum's v for an even y. */
    static final int FIRST_V = 27;

    private Signatures() {}

    public static boolean verify(SignatureType type, byte[] owner, byte[] payload, byte[] signature) {
        return switch (type) {
            case ARWEAVE -> RsaPss.verify(owner, payload, signature);
            case ED25519 -> ed25519(owner, payload, signature);
            case SOLANA -> ed25519(owner, hexText(payload), signature);
            case ETHEREUM -> ethereum(owner, payload, signature);
        };
    }

    private static boolean ed25519(byte[] owner, byte[] message, byte[] signature) {
        return new PeerPublicKey(PeerPublicKey.Kind.ED25519, owner).verify(message, signature);
    }

    private static boolean ethereum(byte[] owner, byte[] payload, byte[] signature) {
        byte[] bare = signature.clone();
        bare[64] -= FIRST_V;
        return RecoverableSignature.recover(bare, personal(payload))
                .map(key -> Arrays.equals(key, owner))
                .orElse(false);
    }

    /** What Ethereum's wallets sign of a message. */
    static byte[] personal(byte[] message) {
        String prefix = "\u0019Ethereum Signed Message:\n" + message.length;
        return Keccak256.hash(prefix.getBytes(StandardCharsets.US_ASCII), message);
    }

    static byte[] hexText(byte[] bytes) {
        return HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
    }
}
