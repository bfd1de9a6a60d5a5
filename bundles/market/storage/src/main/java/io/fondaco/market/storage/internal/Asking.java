package io.fondaco.market.storage.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What steps share: waiting for an answer, and saying whose fault it is when none comes. */
public final class Asking {

    private static final long SECONDS = 50;

    private Asking() {}

    /**
     * Waits for an answer, in a step.
     *
     * @throws TimeoutException when none comes in {@value #SECONDS} seconds
     */
    public static <T> T await(CompletionStage<T> answer) throws InterruptedException, TimeoutException {
        try {
            return answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause =
                    e.getCause() instanceof CompletionException c && c.getCause() != null ? c.getCause() : e.getCause();
            if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** A step's body. */
    @FunctionalInterface
    public interface Body<E> {
        Outcome<E> run() throws Exception;
    }

    /** Runs a step and turns what is foreseen into faults; what is not goes on to the engine. */
    public static <E> Outcome<E> step(Body<E> body) throws Exception {
        try {
            return body.run();
        } catch (AbsentPartyException absent) {
            return Outcome.fault(Fault.later(Fault.Blame.OPERATOR, absent.getMessage()));
        } catch (TimeoutException late) {
            return Outcome.fault(Fault.again(Fault.Blame.US, "no answer within " + SECONDS + " seconds"));
        } catch (ChainException refused) {
            return Outcome.fault(
                    switch (refused.reason()) {
                        case INSUFFICIENT_FUNDS -> Fault.later(Fault.Blame.OPERATOR, refused.getMessage());
                        case UNAVAILABLE -> Fault.later(Fault.Blame.CHAIN, refused.getMessage());
                        case REFUSED, UNKNOWN -> Fault.end(Fault.Blame.CHAIN, refused.getMessage());
                    });
        }
    }
}
