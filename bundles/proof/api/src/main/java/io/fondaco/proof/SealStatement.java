package io.fondaco.proof;

/**
 * What a seal proof proves: that CommR is the commitment of the replica an order describes.
 *
 * @param seed randomness that was not known when the replica was committed; it picks what is challenged
 */
public record SealStatement(SealOrder order, Node commR, Node seed) {}
