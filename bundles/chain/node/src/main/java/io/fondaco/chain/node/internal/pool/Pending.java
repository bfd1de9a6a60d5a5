package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;

/**
 * A message in the pool, with what is asked of it often.
 *
 * @param cid its name on the chain
 * @param bytes its length as a block holds it
 * @param needs attoFIL its sender must have: value and gas
 * @param local whether it was sent from here
 */
record Pending(SignedMessage signed, Cid cid, int bytes, TokenAmount needs, boolean local) {

    private static final int ROOM = 16 << 10;

    static Pending of(SignedMessage signed, boolean local) {
        Message message = signed.message();
        return new Pending(signed, signed.cid(), bytes(signed), message.value().plus(message.requiredFunds()), local);
    }

    /** Length as a block holds it: with the signature unless that is BLS. */
    static int bytes(SignedMessage signed) {
        return signed.signature().type() == Signature.Type.BLS
                ? MessageCodec.encode(signed.message()).length
                : MessageCodec.encode(signed).length;
    }

    /** How much room it takes: one for a message, and one more for each 16 KiB of it. */
    int room() {
        return 1 + bytes / ROOM;
    }

    Message message() {
        return signed.message();
    }

    Address sender() {
        return signed.message().from();
    }

    long nonce() {
        return signed.message().nonce();
    }

    Pending asLocal() {
        return new Pending(signed, cid, bytes, needs, true);
    }

    @Override
    public String toString() {
        return "message " + nonce() + " of " + sender();
    }
}
