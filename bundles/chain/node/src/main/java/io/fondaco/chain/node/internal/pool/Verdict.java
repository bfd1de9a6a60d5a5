package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.ChainException;

/**
 * What the pool thinks of a message.
 *
 * @param reason why; OK for a message it took
 * @param sentence for people, with the figures; empty for OK
 */
public record Verdict(Reason reason, String sentence) {
    static final Verdict OK = new Verdict(Reason.OK, "");

    /** What gossip does with a message. */
    public enum Kind {
        /** Pass it on. */
        ACCEPT,
        /** Drop it; its sender may have meant well. */
        IGNORE,
        /** Drop it and score its sender down: no honest node passes such a message on. */
        REJECT
    }

    /** Why a message is taken or not. */
    public enum Reason {
        OK(Kind.ACCEPT, ChainException.Reason.REFUSED),
        /** Not a message, or one that no block may hold. */
        MALFORMED(Kind.REJECT, ChainException.Reason.REFUSED),
        TOO_BIG(Kind.REJECT, ChainException.Reason.REFUSED),
        BAD_SIGNATURE(Kind.REJECT, ChainException.Reason.REFUSED),
        NO_ACCOUNT(Kind.IGNORE, ChainException.Reason.UNKNOWN),
        NONCE_USED(Kind.IGNORE, ChainException.Reason.REFUSED),
        NONCE_GAP(Kind.IGNORE, ChainException.Reason.REFUSED),
        DUPLICATE(Kind.IGNORE, ChainException.Reason.REFUSED),
        LOW_FEE_CAP(Kind.IGNORE, ChainException.Reason.REFUSED),
        /** Another message has the nonce and pays about as much. */
        LOW_PREMIUM(Kind.IGNORE, ChainException.Reason.REFUSED),
        LOW_FUNDS(Kind.IGNORE, ChainException.Reason.INSUFFICIENT_FUNDS),
        SENDER_FULL(Kind.IGNORE, ChainException.Reason.REFUSED),
        POOL_FULL(Kind.IGNORE, ChainException.Reason.REFUSED),
        /** This machine cannot check the signature. */
        NOT_CHECKED(Kind.IGNORE, ChainException.Reason.UNAVAILABLE);

        private final Kind kind;
        private final ChainException.Reason thrown;

        Reason(Kind kind, ChainException.Reason thrown) {
            this.kind = kind;
            this.thrown = thrown;
        }

        public Kind kind() {
            return kind;
        }
    }

    public Kind kind() {
        return reason.kind();
    }

    public boolean accepted() {
        return reason == Reason.OK;
    }

    /** For whoever sends from here. */
    ChainException thrown() {
        return new ChainException(reason.thrown, sentence);
    }
}
