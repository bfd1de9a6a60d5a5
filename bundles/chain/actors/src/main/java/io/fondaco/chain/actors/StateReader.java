package io.fondaco.chain.actors;

import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.model.Epoch;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** Shows the state of a chain to those who read it: operators, sealing, markets. For use by many threads. */
@ProviderType
public interface StateReader {
    /**
     * A state.
     *
     * @param tipset after whose messages it is
     * @param tree of actors, only to be read and only during the call
     * @param calls what actors could ask the chain that ends with the tipset, such as randomness; only during the call
     */
    record View(Tipset tipset, StateTree tree, Policy policy, Syscalls calls) {
        /** Height of the tipset. */
        public Epoch epoch() {
            return tipset.height();
        }
    }

    /** The rules of this network. */
    Policy policy();

    /** Reads the state after the head's messages. */
    <T> T read(Function<View, T> reading);

    /** Reads the state after the messages of a tipset. @throws StateException if the tipset or its state is not stored here */
    <T> T read(TipsetKey tipset, Function<View, T> reading);
}
