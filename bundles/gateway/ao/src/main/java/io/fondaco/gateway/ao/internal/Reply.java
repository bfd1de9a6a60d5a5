package io.fondaco.gateway.ao.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.AoException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a request is answered.
 *
 * @param status of HTTP
 * @param type of the body, its encoding is UTF-8
 */
record Reply(int status, String type, String body) {
    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    static Reply json(int status, JsonNode json) {
        try {
            return new Reply(status, "application/json", Json.MAPPER.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("trees can be written as JSON", e);
        }
    }

    static CompletionStage<Reply> now(JsonNode json) {
        return CompletableFuture.completedFuture(json(200, json));
    }

    /** What a stage comes to, or something else when that takes longer than so many milliseconds. */
    static <T> CompletionStage<Reply> soon(
            CompletionStage<T> stage, long millis, Function<T, Reply> reply, Supplier<Reply> otherwise) {
        return within(stage, millis).handle((value, failure) -> {
            if (failure == null) {
                return reply.apply(value);
            }
            if (unwrapped(failure) instanceof TimeoutException) {
                return otherwise.get();
            }
            throw new CompletionException(unwrapped(failure));
        });
    }

    /** A stage that ends after so many milliseconds at the latest; the one it is made of goes on. */
    static <T> CompletableFuture<T> within(CompletionStage<T> stage, long millis) {
        return stage.toCompletableFuture().copy().orTimeout(millis, TimeUnit.MILLISECONDS);
    }

    /** The refusal that a failure is; one that nobody planned goes to the log. */
    static Reply refusal(Throwable failure, String request) {
        Throwable cause = unwrapped(failure);
        Refusal refusal;
        if (cause instanceof Refusal known) {
            refusal = known;
        } else if (cause instanceof AoException refused) {
            refusal = Refusal.of(refused);
        } else {
            LOG.error("{} failed", request, cause);
            refusal = new Refusal(500, "the unit could not answer; see log/fondaco.log of the node");
        }
        return json(refusal.status(), Json.object().put("error", refusal.getMessage()));
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
