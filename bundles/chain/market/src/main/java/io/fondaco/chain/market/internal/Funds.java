package io.fondaco.chain.market.internal;

import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.market.Balances;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What somebody has, by the head's state and the books together. */
final class Funds {
    /** How often a look that the head moved under is begun again. */
    private static final int LOOKS = 5;

    private final ChainState chain;
    private final MessagePool pool;
    private final Ledger ledger;
    private final Receipts receipts;

    Funds(ChainState chain, MessagePool pool, Ledger ledger, Receipts receipts) {
        this.chain = chain;
        this.pool = pool;
        this.ledger = ledger;
        this.receipts = receipts;
    }

    /**
     * Somebody's money in the market, attoFIL.
     *
     * @param locked part of the escrow that deals hold
     * @param reserved set aside for deals under way
     * @param arriving sent or to be sent to the escrow, and not there
     * @param leaving to be withdrawn, and still there
     * @param lastArriving the payment that was decided last of those arriving
     */
    record Standing(
            TokenAmount escrow,
            TokenAmount locked,
            TokenAmount reserved,
            TokenAmount arriving,
            TokenAmount leaving,
            Optional<Payment> lastArriving) {

        /** What is there and for nothing yet; below 0 if more is promised than there is. */
        TokenAmount free() {
            return escrow.minus(locked).minus(reserved).minus(leaving);
        }

        /** The same once what is on its way has come. */
        TokenAmount freeSoon() {
            return free().plus(arriving);
        }

        EscrowBalance balance() {
            return new EscrowBalance(escrow, locked, reserved);
        }
    }

    /** Zeros for somebody unknown. */
    Standing of(Address holder) {
        for (int look = 1; ; look++) {
            Tipset head = chain.node().head();
            Standing standing = at(head, holder);
            if (look == LOOKS || chain.node().head().equals(head)) {
                return standing;
            }
        }
    }

    private Standing at(Tipset head, Address holder) {
        List<Reservation> reservations = ledger.reservations();
        List<Payment> payments = ledger.open().stream()
                .filter(p -> p.message().flatMap(receipts::fate).isEmpty())
                .toList();
        return chain.at(head, view -> {
            Map<Address, Optional<Address>> ids = new HashMap<>();
            Optional<Address> id = view.tree().resolve(holder);
            Predicate<Address> same = other -> other.equals(holder)
                    || id.isPresent()
                            && ids.computeIfAbsent(other, view.tree()::resolve).equals(id);
            TokenAmount reserved = TokenAmount.ZERO;
            for (Reservation r : reservations) {
                reserved = same.test(r.holder()) ? reserved.plus(r.amount()) : reserved;
            }
            TokenAmount arriving = TokenAmount.ZERO;
            TokenAmount leaving = TokenAmount.ZERO;
            Optional<Payment> last = Optional.empty();
            for (Payment p : payments) {
                if (!same.test(p.holder())) {
                    continue;
                }
                if (p.out()) {
                    leaving = leaving.plus(p.amount());
                } else {
                    arriving = arriving.plus(p.amount());
                    last = Optional.of(p);
                }
            }
            Balances balances = ChainState.market(view.tree()).balances();
            return new Standing(
                    id.map(balances::escrowOf).orElse(TokenAmount.ZERO),
                    id.map(balances::lockedOf).orElse(TokenAmount.ZERO),
                    reserved,
                    arriving,
                    leaving,
                    last);
        });
    }

    /** What an account can spend: its balance less what its pending messages may cost at most. */
    TokenAmount spendable(Address account) {
        List<SignedMessage> pending = pool.pending();
        return chain.atHead(view -> {
            Optional<ActorEntry> actor = view.tree().actor(account);
            if (actor.isEmpty()) {
                return TokenAmount.ZERO;
            }
            Optional<Address> id = view.tree().resolve(account);
            TokenAmount left = actor.get().balance();
            for (SignedMessage signed : pending) {
                Message m = signed.message();
                if (m.nonce() >= actor.get().nonce()
                        && view.tree().resolve(m.from()).equals(id)) {
                    BigInteger gas = m.gasFeeCap().atto().multiply(BigInteger.valueOf(m.gasLimit()));
                    left = left.minus(m.value()).minus(TokenAmount.atto(gas));
                }
            }
            return left.max(TokenAmount.ZERO);
        });
    }
}
