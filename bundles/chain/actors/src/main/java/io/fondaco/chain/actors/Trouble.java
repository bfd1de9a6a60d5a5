package io.fondaco.chain.actors;

import io.fondaco.codec.DecodeException;
import java.io.IOException;

/** Turns what stores and trees throw into {@link StateException}: no actor can do anything about it. */
final class Trouble {
    private Trouble() {}

    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T reading(String what, Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new StateException("cannot read " + what + " of the state: " + e.getMessage(), e);
        } catch (DecodeException e) {
            throw new StateException(what + " of the state is missing or damaged: " + e.getMessage(), e);
        }
    }

    static <T> T writing(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new StateException("cannot write the state: " + e.getMessage(), e);
        }
    }
}
