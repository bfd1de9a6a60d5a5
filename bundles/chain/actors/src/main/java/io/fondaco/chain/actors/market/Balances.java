package io.fondaco.chain.actors.market;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;

/**
 * The money in the market by ID address, in attoFIL: what is locked is part of what is in escrow.
 *
 * @param escrow all an address has here
 * @param locked what of it deals may claim
 * @param clientCollateral locked as clients' collateral, of all deals
 * @param providerCollateral locked as providers' collateral, of all deals
 * @param storageFee locked to pay for storage, of all deals
 */
public record Balances(
        StateMap<TokenAmount> escrow,
        StateMap<TokenAmount> locked,
        TokenAmount clientCollateral,
        TokenAmount providerCollateral,
        TokenAmount storageFee) {
    static final int BIT_WIDTH = 6;

    static Balances none(BlockStore store) {
        StateMap<TokenAmount> empty = StateMap.empty(store, BIT_WIDTH, Codec.TOKEN);
        return new Balances(empty, empty, TokenAmount.ZERO, TokenAmount.ZERO, TokenAmount.ZERO);
    }

    /** All an address has here. */
    public TokenAmount escrowOf(Address address) {
        return escrow.get(address).orElse(TokenAmount.ZERO);
    }

    public TokenAmount lockedOf(Address address) {
        return locked.get(address).orElse(TokenAmount.ZERO);
    }

    /** What an address can withdraw, or lock up for a deal. */
    public TokenAmount availableOf(Address address) {
        return escrowOf(address).minus(lockedOf(address)).max(TokenAmount.ZERO);
    }

    /** All that is locked. */
    public TokenAmount totalLocked() {
        return clientCollateral.plus(providerCollateral).plus(storageFee);
    }

    /** Adds to an address's escrow, or takes from it. @throws Abort if it would get negative */
    Balances withEscrow(Address address, TokenAmount amount) {
        return new Balances(
                add(escrow, address, amount, "escrow"), locked, clientCollateral, providerCollateral, storageFee);
    }

    private Balances withLocked(Address address, TokenAmount amount) {
        return new Balances(
                escrow, add(locked, address, amount, "locked"), clientCollateral, providerCollateral, storageFee);
    }

    private Balances adding(TokenAmount client, TokenAmount provider, TokenAmount fee) {
        return new Balances(
                escrow, locked, clientCollateral.plus(client), providerCollateral.plus(provider), storageFee.plus(fee));
    }

    /** An entry that comes to zero is taken out; one of zero that nothing is added to stays, as in actors v8. */
    private static StateMap<TokenAmount> add(
            StateMap<TokenAmount> table, Address address, TokenAmount amount, String what) {
        TokenAmount before = table.get(address).orElse(TokenAmount.ZERO);
        TokenAmount after = before.plus(amount);
        if (after.isNegative()) {
            throw new Abort(
                    ExitCode.USR_ILLEGAL_STATE, address + " has " + before + " " + what + ", to change by " + amount);
        }
        return after.isZero() && !before.isZero() ? table.without(address) : table.with(address, after);
    }

    /** Locks up what a deal may cost both sides. @throws Abort (19) if one of them does not have it */
    Balances lock(DealProposal deal) {
        return lock(deal.client(), deal.clientRequirement())
                .lock(deal.provider(), deal.providerCollateral())
                .adding(deal.clientCollateral(), deal.providerCollateral(), deal.totalPrice());
    }

    private Balances lock(Address address, TokenAmount amount) {
        if (lockedOf(address).plus(amount).compareTo(escrowOf(address)) > 0) {
            throw new Abort(
                    ExitCode.USR_INSUFFICIENT_FUNDS,
                    address + " has " + availableOf(address) + " to lock up " + amount);
        }
        return withLocked(address, amount);
    }

    /** Pays for storage: what the client had locked is the provider's to withdraw. */
    Balances pay(DealProposal deal, TokenAmount amount) {
        return withEscrow(deal.client(), amount.negate())
                .releaseFee(deal, amount)
                .withEscrow(deal.provider(), amount);
    }

    /** Gives the client back what it does not have to pay. */
    Balances releaseFee(DealProposal deal, TokenAmount amount) {
        return withLocked(deal.client(), amount.negate()).adding(TokenAmount.ZERO, TokenAmount.ZERO, amount.negate());
    }

    Balances releaseClientCollateral(DealProposal deal) {
        return withLocked(deal.client(), deal.clientCollateral().negate())
                .adding(deal.clientCollateral().negate(), TokenAmount.ZERO, TokenAmount.ZERO);
    }

    Balances releaseProviderCollateral(DealProposal deal) {
        return withLocked(deal.provider(), deal.providerCollateral().negate())
                .adding(TokenAmount.ZERO, deal.providerCollateral().negate(), TokenAmount.ZERO);
    }

    /** Takes the provider's collateral from it; the caller burns it. */
    Balances slashProviderCollateral(DealProposal deal) {
        return withEscrow(deal.provider(), deal.providerCollateral().negate()).releaseProviderCollateral(deal);
    }

    /** Actors v8 gives a provider back nothing of a collateral that is burnt, which leaves an entry of zero. */
    Balances touchLocked(Address address) {
        return withLocked(address, TokenAmount.ZERO);
    }
}
