package io.fondaco.console.shell.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import java.io.PrintStream;
import java.util.Optional;

/**
 * A wallet's money as of the chain's head.
 *
 * @param party whose wallet, if it is one of this house
 * @param balance what it can spend
 * @param escrow what stands in the storage market for it, under its miner's address if it has one
 * @param locked what deals hold of the escrow
 */
public record Account(
        Address address, Optional<String> party, TokenAmount balance, TokenAmount escrow, TokenAmount locked) {

    static Account of(Address wallet, Optional<Party> party, Chain chain, StorageMarketActor actor) {
        EscrowBalance escrow = actor.escrow(party.flatMap(Party::miner).orElse(wallet));
        return new Account(wallet, party.map(Party::name), chain.balance(wallet), escrow.escrow(), escrow.locked());
    }

    /** Exact amounts are long: three lines each fit any terminal, a table does not. */
    void print(PrintStream out) {
        out.println(address + party.map(name -> " (" + name + ")").orElse(""));
        out.println("  balance  " + balance.toDisplay());
        out.println("  escrow   " + escrow.toDisplay() + ", of which deals hold " + locked.toDisplay());
    }
}
