package io.fondaco.chain.actors;

import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** The code of one kind of actor. It keeps nothing between calls: everything is in the state. */
@ConsumerType
public interface Actor {
    /** One method of an actor. */
    @ConsumerType
    @FunctionalInterface
    interface Body {
        /**
         * Runs. A method first says who may call it; see {@link Runtime#allow}.
         *
         * @param params what the caller passed, not to be changed
         * @return what the caller gets; {@link Codec#NOTHING} for nothing
         * @throws Abort to end with an exit code and have everything undone
         */
        byte[] run(Runtime runtime, byte[] params);
    }

    /** A method with its name, for people. */
    record Method(String name, Body body) {}

    /** The number of every constructor. */
    long CONSTRUCTOR = 1;

    ActorCode code();

    /** Its methods by number; 0 is a plain transfer and never among them. */
    Map<Long, Method> methods();

    /**
     * Reads a state this actor wrote.
     *
     * @param in at the start of the item
     * @param store where the trees of the state are
     */
    State read(CborReader in, BlockStore store);
}
