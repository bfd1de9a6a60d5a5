package io.fondaco.deal;

import java.time.Instant;

/**
 * One event of a deal as it was journalled.
 *
 * @param seq 1 for the first
 * @param event the event's name
 * @param from the state before
 * @param to the state after
 * @param body the event's fields as JSON
 */
public record DealHistory(long seq, Instant at, String event, String from, String to, String body) {}
