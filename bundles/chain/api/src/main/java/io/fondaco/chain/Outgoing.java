package io.fondaco.chain;

import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.Objects;
import java.util.Optional;

/**
 * A message to be sent; the pool gives it a nonce, gas and a fee.
 *
 * @param from whose key is in the house's key store
 * @param value attoFIL
 * @param method 0 for a plain transfer
 * @param params CBOR, or nothing
 * @param maxFee the most it may cost, attoFIL; empty for what is usual
 * @param key names what it is for: a second message with the same key is not sent, the first one is the answer; empty for
 *     none
 */
public record Outgoing(
        Address from,
        Address to,
        TokenAmount value,
        long method,
        byte[] params,
        Optional<TokenAmount> maxFee,
        String key) {
    public Outgoing {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(maxFee, "maxFee");
        if (value.isNegative()) {
            throw new IllegalArgumentException("a message cannot carry " + value);
        }
        params = params.clone();
    }

    /** A plain transfer. */
    public static Outgoing transfer(Address from, Address to, TokenAmount value) {
        return new Outgoing(from, to, value, 0, new byte[0], Optional.empty(), "");
    }

    /** A call of a method. */
    public static Outgoing call(Address from, Address to, TokenAmount value, long method, byte[] params, String key) {
        return new Outgoing(from, to, value, method, params, Optional.empty(), key);
    }

    @Override
    public byte[] params() {
        return params.clone();
    }
}
