package io.fondaco.gateway.local.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.deal.NoSuchDealException;
import io.fondaco.market.IntakeException;
import io.fondaco.market.OfferRefusedException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells refusals, whose message is written for the caller, from failures nobody planned. */
final class Refusals {

    private Refusals() {}

    /** The planned refusal a failure is; empty when nobody planned it. */
    static Optional<Problem> problem(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof Problem problem) {
            return Optional.of(problem);
        }
        if (cause instanceof NoSuchDealException) {
            return Optional.of(new Problem(404, cause.getMessage(), "See them with: fondaco deals"));
        }
        if (cause instanceof OfferRefusedException) {
            return Optional.of(new Problem(
                    422, cause.getMessage(), "No deal was opened and nothing was paid. Change it and retry."));
        }
        if (cause instanceof IntakeException) {
            return Optional.of(new Problem(422, cause.getMessage(), "Nothing half-written was left behind."));
        }
        if (cause instanceof ChainException refusal) {
            return Optional.of(new Problem(
                    refusal.reason() == ChainException.Reason.UNAVAILABLE ? 503 : 422,
                    cause.getMessage(),
                    refusal.reason() == ChainException.Reason.INSUFFICIENT_FUNDS
                            ? "See balances with: fondaco run wallet:list"
                            : "Try again when the chain is reachable, or correct the request."));
        }
        if (cause instanceof IllegalArgumentException) {
            // Every typed refusal of bad values is one, and its message is written for the caller.
            return Optional.of(new Problem(400, cause.getMessage(), "Correct the request and send it again."));
        }
        return Optional.empty();
    }

    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Waits for a stage; its failure comes out as the exception it was made of. */
    static <T> T await(CompletionStage<T> stage, Duration patience) throws InterruptedIOException {
        try {
            return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = unwrapped(e);
            if (cause instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(cause.toString(), cause);
        } catch (TimeoutException e) {
            throw new Problem(
                    504,
                    "No answer within " + patience.toSeconds() + " s",
                    "Look with: fondaco deals; then send the request again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The node is stopping");
        }
    }
}
