package io.fondaco.market.storage.internal.provider;

import io.fondaco.market.storage.internal.Agreement;
import io.fondaco.market.storage.internal.OnChain;
import io.fondaco.model.Address;
import io.fondaco.model.DealId;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the provider's side remembers.
 *
 * @param party who in this house is the provider
 * @param clientPeer who proposed the deal
 * @param worker whose key signs answers and messages
 * @param sealBy when the data must be here so that it can be sealed before the deal starts
 * @param accepted whether the decision has fallen; kept so that a restart does not decide anew
 * @param channel the transfer that brings the data
 * @param draft the name of the draft the data goes into
 * @param headers what the address of a pull is asked with; they may be secret and are never shown
 * @param payloadBytes how many bytes were verified, 0 before
 * @param reserved what is set aside for the deal in the escrow
 * @param retrievable whether the data can be fetched from here
 * @param message what a person should know, empty when all is well
 */
public record ProviderDeal(
        Agreement agreement,
        String party,
        PeerId clientPeer,
        Address miner,
        Address worker,
        Instant sealBy,
        boolean accepted,
        OnChain onChain,
        Optional<String> channel,
        String draft,
        Map<String, String> headers,
        long payloadBytes,
        TokenAmount reserved,
        boolean retrievable,
        String message) {

    public DealId id() {
        return new DealId(agreement.id().toString(), party);
    }

    /** The key of the reservation in the escrow. */
    public String reservation() {
        return "storage.provider/" + agreement.id();
    }

    ProviderDeal decided() {
        return new ProviderDeal(
                agreement,
                party,
                clientPeer,
                miner,
                worker,
                sealBy,
                true,
                onChain,
                channel,
                draft,
                headers,
                payloadBytes,
                reserved,
                retrievable,
                message);
    }

    ProviderDeal onChain(OnChain next) {
        return new ProviderDeal(
                agreement,
                party,
                clientPeer,
                miner,
                worker,
                sealBy,
                accepted,
                next,
                channel,
                draft,
                headers,
                payloadBytes,
                reserved,
                retrievable,
                message);
    }

    ProviderDeal channel(String id) {
        return new ProviderDeal(
                agreement,
                party,
                clientPeer,
                miner,
                worker,
                sealBy,
                accepted,
                onChain,
                Optional.of(id),
                draft,
                headers,
                payloadBytes,
                reserved,
                retrievable,
                message);
    }

    ProviderDeal verified(long bytes) {
        return new ProviderDeal(
                agreement,
                party,
                clientPeer,
                miner,
                worker,
                sealBy,
                accepted,
                onChain,
                channel,
                draft,
                headers,
                bytes,
                reserved,
                retrievable,
                message);
    }

    ProviderDeal reserved(TokenAmount amount) {
        return new ProviderDeal(
                agreement,
                party,
                clientPeer,
                miner,
                worker,
                sealBy,
                accepted,
                onChain,
                channel,
                draft,
                headers,
                payloadBytes,
                amount,
                retrievable,
                message);
    }

    ProviderDeal handedOff() {
        return new ProviderDeal(
                agreement,
                party,
                clientPeer,
                miner,
                worker,
                sealBy,
                accepted,
                onChain,
                channel,
                draft,
                headers,
                payloadBytes,
                reserved,
                true,
                message);
    }

    ProviderDeal message(String text) {
        return new ProviderDeal(
                agreement,
                party,
                clientPeer,
                miner,
                worker,
                sealBy,
                accepted,
                onChain,
                channel,
                draft,
                headers,
                payloadBytes,
                reserved,
                retrievable,
                text);
    }
}
