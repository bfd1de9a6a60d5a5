package io.fondaco.chain.node.internal.pool;

import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.Objects;

/**
 * An account as a head has it.
 *
 * @param key its key address, f1 or f3
 * @param nonce that its next message must have
 * @param balance attoFIL
 */
public record Account(Address key, long nonce, TokenAmount balance) {
    public Account {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(balance, "balance");
        if (nonce < 0) {
            throw new IllegalArgumentException("account " + key + " at nonce " + nonce);
        }
    }
}
