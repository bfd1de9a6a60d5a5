package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainException.Reason;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Money set aside, put in and taken out. What is to be sent is in the books before it is sent, under the key of its
 * message, so that it is sent once whenever the process ends. The clerk's.
 */
final class Escrows {
    private static final Logger LOG = LoggerFactory.getLogger(Escrows.class);

    private final Books books;
    private final Ledger ledger;
    private final Funds funds;
    private final Mail mail;
    private final Clerk clerk;

    Escrows(Books books, Funds funds, Mail mail, Clerk clerk) {
        this.books = books;
        this.ledger = books.ledger();
        this.funds = funds;
        this.mail = mail;
        this.clerk = clerk;
    }

    CompletionStage<Optional<Cid>> reserve(String key, Address wallet, Address holder, TokenAmount amount) {
        Optional<Reservation> known = ledger.reservation(key);
        if (known.isPresent()) {
            return answer(known.get());
        }
        if (ledger.spent(key)) {
            throw new ChainException(Reason.REFUSED, "the reservation " + key + " was released before");
        }
        if (amount.isNegative()) {
            throw new ChainException(Reason.REFUSED, "reserve nothing or more, not " + amount);
        }
        Funds.Standing standing = funds.of(holder);
        // More than is there may be promised, after a slash for one: that is not for this deal to make up.
        TokenAmount missing =
                amount.minus(standing.freeSoon().max(TokenAmount.ZERO)).max(TokenAmount.ZERO);
        String waitsFor = "";
        if (missing.signum() > 0) {
            enough(wallet, missing);
            waitsFor = "reserve/" + key;
        } else if (standing.free().compareTo(amount) < 0) {
            waitsFor = standing.lastArriving().map(Payment::id).orElse("");
        }
        books.record(new BookEvent.Reserved(
                key, wallet.toString(), holder.toString(), atto(amount), atto(missing), waitsFor));
        return answer(ledger.reservation(key).orElseThrow());
    }

    private void enough(Address wallet, TokenAmount needed) {
        TokenAmount has = funds.spendable(wallet);
        if (has.compareTo(needed) < 0) {
            throw new ChainException(
                    Reason.INSUFFICIENT_FUNDS,
                    wallet + " holds " + has + ", " + needed + " more are needed in the market");
        }
    }

    private static String atto(TokenAmount amount) {
        return amount.atto().toString();
    }

    /** The message that covers a reservation, unless it did already. */
    private CompletionStage<Optional<Cid>> answer(Reservation reservation) {
        Optional<Payment> payment = ledger.payment(reservation.waitsFor());
        return payment.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : send(payment.get()).thenApply(Optional::of);
    }

    TokenAmount release(String key) {
        TokenAmount was = ledger.reservation(key).map(Reservation::amount).orElse(TokenAmount.ZERO);
        if (!ledger.spent(key)) {
            books.record(new BookEvent.Released(key));
        }
        return was;
    }

    CompletionStage<Cid> add(Address wallet, Address holder, TokenAmount amount) {
        if (amount.signum() <= 0) {
            throw new ChainException(Reason.REFUSED, "add more than nothing, not " + amount);
        }
        Optional<Payment> same = same(false, wallet, holder, amount);
        if (same.isPresent()) {
            return send(same.get());
        }
        enough(wallet, amount);
        String id = books.newId("add");
        books.record(new BookEvent.AddDecided(id, wallet.toString(), holder.toString(), atto(amount)));
        return send(ledger.payment(id).orElseThrow());
    }

    CompletionStage<Cid> withdraw(Address wallet, Address holder, TokenAmount amount) {
        if (amount.signum() <= 0) {
            throw new ChainException(Reason.REFUSED, "withdraw more than nothing, not " + amount);
        }
        Optional<Payment> same = same(true, wallet, holder, amount);
        if (same.isPresent()) {
            return send(same.get());
        }
        TokenAmount free = funds.of(holder).free();
        if (free.signum() <= 0) {
            throw new ChainException(Reason.INSUFFICIENT_FUNDS, holder + " has nothing free in the market");
        }
        String id = books.newId("withdraw");
        books.record(new BookEvent.WithdrawDecided(
                id, wallet.toString(), holder.toString(), atto(amount), atto(amount.min(free))));
        return send(ledger.payment(id).orElseThrow());
    }

    /** One that was asked for before and is not settled: asking again is asking for the same. */
    private Optional<Payment> same(boolean out, Address wallet, Address holder, TokenAmount amount) {
        return ledger.open().stream()
                .filter(p -> !p.id().startsWith("reserve/") && p.is(out, wallet, holder, amount))
                .findFirst();
    }

    private CompletionStage<Cid> send(Payment payment) {
        if (payment.message().isPresent()) {
            return CompletableFuture.completedFuture(payment.message().get());
        }
        return mail.send(message(payment)).handleAsync((cid, failed) -> sent(payment, cid, failed), clerk);
    }

    private Cid sent(Payment payment, Cid cid, Throwable failed) {
        if (failed == null) {
            return cid;
        }
        Throwable why = Clerk.plain(failed);
        boolean forGood = why instanceof ChainException refused && refused.reason() != Reason.UNAVAILABLE;
        if (forGood
                && ledger.payment(payment.id())
                        .filter(p -> p.message().isEmpty())
                        .isPresent()) {
            books.record(new BookEvent.PaymentDropped(payment.id(), String.valueOf(why.getMessage())));
        }
        throw new CompletionException(why);
    }

    private static Outgoing message(Payment payment) {
        return payment.out()
                ? Outgoing.call(
                        payment.wallet(),
                        Singletons.STORAGE_MARKET,
                        TokenAmount.ZERO,
                        MarketActor.WITHDRAW_BALANCE,
                        MarketParams.Withdraw.CODEC.encode(
                                new MarketParams.Withdraw(payment.holder(), payment.amount())),
                        payment.id())
                : Outgoing.call(
                        payment.wallet(),
                        Singletons.STORAGE_MARKET,
                        payment.amount(),
                        MarketActor.ADD_BALANCE,
                        Codec.ADDRESS.encode(payment.holder()),
                        payment.id());
    }

    /** Sends what was decided and is not sent. At the start, and with every head. */
    void resume() {
        for (Payment payment : ledger.open()) {
            if (payment.message().isPresent()) {
                continue;
            }
            if (!wanted(payment)) {
                books.record(new BookEvent.PaymentDropped(payment.id(), "released before it was sent"));
                continue;
            }
            send(payment).whenComplete((cid, failed) -> {
                if (failed != null) {
                    LOG.warn("payment {} could not be sent: {}", payment.id(), String.valueOf(Clerk.plain(failed)));
                }
            });
        }
    }

    /** Whether anybody still counts on it. What may have been sent before a kill is found by sending it again. */
    private boolean wanted(Payment payment) {
        return !payment.id().startsWith("reserve/")
                || mail.sentBefore(payment.id())
                || ledger.reservations().stream().anyMatch(r -> r.waitsFor().equals(payment.id()));
    }
}
