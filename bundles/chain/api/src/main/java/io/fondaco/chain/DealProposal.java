package io.fondaco.chain;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;

/**
 * What client and provider agree on; the client signs its CBOR, an array of these eleven in this order. Values are as
 * received: whether they make sense is for the provider's and the actor's checks to say.
 *
 * @param pieceSize padded, in bytes; any number can arrive here, hence no {@link PieceSize}
 * @param pricePerEpoch attoFIL for the whole piece
 */
public record DealProposal(
        Cid pieceCid,
        long pieceSize,
        boolean verified,
        Address client,
        Address provider,
        DealLabel label,
        Epoch start,
        Epoch end,
        TokenAmount pricePerEpoch,
        TokenAmount providerCollateral,
        TokenAmount clientCollateral) {

    /** In epochs; negative when the proposal is nonsense. */
    public long duration() {
        return end.number() - start.number();
    }

    /** Price over the whole duration. */
    public TokenAmount totalPrice() {
        return pricePerEpoch.times(duration());
    }

    /** What the client must have at hand: its collateral and the whole price. */
    public TokenAmount clientRequirement() {
        return clientCollateral.plus(totalPrice());
    }

    /** This proposal between other addresses: the chain keeps it with the ID addresses of both. */
    public DealProposal between(Address newClient, Address newProvider) {
        return new DealProposal(
                pieceCid,
                pieceSize,
                verified,
                newClient,
                newProvider,
                label,
                start,
                end,
                pricePerEpoch,
                providerCollateral,
                clientCollateral);
    }
}
