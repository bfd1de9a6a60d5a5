package io.fondaco.ao;

/**
 * A line of a schedule.
 *
 * @param message what its owner signed
 */
public record Scheduled(Assignment assignment, DataItem message) {}
