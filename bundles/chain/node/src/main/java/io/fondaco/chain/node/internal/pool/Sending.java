package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainException.Reason;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.GasPrices;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.PendingMessages.Origin;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Optional;

/** Makes the messages of this node. Guarded by the pool's lock, but for estimates. */
final class Sending {
    /**
     * Messages before it that an estimate runs first. After more of them it runs on the head's state alone: sending many
     * would take time that grows with their square.
     */
    private static final int BEFORE = 32;

    private final Policy policy;
    private final Limits limits;
    private final PendingMessages pending;
    private final LocalMessages locals;
    private final Fees fees;
    private final Signer signer;

    Sending(Policy policy, Limits limits, PendingMessages pending, LocalMessages locals, Fees fees, Signer signer) {
        this.policy = policy;
        this.limits = limits;
        this.pending = pending;
        this.locals = locals;
        this.fees = fees;
        this.signer = signer;
    }

    /** A message to be estimated. @param bytes the most it can have in a block */
    record Draft(Head head, List<Message> before, Message message, int bytes) {
        /** Runs it, without a lock. @throws ChainException with the exit code if it would fail */
        Estimated estimate() {
            Outcome outcome = head.run(before, message, bytes);
            if (outcome.ok()) {
                return new Estimated(outcome.gasUsed());
            }
            int exit = (int) outcome.exitCode();
            Reason reason =
                    switch (exit) {
                        case ExitCode.SYS_INSUFFICIENT_FUNDS, ExitCode.USR_INSUFFICIENT_FUNDS ->
                            Reason.INSUFFICIENT_FUNDS;
                        case ExitCode.SYS_SENDER_INVALID -> Reason.UNKNOWN;
                        default -> Reason.REFUSED;
                    };
            throw new ChainException(
                    reason,
                    "a message to " + message.to() + " (method " + Long.toUnsignedString(message.method())
                            + ") would fail with " + ExitCode.name(exit)
                            + (outcome.failure().isEmpty() ? "" : ": " + outcome.failure()));
        }
    }

    /** @param gasUsed units of gas */
    record Estimated(long gasUsed) {}

    /** What was sent for a key. Takes back first what may or may not have been sent. */
    Optional<SignedMessage> sent(String key) {
        locals.clear();
        return locals.sentFor(key).map(cid -> locals.find(cid)
                .orElseThrow(() -> new IllegalStateException(
                        "the outbox names message " + cid + " for " + key + " and does not have it")));
    }

    Account account(Address address) {
        return pending.head()
                .account(address)
                .orElseThrow(() -> new ChainException(Reason.UNKNOWN, "there is no account " + address));
    }

    long next(Address key) {
        return pending.next(key, nonce -> locals.has(key, nonce));
    }

    Draft draft(Outgoing out) {
        Account account = account(out.from());
        List<Message> before =
                pending.run(account.key()).stream().map(Pending::message).toList();
        long nonce = account.nonce() + before.size();
        if (before.size() > BEFORE) {
            before = List.of();
            nonce = account.nonce();
        }
        Fees.Offer offer = fees.offer(pending.head().baseFee(), TokenAmount.ZERO);
        long most = policy.blocks().gasLimit();
        Message longest = message(out, account.key(), next(account.key()), most, offer);
        Message free = message(out, account.key(), nonce, most, new Fees.Offer(TokenAmount.ZERO, TokenAmount.ZERO));
        return new Draft(pending.head(), before, free, Pending.bytes(unsigned(longest)));
    }

    private static SignedMessage unsigned(Message message) {
        Signature.Type type =
                message.from().protocol() == Address.Protocol.BLS ? Signature.Type.BLS : Signature.Type.SECP256K1;
        return new SignedMessage(message, new Signature(type, new byte[type.length()]));
    }

    private static Message message(Outgoing out, Address from, long nonce, long gasLimit, Fees.Offer offer) {
        return new Message(
                0,
                out.to(),
                from,
                nonce,
                out.value(),
                gasLimit,
                offer.cap(),
                offer.premium(),
                out.method(),
                out.params());
    }

    SignedMessage send(Outgoing out, Estimated estimated, Syntax syntax) {
        Account account = account(out.from());
        TokenAmount baseFee = pending.head().baseFee();
        Fees.Offer offer = fees.offer(baseFee, TokenAmount.ZERO);
        long nonce = next(account.key());
        long most = policy.blocks().gasLimit();
        int bytes = Pending.bytes(unsigned(message(out, account.key(), nonce, most, offer)));
        long gasLimit = gasLimit(estimated.gasUsed(), bytes, most);
        Fees.Offer paid = Fees.within(offer, out.maxFee(), gasLimit, baseFee, TokenAmount.ZERO);
        return sign(message(out, account.key(), nonce, gasLimit, paid), out.key(), syntax);
    }

    private long gasLimit(long used, int bytes, long most) {
        long margin = used > most ? most : (used * limits.gasMargin() + 99) / 100;
        return Math.min(Math.max(margin, GasPrices.CALICO.onChain(bytes)), most);
    }

    SignedMessage replace(Cid cid, Optional<TokenAmount> maxFee, Syntax syntax) {
        locals.clear();
        Pending there = pending.find(cid);
        if (there == null) {
            throw new ChainException(Reason.UNKNOWN, "no message " + cid + " is pending");
        }
        Message old = there.message();
        TokenAmount baseFee = pending.head().baseFee();
        TokenAmount least = TokenAmount.atto(pending.replacement(old.gasPremium()));
        Fees.Offer offer = fees.offer(baseFee, least);
        offer = new Fees.Offer(offer.cap().max(old.gasFeeCap()), offer.premium());
        Fees.Offer paid = Fees.within(offer, maxFee, old.gasLimit(), baseFee, least);
        Message dearer = new Message(
                old.version(),
                old.to(),
                old.from(),
                old.nonce(),
                old.value(),
                old.gasLimit(),
                paid.cap(),
                paid.premium(),
                old.method(),
                old.params());
        return sign(dearer, locals.open(cid).map(local -> local.key).orElse(""), syntax);
    }

    /** Signs, keeps and takes in a message. Nothing of it stays if any of that fails. */
    private SignedMessage sign(Message message, String key, Syntax syntax) {
        pass(syntax.of(Pending.of(unsigned(message), true)));
        pass(pending.check(Pending.of(unsigned(message), true), Origin.LOCAL));
        SignedMessage signed;
        try {
            signed = new SignedMessage(
                    message, signer.sign(message.from(), message.cid().toBytes()));
        } catch (CryptoException e) {
            Reason reason = e.reason() == CryptoException.Reason.NOT_FOUND ? Reason.UNKNOWN : Reason.UNAVAILABLE;
            ChainException thrown = new ChainException(
                    reason, "a message of " + message.from() + " cannot be signed: " + e.getMessage());
            thrown.initCause(e);
            throw thrown;
        }
        locals.keep(signed, key).announced = pending.head().epoch();
        pending.put(Pending.of(signed, true));
        return signed;
    }

    private static void pass(Verdict verdict) {
        if (!verdict.accepted()) {
            throw verdict.thrown();
        }
    }
}
