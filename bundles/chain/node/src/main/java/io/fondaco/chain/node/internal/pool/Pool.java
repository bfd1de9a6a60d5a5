package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.PendingMessages.Origin;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages on their way to the chain: those of other nodes, and those sent from here, which are kept over restarts and
 * announced until they are on the chain. It has no threads and no clock: it moves with the head. For use by many threads;
 * calls may take as long as a signature, the outbox, or an estimate takes.
 *
 * <p>Source: lotus, messagepool.
 */
public final class Pool {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final Object lock = new Object();
    private final Policy policy;
    private final Syntax syntax;
    private final Signatures signatures;
    private final Announcer announcer;
    private final Intake intake;
    private final PendingMessages pending;
    private final LocalMessages locals;
    private final Fees fees;
    private final HeadMoves moves;
    private final Sending sending;

    /**
     * Begins with what the outbox has open; the first move of the head announces it.
     *
     * @param head where the chain stands; {@link #headChanged} tells of every later one
     * @param signatures asks whoever checks blocks
     */
    public Pool(
            Policy policy,
            Limits limits,
            Head head,
            Signatures signatures,
            Signer signer,
            Outbox outbox,
            Announcer announcer) {
        this.policy = Objects.requireNonNull(policy, "policy");
        this.signatures = Objects.requireNonNull(signatures, "signatures");
        this.announcer = Objects.requireNonNull(announcer, "announcer");
        this.syntax = new Syntax(policy);
        this.pending = new PendingMessages(limits, head);
        this.intake = new Intake(lock, syntax, signatures, pending);
        this.locals = new LocalMessages(outbox);
        this.fees = new Fees(policy, limits);
        this.moves = new HeadMoves(pending, locals, signatures, limits);
        this.sending = new Sending(policy, limits, pending, locals, fees, signer);
        moves.begin();
    }

    /**
     * Takes in a message that another node sent on.
     *
     * @param payload CBOR of a signed message, as gossip carries it
     * @return what gossip is to do with it
     */
    public Verdict receive(byte[] payload) {
        return intake.receive(payload);
    }

    /** As {@link #receive(byte[])}. */
    public Verdict receive(SignedMessage message) {
        return intake.receive(message);
    }

    /**
     * Takes in a message that is signed already as one of this node.
     *
     * @throws ChainException if the pool does not take it, saying why; (UNAVAILABLE) if it cannot be kept
     */
    public Cid push(SignedMessage message) {
        Pending mine = Pending.of(message, true);
        synchronized (lock) {
            if (locals.open(mine.cid()).isPresent()) {
                return mine.cid();
            }
            locals.clear();
        }
        Verdict verdict = intake.take(mine, Origin.LOCAL, () -> keep(mine));
        if (!verdict.accepted() && !adopt(mine, verdict)) {
            throw verdict.thrown();
        }
        announce(List.of(message));
        return mine.cid();
    }

    private void keep(Pending mine) {
        locals.clear();
        locals.keep(mine.signed(), "").announced = pending.head().epoch();
    }

    /** A message that came from elsewhere before it was pushed here becomes one of this node. */
    private boolean adopt(Pending mine, Verdict verdict) {
        synchronized (lock) {
            Pending there = pending.find(mine.cid());
            if (verdict.reason() != Verdict.Reason.DUPLICATE
                    || there == null
                    || !there.signed().equals(mine.signed())) {
                return false;
            }
            if (!there.local()) {
                keep(mine);
                pending.put(mine);
            }
            return true;
        }
    }

    /**
     * Gives a message a nonce, gas and a fee, signs it, keeps it and announces it.
     *
     * @return what was sent; for a key that something was sent for, that
     * @throws ChainException (INSUFFICIENT_FUNDS); (REFUSED) with the exit code if it would fail; (UNKNOWN) for a sender
     *     without an account, or whose key is not here; (UNAVAILABLE) if it cannot be kept, and then it was not sent. If the
     *     process ends before that is known, it may be sent by the next one
     */
    public SignedMessage send(Outgoing message) {
        Sending.Draft draft;
        synchronized (lock) {
            Optional<SignedMessage> sent = sending.sent(message.key());
            if (sent.isPresent()) {
                return sent.get();
            }
            draft = sending.draft(message);
        }
        Sending.Estimated estimated = draft.estimate();
        SignedMessage sent;
        synchronized (lock) {
            Optional<SignedMessage> before = sending.sent(message.key());
            if (before.isPresent()) {
                return before.get();
            }
            sent = sending.send(message, estimated, syntax);
            signatures.keep(sent);
        }
        announce(List.of(sent));
        return sent;
    }

