package io.fondaco.chain;

import io.fondaco.model.TokenAmount;

/**
 * A party's money in the storage market.
 *
 * @param escrow all of it
 * @param locked what deals hold of it
 * @param reserved what deals under way are counting on, not locked yet
 */
public record EscrowBalance(TokenAmount escrow, TokenAmount locked, TokenAmount reserved) {

    /** Escrow less locked: what the actor would let a new deal lock. */
    public TokenAmount available() {
        return escrow.minus(locked);
    }
}
