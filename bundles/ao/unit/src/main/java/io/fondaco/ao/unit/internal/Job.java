package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.StateHash;
import io.fondaco.ao.spi.Outcome;
import java.util.concurrent.CompletableFuture;

/** What a process is to evaluate next. */
sealed interface Job {

    /** Something from the results again, to get its state back. */
    record Replay(Evaluated stored) implements Job {}

    /** A message whose turn it is. */
    record Fresh(Entry entry) implements Job {}

    /** A message of the clock. */
    record Ticked(Crons.Tick tick) implements Job {}

    /** Something asked of the state that leaves it as it is. */
    sealed interface Question extends Job {
        /** The nonce that must have been evaluated before. */
        long after();

        void fail(Desk desk, AoException why);
    }

    /** A message that is only tried. */
    record Trial(DryRun message, long after, CompletableFuture<Outcome> answer) implements Question {
        @Override
        public void fail(Desk desk, AoException why) {
            desk.fail(answer, why);
        }
    }

    /** What the hash of the state is. */
    record Hashing(long after, CompletableFuture<StateHash> answer) implements Question {
        @Override
        public void fail(Desk desk, AoException why) {
            desk.fail(answer, why);
        }
    }
}
