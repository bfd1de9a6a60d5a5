package io.fondaco.market;

import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;

/**
 * What a provider asks for.
 *
 * @param price attoFIL per GiB and epoch
 * @param verifiedPrice the same for verified deals
 * @param since the epoch it was signed in
 * @param until the epoch it ends with
 * @param sequence grows with every change, from 0
 */
public record Ask(
        Address provider,
        TokenAmount price,
        TokenAmount verifiedPrice,
        PieceSize smallest,
        PieceSize largest,
        Epoch since,
        Epoch until,
        long sequence) {

    /** The least price per epoch for a piece: the price of its padded size, rounded down. */
    public TokenAmount forPiece(PieceSize size, boolean verified) {
        TokenAmount perGiB = verified ? verifiedPrice : price;
        return TokenAmount.atto(perGiB.atto()
                .multiply(java.math.BigInteger.valueOf(size.padded()))
                .shiftRight(30));
    }
}
