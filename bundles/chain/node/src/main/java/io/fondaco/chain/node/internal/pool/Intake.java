package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.pool.PendingMessages.Origin;
import io.fondaco.codec.DecodeException;
import io.fondaco.crypto.CryptoException;

/** Lets signed messages in. It takes the pool's lock, but not while it checks a signature. */
final class Intake {
    private final Object lock;
    private final Syntax syntax;
    private final Signatures signatures;
    private final PendingMessages pending;

    Intake(Object lock, Syntax syntax, Signatures signatures, PendingMessages pending) {
        this.lock = lock;
        this.syntax = syntax;
        this.signatures = signatures;
        this.pending = pending;
    }

    Verdict receive(byte[] payload) {
        if (payload.length > syntax.mostBytes()) {
            return syntax.tooBig(payload.length);
        }
        SignedMessage message;
        try {
            message = MessageCodec.decodeSigned(payload);
        } catch (DecodeException | CryptoException e) {
            return new Verdict(Verdict.Reason.MALFORMED, "not a signed message: " + e.getMessage());
        }
        return receive(message);
    }

    Verdict receive(SignedMessage message) {
        return take(Pending.of(message, false), Origin.REMOTE, () -> {});
    }

    /** Checks what is quick first, then the signature without the lock, then all that may have changed meanwhile. @param first what must have worked before it is in */
    Verdict take(Pending message, Origin origin, Runnable first) {
        Verdict verdict = syntax.of(message);
        if (!verdict.accepted()) {
            return verdict;
        }
        synchronized (lock) {
            verdict = pending.check(message, origin);
        }
        if (!verdict.accepted()) {
            return verdict;
        }
        try {
            if (!signatures.verify(message.signed())) {
                return new Verdict(Verdict.Reason.BAD_SIGNATURE, message + " has a signature that is not its sender's");
            }
        } catch (CryptoException e) {
            return new Verdict(
                    Verdict.Reason.NOT_CHECKED, message + " has a signature that cannot be checked: " + e.getMessage());
        }
        synchronized (lock) {
            verdict = pending.check(message, origin);
            if (!verdict.accepted()) {
                return verdict;
            }
            first.run();
            pending.put(message);
            pending.evict();
            return pending.find(message.cid()) != null
                    ? Verdict.OK
                    : new Verdict(
                            Verdict.Reason.POOL_FULL,
                            message + " has no room: others of " + pending.size() + " pay more");
        }
    }
}
