package io.fondaco.chain;

import io.fondaco.model.TokenAmount;

/** Bounds of a provider's collateral, both included. */
public record CollateralBounds(TokenAmount least, TokenAmount most) {}
