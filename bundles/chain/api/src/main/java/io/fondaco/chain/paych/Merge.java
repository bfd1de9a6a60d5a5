package io.fondaco.chain.paych;

/**
 * A lane that a voucher takes into its own.
 *
 * @param lane unsigned
 * @param nonce the lane's from then on; unsigned
 */
public record Merge(long lane, long nonce) {}
