package io.fondaco.chain.actors;

import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.TokenAmount;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The state of one actor, decoded. It never changes: an actor makes a new one and hands it to {@link Runtime#put}. Trees
 * in it are {@link StateMap} and {@link StateArray}, which do not change either.
 */
@ConsumerType
public interface State {
    /** Writes the trees it holds to their store and itself, one DAG-CBOR item, to {@code out}. */
    void write(CborWriter out);

    /** What of its actor's balance is locked up and so not in circulation, in attoFIL. */
    default TokenAmount locked() {
        return TokenAmount.ZERO;
    }
}
