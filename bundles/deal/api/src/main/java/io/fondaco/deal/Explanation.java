package io.fondaco.deal;

import io.fondaco.model.DealId;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer to "why is my deal stuck, and what can I do?".
 *
 * @param waitingFor one sentence: what the deal is doing or waiting for, with the fault that holds it up if there is one
 * @param deadline until when, empty when the deal is over
 * @param nextAction one sentence: what happens by itself, or which command helps
 */
public record Explanation(
        DealId id,
        String market,
        String state,
        Instant since,
        String waitingFor,
        Optional<Instant> deadline,
        String nextAction) {}
