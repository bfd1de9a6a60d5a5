package io.fondaco.market.storage.internal.client;

import io.fondaco.market.storage.internal.Agreement;
import io.fondaco.market.storage.internal.OnChain;
import io.fondaco.model.Address;
import io.fondaco.model.DealId;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import java.util.Optional;

/**
 * What the client's side remembers.
 *
 * @param party who in this house is the client
 * @param providerPeer where the provider is reached
 * @param providerWorker whose signature its answers carry
 * @param channel the transfer that carries the data
 * @param reserved what is set aside for the deal in the escrow
 * @param message what a person should know, empty when all is well
 * @param polls how often the provider was asked for its state, and how often in vain
 */
public record ClientDeal(
        Agreement agreement,
        String party,
        Address wallet,
        PeerId providerPeer,
        Address providerWorker,
        OnChain onChain,
        Optional<String> channel,
        TokenAmount reserved,
        String message,
        int polls,
        int pollErrors) {

    public DealId id() {
        return new DealId(agreement.id().toString(), party);
    }

    /** The key of the reservation in the escrow. */
    public String reservation() {
        return "storage.client/" + agreement.id();
    }

    ClientDeal onChain(OnChain next) {
        return new ClientDeal(
                agreement,
                party,
                wallet,
                providerPeer,
                providerWorker,
                next,
                channel,
                reserved,
                message,
                polls,
                pollErrors);
    }

    ClientDeal channel(String id) {
        return new ClientDeal(
                agreement,
                party,
                wallet,
                providerPeer,
                providerWorker,
                onChain,
                Optional.of(id),
                reserved,
                message,
                polls,
                pollErrors);
    }

    ClientDeal reserved(TokenAmount amount) {
        return new ClientDeal(
                agreement,
                party,
                wallet,
                providerPeer,
                providerWorker,
                onChain,
                channel,
                amount,
                message,
                polls,
                pollErrors);
    }

    ClientDeal message(String text) {
        return new ClientDeal(
                agreement,
                party,
                wallet,
                providerPeer,
                providerWorker,
                onChain,
                channel,
                reserved,
                text,
                polls,
                pollErrors);
    }

    ClientDeal polled(boolean inVain, String text) {
        return new ClientDeal(
                agreement,
                party,
                wallet,
                providerPeer,
                providerWorker,
                onChain,
                channel,
                reserved,
                text,
                polls + 1,
                pollErrors + (inVain ? 1 : 0));
    }
}
