package io.fondaco.market.storage.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.model.DealId;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What steps share: waiting for an answer, and saying whose fault it is when none comes. */
public final class Asking {

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

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

    /** What a reservation still held, or held when it was released before and that was not remembered. */
    public static TokenAmount freed(TokenAmount released, TokenAmount remembered) {
        return released.isZero() ? remembered : released;
    }

    /** Money that is set aside for nothing any more must come free: tried again until it does. */
    public static Fault notReleased(String reservation, Throwable failure) {
        return Fault.later(
                Fault.Blame.CHAIN,
                "the deal is published, but its reservation " + reservation + " could not be released: "
                        + cause(failure));
    }

    /** Notes when what happened outside could not be stored. */
    public static void lossNoted(DealId deal, CompletionStage<Boolean> sent) {
        sent.whenComplete((taken, failure) -> {
            if (failure != null) {
                LOG.warn("{}: what its transfer came to could not be stored: {}", deal, cause(failure));
            }
        });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
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
        } catch (SectorException refused) {
            return Outcome.fault(
                    switch (refused.reason()) {
                        // The chain may be about to go the way on which it knows them.
                        case UNKNOWN_MINER, UNKNOWN_DEAL -> Fault.again(Fault.Blame.CHAIN, refused.getMessage());
                        case CLOSED -> Fault.again(Fault.Blame.US, refused.getMessage());
                        case ANOTHER_PIECE, TOO_LATE, DOES_NOT_FIT, DAMAGED, UNKNOWN_SECTOR ->
                            Fault.end(Fault.Blame.US, refused.getMessage());
                    });
        }
    }
}
