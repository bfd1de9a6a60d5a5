package io.fondaco.deal.engine.internal;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event as the journal keeps it; its name is the entry's kind.
 *
 * @param from the state before, as the enum constant's name
 * @param to the state after
 * @param event the event's fields
 * @param opening for the first event only: the record the deal began with
 */
record StoredEvent(String from, String to, JsonNode event, JsonNode opening) {}
