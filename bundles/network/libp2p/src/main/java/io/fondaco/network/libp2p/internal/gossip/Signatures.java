package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.PeerPublicKey;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.PeerId;
import io.fondaco.network.Identity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Who made a message. Thread-safe.
 *
 * <p>Source: libp2p/specs, pubsub, "Message Signing": over {@code libp2p-pubsub:} and the message without signature and key.
 */
final class Signatures {

    private static final byte[] PREFIX = "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);

    private final Identity identity;
    private final SignaturePolicy policy;

    Signatures(Identity identity, SignaturePolicy policy) {
        this.identity = identity;
        this.policy = policy;
    }

    /** A message of ours, ready to go. */
    PostedMessage post(String topic, byte[] data, long number) {
        if (policy == SignaturePolicy.STRICT_NO_SIGN) {
            return new PostedMessage(null, data, null, topic, null, null);
        }
        PeerId self = identity.peerId();
        byte[] running = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        PostedMessage bare = new PostedMessage(self.toBytes(), data, running, topic, null, null);
        Optional<byte[]> key = self.publicKey().isPresent() ? Optional.empty() : Optional.of(identity.publicKey());
        return bare.signed(identity.sign(prefixed(bare)), key);
    }

    private static byte[] prefixed(PostedMessage message) {
        byte[] part = message.signedPart();
        return ByteBuffer.allocate(PREFIX.length + part.length)
                .put(PREFIX)
                .put(part)
                .array();
    }

    /** Whether the message carries what it must and nothing it must not. Says nothing of whether the signature is good. */
    boolean complete(PostedMessage message) {
        if (policy == SignaturePolicy.STRICT_NO_SIGN) {
            return message.author() == null
                    && message.number() == null
                    && message.signature() == null
                    && message.key() == null;
        }
        return message.signature() != null
                && message.number() != null
                && message.number().length == Long.BYTES
                && author(message).isPresent();
    }

    /** Who the message says has made it. */
    static Optional<PeerId> author(PostedMessage message) {
        if (message.author() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PeerId.fromBytes(message.author()));
        } catch (InvalidValueException notAPeer) {
            return Optional.empty();
        }
    }

    /** Whether a complete message is by whom it says. Takes a while: not for the router's thread. */
    boolean genuine(PostedMessage message) {
        if (policy == SignaturePolicy.STRICT_NO_SIGN) {
            return true;
        }
        PeerId author = author(message).orElseThrow();
        Optional<byte[]> key = message.key() != null ? Optional.of(message.key()) : author.publicKey();
        if (key.isEmpty() || key.get().length == 0) {
            return false;
        }
        try {
            PeerPublicKey known = PeerPublicKey.fromBytes(key.get());
            return known.peerId().equals(author) && known.verify(prefixed(message), message.signature());
        } catch (CryptoException malformed) {
            return false;
        }
    }
}