    /**
     * Sends a pending message once more with a higher fee.
     *
     * @throws ChainException (UNKNOWN) if it is not pending or its key is not here; (REFUSED) if {@code maxFee} is too
     *     little; (INSUFFICIENT_FUNDS); (UNAVAILABLE) if it cannot be kept
     */
    public SignedMessage replace(Cid message, Optional<TokenAmount> maxFee) {
        SignedMessage sent;
        synchronized (lock) {
            sent = sending.replace(message, maxFee, syntax);
            signatures.keep(sent);
        }
        announce(List.of(sent));
        return sent;
    }

    /**
     * The head moved. May be called again with the same: it makes no difference.
     *
     * @param head the new one
     * @param reverted blocks that left the chain. Their BLS messages come back if this pool has seen their signatures
     * @param applied blocks that joined the chain, in the order their messages run
     * @throws RuntimeException if the outbox fails: the pool has moved, and tells the outbox with the next head
     */
    public void headChanged(Head head, List<BlockContents> reverted, List<BlockContents> applied) {
        List<SignedMessage> again;
        synchronized (lock) {
            if (head != pending.head()) {
                fees.move(reverted, applied);
            }
            again = moves.move(head, reverted, applied);
        }
        announce(again);
        synchronized (lock) {
            locals.tell(pending.head().epoch(), policy.rounds().finality());
        }
    }

    private void announce(List<SignedMessage> messages) {
        for (SignedMessage message : messages) {
            try {
                announcer.announce(message);
            } catch (RuntimeException e) {
                LOG.warn("message {} was not announced; it will be again: {}", message.cid(), e.toString());
            }
        }
    }

    /**
     * The messages of a block on top of {@code base}, in an order in which all of them can run, within the gas and the
     * number a block may have. All BLS messages of a sender, or all secp256k1 ones, stay in order.
     *
     * @param base usually the pool's head; on another one fewer messages may do
     * @param quality of the ticket, 0 to 1: how likely it is better than another one
     */
    public List<SignedMessage> select(Head base, double quality) {
        synchronized (lock) {
            boolean here = base == pending.head();
            return new Selection(policy)
                    .of(pending.senders(), here ? pending::account : base::account, base.baseFee(), quality).stream()
                            .map(Pending::signed)
                            .toList();
        }
    }

    /** Where the pool stands. */
    public Head head() {
        synchronized (lock) {
            return pending.head();
        }
    }

    /** What is pending, by sender and nonce. */
    public List<SignedMessage> pending() {
        synchronized (lock) {
            return pending.senders().stream()
                    .flatMap(sender -> sender.messages().stream())
                    .map(Pending::signed)
                    .toList();
        }
    }

    /** A message that is pending, or was sent from here. */
    public Optional<SignedMessage> find(Cid message) {
        synchronized (lock) {
            Pending there = pending.find(message);
            return there != null ? Optional.of(there.signed()) : locals.find(message);
        }
    }

    /** The message that was sent from here for a key: the last one, or the one that came on the chain. */
    public Optional<Cid> sentFor(String key) {
        synchronized (lock) {
            return locals.sentFor(key);
        }
    }

    /**
     * The message on the chain that used the nonce of one sent from here, where that is another one: a replacement, or one
     * that the same key signed elsewhere. Known until the nonce is final or the process ends.
     */
    public Optional<Cid> displacedBy(Cid message) {
        synchronized (lock) {
            return locals.open(message)
                    .map(local -> local.by)
                    .map(LocalMessages.Use::cid)
                    .filter(by -> !by.equals(message));
        }
    }

    /**
     * The nonce of the next message of an account.
     *
     * @throws ChainException (UNKNOWN) if there is no such account
     */
    public long nextNonce(Address account) {
        synchronized (lock) {
            return sending.next(sending.account(account).key());
        }
    }
}
