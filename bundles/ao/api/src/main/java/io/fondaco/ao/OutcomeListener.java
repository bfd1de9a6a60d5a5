package io.fondaco.ao;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told results as they become durable. */
@ConsumerType
@FunctionalInterface
public interface OutcomeListener {

    /**
     * A result there is now. In the order of a process's results; results of different processes may come at once, on a
     * thread of the unit's. Must be quick, and may submit messages. Who was not there to listen asks for
     * {@link Evaluator#results} after the last cursor it knows.
     */
    void evaluated(Result result);
}
