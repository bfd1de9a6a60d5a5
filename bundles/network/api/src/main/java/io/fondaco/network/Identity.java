package io.fondaco.network;

import io.fondaco.model.PeerId;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ConsumerType;

/** Who a host is, and the proof of it. */
@ConsumerType
public interface Identity {

    /**
     * One whose keys somebody else has.
     *
     * @param publicKey as a libp2p protobuf, of which {@code peerId} is the name
     * @param signer signs with the private half, for many threads
     */
    static Identity of(PeerId peerId, byte[] publicKey, UnaryOperator<byte[]> signer) {
        Objects.requireNonNull(peerId, "peerId");
        Objects.requireNonNull(signer, "signer");
        byte[] key = publicKey.clone();
        return new Identity() {
            @Override
            public PeerId peerId() {
                return peerId;
            }

            @Override
            public byte[] publicKey() {
                return key.clone();
            }

            @Override
            public byte[] sign(byte[] message) {
                return signer.apply(message);
            }

            @Override
            public String toString() {
                return "identity of peer " + peerId;
            }
        };
    }

    PeerId peerId();

    /** The public key as a libp2p protobuf. */
    byte[] publicKey();

    /** Signs with the identity's key, by the key type's libp2p rules. */
    byte[] sign(byte[] message);
}
