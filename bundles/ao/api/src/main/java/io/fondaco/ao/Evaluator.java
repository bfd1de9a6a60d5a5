package io.fondaco.ao;

import io.fondaco.ao.spi.Outcome;
import io.fondaco.model.Registration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Evaluates messages and shows what that came to: ao's compute unit.
 *
 * <p>Every stage ends exceptionally with an {@link AoException} when the unit refuses: NOT_FOUND for an unknown process or
 * message, STOPPED for a process whose state cannot be trusted any more, UNAVAILABLE when the unit goes down.
 */
@ProviderType
public interface Evaluator {

    /** The result of a message, once there is one. */
    CompletionStage<Result> result(String process, String message);

    /** The results of a process that there are by now. @throws AoException (NOT_FOUND) for an unknown process */
    ResultPage results(String process, ResultRange range);

    /**
     * The results of the clock's messages.
     *
     * @param afterTimestamp of messages later than this, milliseconds since 1970
     * @param untilTimestamp and not later than this
     * @param limit 1 to 1000
     */
    List<Result> crons(String process, long afterTimestamp, long untilTimestamp, int limit);

    /** Tries a message on the state after everything scheduled so far, and takes back what it did. */
    CompletionStage<Outcome> dryRun(DryRun message);

    /** The state after everything scheduled so far. */
    CompletionStage<StateHash> stateHash(String process);

    /** Tells a listener the results of one process until the registration is closed. */
    Registration watch(String process, OutcomeListener listener);

    /** Tells a listener the results of every process until the registration is closed. */
    Registration watchAll(OutcomeListener listener);
}
