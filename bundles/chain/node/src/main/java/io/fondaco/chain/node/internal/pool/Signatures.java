package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.SignatureCheck;
import io.fondaco.chain.node.internal.store.Recent;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Cid;
import java.util.Optional;

/**
 * The signatures of the messages last seen. Whoever checks those of blocks is asked whether they are good.
 * Those of BLS messages are kept, because blocks do not hold them: messages of a block that leaves the chain get theirs
 * back. For use by many threads.
 */
public final class Signatures {
    private final SignatureCheck check;
    private final Recent<Cid, Signature> bls;

    /**
     * @param check remembers what was good, for many threads
     * @param most BLS signatures that are kept, 1 or more
     */
    public Signatures(SignatureCheck check, int most) {
        this.check = check;
        this.bls = new Recent<>(most);
    }

    /**
     * Whether the message's sender, who must be a key address, signed it.
     *
     * @throws io.fondaco.crypto.CryptoException (UNAVAILABLE) when this machine cannot check
     */
    public boolean verify(SignedMessage message) {
        byte[] signed = message.message().cid().toBytes();
        boolean verified = check.verify(message.signature(), message.message().from(), signed);
        if (verified) {
            keep(message);
        }
        return verified;
    }

    /** A BLS message with its signature, if that is kept. */
    public Optional<SignedMessage> of(Message message) {
        return Optional.ofNullable(bls.get(message.cid())).map(signature -> new SignedMessage(message, signature));
    }

    /** Keeps the signature of a BLS message that was signed or checked before. Blocks do not take it for good on that. */
    void keep(SignedMessage message) {
        if (message.signature().type() == Signature.Type.BLS) {
            bls.put(message.message().cid(), message.signature());
        }
    }
}
