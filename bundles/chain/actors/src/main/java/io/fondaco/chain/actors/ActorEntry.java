package io.fondaco.chain.actors;

import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.util.Objects;
import java.util.Optional;

/**
 * What the state tree says of one actor. Its state is known by CID, decoded, or both: see {@link StateTree#state}.
 */
public final class ActorEntry {
    private final Cid code;
    private final Head head;
    private final long nonce;
    private final TokenAmount balance;

    ActorEntry(Cid code, Head head, long nonce, TokenAmount balance) {
        this.code = Objects.requireNonNull(code, "code");
        this.head = Objects.requireNonNull(head, "head");
        this.nonce = nonce;
        this.balance = Objects.requireNonNull(balance, "balance");
    }

    /** The CID of its code. */
    public Cid code() {
        return code;
    }

    /** The kind of actor it is, if it is one of actors v8. */
    public Optional<ActorCode> kind() {
        return ActorCode.of(code);
    }

    public boolean is(ActorCode kind) {
        return code.equals(kind.cid());
    }

    /** The nonce its next message must have. */
    public long nonce() {
        return nonce;
    }

    /** In attoFIL, 0 or more. */
    public TokenAmount balance() {
        return balance;
    }

    Head head() {
        return head;
    }

    ActorEntry with(Head other) {
        return new ActorEntry(code, other, nonce, balance);
    }

    ActorEntry withBalance(TokenAmount other) {
        return new ActorEntry(code, head, nonce, other);
    }

    ActorEntry withNonce(long other) {
        return new ActorEntry(code, head, other, balance);
    }

    /** A state that is known by its CID, or decoded, or both; what it learns stays true. */
    static final class Head {
        private Cid cid;
        private State state;

        Head(Cid cid, State state) {
            this.cid = cid;
            this.state = state;
        }

        Cid cid() {
            return cid;
        }

        State state() {
            return state;
        }

        void written(Cid at) {
            cid = at;
        }

        void decoded(State read) {
            state = read;
        }
    }
}
