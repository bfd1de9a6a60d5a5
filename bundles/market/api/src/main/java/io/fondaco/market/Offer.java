package io.fondaco.market;

import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.net.URI;
import java.util.Optional;

/**
 * What a client wants a deal for.
 *
 * @param market which market; empty for the only one there is
 * @param client a party of this house
 * @param transfer how the bytes get there: a transport's name, or {@code manual} for an offline deal
 * @param location for transports that pull from an address: where from
 * @param start when the deal begins; empty for the soonest the network allows
 * @param duration in epochs; empty for the network's shortest
 * @param pricePerEpoch what is paid for the whole piece; empty for the provider's ask
 */
public record Offer(
        Optional<String> market,
        String client,
        Address provider,
        Payload payload,
        String transfer,
        Optional<URI> location,
        Optional<Epoch> start,
        Optional<Long> duration,
        Optional<TokenAmount> pricePerEpoch,
        boolean verified) {}
