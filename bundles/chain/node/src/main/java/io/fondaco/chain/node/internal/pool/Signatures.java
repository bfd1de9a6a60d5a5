package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Cid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The good signatures of the messages last seen. Each is checked once; and the BLS messages of a block that leaves the
 * chain get theirs back, which the block does not hold. Bad ones are not remembered, so that nobody can push out good ones
 * with them. For use by many threads.
 */
public final class Signatures {
    private final Map<Cid, Signature> good;

    /** @param most that are remembered, 1 or more */
    public Signatures(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a memory of " + most + " signatures: it keeps one at least");
        }
        this.good = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Cid, Signature> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Whether the message's sender, who must be a key address, signed it.
     *
     * @throws io.fondaco.crypto.CryptoException as {@link SignedMessage#signedBy}
     */
    public boolean verify(SignedMessage message) {
        Cid cid = message.message().cid();
        if (known(cid).filter(message.signature()::equals).isPresent()) {
            return true;
        }
        boolean verified = message.signedBy(message.message().from());
        if (verified) {
            remember(message);
        }
        return verified;
    }

    /** The message with its signature, if that is remembered. */
    public Optional<SignedMessage> of(Message message) {
        return known(message.cid()).map(signature -> new SignedMessage(message, signature));
    }

    /** Takes in one that is known to be good. */
    void remember(SignedMessage message) {
        synchronized (good) {
            good.put(message.message().cid(), message.signature());
        }
    }

    private Optional<Signature> known(Cid message) {
        synchronized (good) {
            return Optional.ofNullable(good.get(message));
        }
    }
}
