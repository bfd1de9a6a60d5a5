package io.fondaco.chain.market.internal;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.Optional;

/**
 * Money on its way into an escrow or out of it, from the decision to the message that is settled.
 *
 * @param id key of its message
 * @param out from the escrow to the wallet, not the other way
 * @param asked what its caller named, attoFIL
 * @param amount what is sent, attoFIL
 * @param message empty before it is sent
 * @param exit how the message ended; null while it is not settled
 */
record Payment(
        String id,
        boolean out,
        Address wallet,
        Address holder,
        TokenAmount asked,
        TokenAmount amount,
        Optional<Cid> message,
        Integer exit) {

    Payment sentAs(Cid cid) {
        return new Payment(id, out, wallet, holder, asked, amount, Optional.of(cid), exit);
    }

    Payment settled(int code) {
        return new Payment(id, out, wallet, holder, asked, amount, message, code);
    }

    /** Whether asking for this again is asking for the same. */
    boolean is(boolean way, Address from, Address whose, TokenAmount named) {
        return out == way && wallet.equals(from) && holder.equals(whose) && asked.equals(named);
    }
}
