package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.Tag;
import io.fondaco.model.Time;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A client's side of a deal: stirs in every period, and has missed ones slashed. */
final class Warden extends Watching {
    private final SecretChain stirs;
    private final Consumer<JsonNode> seen;
    private long period;

    /** @param seen is told the state once in every period */
    Warden(
            Account account,
            Time time,
            String deal,
            DealTerms terms,
            SecretChain stirs,
            Consumer<JsonNode> seen,
            Consumer<JsonNode> over) {
        super(account, time, deal, terms, over);
        this.stirs = stirs;
        this.seen = seen;
    }

    @Override
    CompletionStage<Long> turn() {
        if (now() < begins) {
            return look().thenCompose(state -> unlessOver(state, this::next));
        }
        // The period has begun, or one that nobody showed anything in is over: either way the deal is to look at the
        // clock.
        long until = begins + terms.response() + 1;
        begins = NEVER;
        return account.send(
                        deal,
                        new Tag("Action", "Tick"),
                        new Tag("Stir", HexFormat.of().formatHex(stirs.secret(period))))
                .thenCompose(ticked ->
                        now() < until ? come(until) : look().thenCompose(state -> unlessOver(state, this::next)));
    }

    private CompletionStage<Long> next(JsonNode state) {
        seen.accept(state);
        begins = state.path("NextVerification").asLong();
        period = state.path("Period").asLong();
        return come(begins);
    }
}
