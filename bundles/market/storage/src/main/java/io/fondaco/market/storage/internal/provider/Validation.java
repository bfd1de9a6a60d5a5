package io.fondaco.market.storage.internal.provider;

import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.CollateralBounds;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.market.Ask;
import io.fondaco.market.storage.internal.wire.Seals;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import java.util.Optional;

/**
 * The provider's checks of a proposal, in the reference's order and words: users search for these sentences. Source:
 * go-fil-markets providerstates ValidateDealProposal.
 */
final class Validation {

    private Validation() {}

    /**
     * What the checks look at.
     *
     * @param self the miner that is asked
     * @param bounds of the collateral for this size
     * @param client what the client has in the market
     */
    record Facts(
            Address self, ChainPolicy policy, Epoch head, Ask ask, CollateralBounds bounds, EscrowBalance client) {}

    /** Why the proposal is rejected; empty when it is not. */
    static Optional<String> fault(ClientDealProposal signed, Facts f) {
        DealProposal p = signed.proposal();
        Optional<String> fault = who(signed, p, f);
        if (fault.isEmpty()) {
            fault = piece(p);
        }
        if (fault.isEmpty()) {
            fault = times(p, f);
        }
        return fault.isEmpty() ? money(p, f) : fault;
    }

    private static Optional<String> who(ClientDealProposal signed, DealProposal p, Facts f) {
        if (!Seals.holds(signed.proposalBytes(), signed.signature(), p.client())) {
            return Optional.of("verifying StorageDealProposal: could not verify signature");
        }
        if (!p.provider().equals(f.self())) {
            return Optional.of("incorrect provider for deal");
        }
        if (p.label().length() > DealLabel.MAX_BYTES) {
            return Optional.of("deal label can be at most " + DealLabel.MAX_BYTES + " bytes, is "
                    + p.label().length());
        }
        return Optional.empty();
    }

    private static Optional<String> piece(DealProposal p) {
        try {
            PieceSize.ofPadded(p.pieceSize());
        } catch (InvalidValueException malformed) {
            return Optional.of("proposal piece size is invalid: " + malformed.reason());
        }
        Cid cid = p.pieceCid();
        boolean commitment = cid.version() == 1
                && cid.codec() == Cid.FIL_COMMITMENT_UNSEALED
                && cid.multihash().code() == Multihash.SHA2_256_TRUNC254_PADDED
                && cid.multihash().digest().length == 32;
        return commitment ? Optional.empty() : Optional.of("proposal PieceCID had wrong prefix");
    }

    private static Optional<String> times(DealProposal p, Facts f) {
        if (!p.end().isAfter(p.start())) {
            return Optional.of("proposal end before proposal start");
        }
        if (f.head().isAfter(p.start())) {
            return Optional.of("deal start epoch has already elapsed");
        }
        ChainPolicy policy = f.policy();
        if (p.duration() < policy.minDealDuration() || p.duration() > policy.maxDealDuration()) {
            return Optional.of("deal duration out of bounds (min, max, provided): " + policy.minDealDuration() + ", "
                    + policy.maxDealDuration() + ", " + p.duration());
        }
        Epoch latest = f.head().plus(policy.maxSectorExpiration());
        if (p.end().isAfter(latest)) {
            return Optional.of("invalid deal end epoch " + p.end().number() + ": cannot be more than "
                    + policy.maxSectorExpiration() + " past current epoch "
                    + f.head().number());
        }
        return Optional.empty();
    }

    private static Optional<String> money(DealProposal p, Facts f) {
        if (p.providerCollateral().compareTo(f.bounds().least()) < 0) {
            return Optional.of("proposed provider collateral below minimum: " + atto(p.providerCollateral()) + " < "
                    + atto(f.bounds().least()));
        }
        if (p.providerCollateral().compareTo(f.bounds().most()) > 0) {
            return Optional.of("proposed provider collateral above maximum: " + atto(p.providerCollateral()) + " > "
                    + atto(f.bounds().most()));
        }
        TokenAmount least = f.ask().forPiece(PieceSize.ofPadded(p.pieceSize()), p.verified());
        if (p.pricePerEpoch().compareTo(least) < 0) {
            return Optional.of(
                    "storage price per epoch less than asking price: " + atto(p.pricePerEpoch()) + " < " + atto(least));
        }
        if (p.pieceSize() < f.ask().smallest().padded()) {
            return Optional.of("piece size less than minimum required size: " + p.pieceSize() + " < "
                    + f.ask().smallest().padded());
        }
        if (p.pieceSize() > f.ask().largest().padded()) {
            return Optional.of("piece size more than maximum allowed size: " + p.pieceSize() + " > "
                    + f.ask().largest().padded());
        }
        if (f.client().available().compareTo(p.clientRequirement()) < 0) {
            return Optional.of("clientMarketBalance.Available too small: "
                    + atto(f.client().available()) + " < " + atto(p.clientRequirement()));
        }
        // Verified deals need datacap, which no chain of this house gives yet.
        return p.verified()
                ? Optional.of("verified deal DataCap 0 too small for proposed piece size " + p.pieceSize())
                : Optional.empty();
    }

    private static String atto(TokenAmount amount) {
        return amount.atto().toString();
    }
}
