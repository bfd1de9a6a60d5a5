package io.fondaco.chain.market.internal;

import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;

/**
 * Money set aside for a deal that is not published yet.
 *
 * @param amount attoFIL
 * @param waitsFor the payment that covers it, empty for none
 */
record Reservation(String key, Address holder, TokenAmount amount, String waitsFor) {}
