package io.fondaco.console.shell.internal;

import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/**
 * What commands about escrow share: whose wallet and whose escrow are meant. A party's escrow is its miner's if it has one,
 * for that is where deals look.
 *
 * @param <T> the value
 */
abstract class FundsCommand<T> extends ChainCommand<T> {

    /** A wallet, and what stands in the market under its name or its miner's. */
    record Purse(Optional<String> party, Address wallet, Address holder) {}

    /**
     * Money in the market.
     *
     * @param holder under whose name
     * @param locked what deals hold of the escrow
     * @param reserved what deals under way count on
     * @param free what can be withdrawn
     */
    public record Funds(
            Optional<String> party,
            Address wallet,
            Address holder,
            TokenAmount escrow,
            TokenAmount locked,
            TokenAmount reserved,
            TokenAmount free) {

        void print(PrintStream out) {
            out.println(holder + party.map(name -> " (" + name + ")").orElse(""));
            out.println("  escrow    " + escrow.toDisplay());
            out.println("  locked    " + locked.toDisplay() + ", by deals");
            out.println("  reserved  " + reserved.toDisplay() + ", for deals under way");
            out.println("  free      " + free.toDisplay());
        }
    }

    /** Money that moves. @param receipt with --wait, what became of the message */
    public record Moved(
            Cid message, Address wallet, Address holder, TokenAmount amount, Optional<WalletSend.Settled> receipt) {}

    @Reference
    StorageMarketActor actor;

    /** Whose is meant by a party's name, a wallet, or a miner; a miner's money goes to and from its owner. */
    final Purse purse(String who) {
        Optional<Party> party = merchants.named(who);
        if (party.isPresent()) {
            Address wallet = party.get().wallet();
            return new Purse(Optional.of(who), wallet, party.get().miner().orElse(wallet));
        }
        Address address = address(who);
        if (address.protocol() == Address.Protocol.ID && chain != null) {
            Optional<Party> owner = merchants.all().stream()
                    .filter(one -> one.miner().filter(address::equals).isPresent())
                    .findFirst();
            if (owner.isPresent()) {
                return new Purse(owner.map(Party::name), owner.get().wallet(), address);
            }
            Address wallet = chain.miner(address).map(MinerInfo::owner).orElse(address);
            // Messages come from keys; a chain knows owners by number.
            return new Purse(Optional.empty(), states == null ? wallet : key(wallet), address);
        }
        return new Purse(Optional.empty(), address, address);
    }

    final Funds funds(Purse purse) {
        EscrowBalance balance = actor.escrow(purse.holder());
        return new Funds(
                purse.party(),
                purse.wallet(),
                purse.holder(),
                balance.escrow(),
                balance.locked(),
                balance.reserved(),
                balance.available().minus(balance.reserved()).max(TokenAmount.ZERO));
    }

    static TokenAmount some(String text) {
        TokenAmount amount = amount(text);
        if (amount.isZero()) {
            throw new IllegalArgumentException("'" + text + "' is nothing: say how much");
        }
        return amount;
    }

    final Moved moved(Cid message, Purse purse, TokenAmount amount, boolean wait) throws Exception {
        return new Moved(
                message,
                purse.wallet(),
                purse.holder(),
                amount,
                wait ? Optional.of(WalletSend.Settled.of(settled(message))) : Optional.empty());
    }

    static void print(Moved moved, String what, PrintStream out) {
        out.println(moved.amount().toDisplay() + " " + what);
        out.println(moved.receipt()
                .map(settled -> settled.message() + " is " + settled.outcome())
                .orElseGet(() -> onItsWay(moved.message())));
    }
}
