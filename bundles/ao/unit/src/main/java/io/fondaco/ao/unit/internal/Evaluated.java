package io.fondaco.ao.unit.internal;

import io.fondaco.ao.Result;
import io.fondaco.ao.spi.Outcome;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A line of the results of a process: what was evaluated, and what that came to. The lines are the order in which a replay
 * goes, with the clock's messages where they fell.
 *
 * @param seq its place, from 1
 * @param message id of the message
 * @param nonce in the schedule; -1 for a message of the clock
 * @param timestamp of the message
 * @param cron which of the process's crons sent it; -1 for a message of the schedule
 * @param depth how many messages led to it
 * @param pushedFor the first of them
 * @param pushedThrough the result up to which everything has been sent on, as known when this was written
 * @param outcome {@link OutcomeBytes}
 * @param checkpoint hash of the state after it, empty where none was taken
 */
record Evaluated(
        long seq,
        String process,
        String message,
        long nonce,
        long timestamp,
        int cron,
        int depth,
        String pushedFor,
        long pushedThrough,
        byte[] outcome,
        Optional<byte[]> checkpoint) {

    Outcome decoded() {
        return OutcomeBytes.decode(outcome);
    }

    Result result() {
        return new Result(
                process,
                message,
                nonce < 0 ? OptionalLong.empty() : OptionalLong.of(nonce),
                timestamp,
                decoded(),
                Long.toString(seq));
    }

    /** What differs in another evaluation of the same message; empty when nothing does. */
    Optional<String> difference(Outcome again, Optional<byte[]> stateAgain) {
        if (!Arrays.equals(outcome, OutcomeBytes.encode(again))) {
            Outcome before = decoded();
            return Optional.of("its outcome was another: gas " + again.gasUsed() + " instead of " + before.gasUsed()
                    + ", error " + again.error() + " instead of " + before.error());
        }
        if (checkpoint.isPresent() && !Arrays.equals(checkpoint.get(), stateAgain.orElse(null))) {
            return Optional.of("the hash of its state is another one than at the checkpoint");
        }
        return Optional.empty();
    }
}
