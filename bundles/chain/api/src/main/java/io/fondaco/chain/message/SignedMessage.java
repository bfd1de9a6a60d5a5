package io.fondaco.chain.message;

import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.util.Objects;

/** A message and its sender's signature over the bytes of its CID. Source: specs.filecoin.io, Message. */
public record SignedMessage(Message message, Signature signature) {

    public SignedMessage {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(signature, "signature");
    }

    /** Signs {@code message}. @throws CryptoException as {@link SignatureScheme#sign} */
    public static SignedMessage sign(Message message, PrivateKey key) {
        return new SignedMessage(
                message, SignatureScheme.of(key.type()).sign(key, message.cid().toBytes()));
    }

    /**
     * Its name on the chain. Blocks add BLS signatures up and keep the messages without, so theirs is the message's CID;
     * of others it covers the signature.
     */
    public Cid cid() {
        return signature.type() == Signature.Type.BLS ? message.cid() : DagCbor.chainCid(MessageCodec.encode(this));
    }

    /**
     * Whether {@code signer} signed it.
     *
     * @param signer key address of the sender
     * @throws CryptoException (UNSUITABLE) for an address that is not a key's; (UNAVAILABLE)
     */
    public boolean signedBy(Address signer) {
        return SignatureScheme.verify(signature, signer, message.cid().toBytes());
    }
}
