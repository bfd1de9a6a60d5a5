package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.Tag;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one deal by the clock until it is over: whenever a period begins, and once more when its time is up. What
 * breaks is tried again a little later: the deal's state says what is to be done, so nothing is lost or done twice.
 */
abstract class Watching implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
    private static final Tag STATE = new Tag("Action", "GetState");

    private static final long ANSWER_SECONDS = 120;

    /** A time that does not come. */
    static final long NEVER = Long.MAX_VALUE;

    final Account account;
    final String deal;
    final DealTerms terms;
    /** When the next period begins as far as is known; {@link #NEVER} when the deal has to be asked first. */
    long begins = NEVER;

    private final Time time;
    private final Consumer<JsonNode> over;
    private Registration alarm = () -> {};
    private boolean closed;
    private CompletionStage<Void> turn = CompletableFuture.completedFuture(null);

    /** @param over is told the last state once the deal is not active any more */
    Watching(Account account, Time time, String deal, DealTerms terms, Consumer<JsonNode> over) {
        this.account = account;
        this.time = time;
        this.deal = deal;
        this.terms = terms;
        this.over = over;
    }

    /** Does what there is to do now. Turns come one after another. @return when to come again; {@link #NEVER} at the end */
    abstract CompletionStage<Long> turn();

    /** Begins, or takes up where another process left off. */
    void start() {
        take();
    }

    /** Complete when what was begun by now is done. */
    synchronized CompletionStage<Void> quiet() {
        return turn;
    }

    CompletionStage<JsonNode> look() {
        return account.look(deal, STATE);
    }

    /**
     * What to do with a state that was looked at. Looking moves the clock of a deal for that moment alone: before it is taken
     * for over, it is made to move it for good, so that what it owes is paid.
     */
    CompletionStage<Long> unlessOver(JsonNode state, Function<JsonNode, CompletionStage<Long>> then) {
        if (active(state)) {
            return then.apply(state);
        }
        return account.send(deal, new Tag("Action", "Tick"))
                .thenCompose(ticked -> look())
                .thenCompose(settled -> {
                    if (active(settled)) {
                        return then.apply(settled);
                    }
                    LOG.info("deal {} is {}", deal, settled.path("Status").asText());
                    over.accept(settled);
                    return come(NEVER);
                });
    }

    private static boolean active(JsonNode state) {
        return state.path("Status").asText().equals("Activated");
    }

    static CompletionStage<Long> come(long when) {
        return CompletableFuture.completedFuture(when);
    }

    private void take() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            turn = done;
        }
        // A unit that never answers must not keep a deal from being looked at again.
        begun().toCompletableFuture()
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .whenComplete((when, failure) -> {
                    if (failure != null) {
                        LOG.warn("deal {}: {}; it is looked at again soon", deal, failure.toString());
                        begins = NEVER;
                        later(soon());
                    } else if (when != NEVER) {
                        later(when);
                    }
                    done.complete(null);
                });
    }

    private CompletionStage<Long> begun() {
        try {
            return turn();
        } catch (RuntimeException broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    private synchronized void later(long when) {
        if (!closed) {
            alarm = time.at(Instant.ofEpochMilli(Math.max(when, now() + 1)), this::take);
        }
    }

    /** A while that a period can spare. */
    long soon() {
        return now() + Math.max(100, terms.response() / 10);
    }

    long now() {
        return time.now().toEpochMilli();
    }

    @Override
    public synchronized void close() {
        closed = true;
        alarm.close();
    }
}
