package io.fondaco.ao;

/**
 * The state of a process at a moment. Equal schedules have equal states on every machine.
 *
 * @param evaluated messages evaluated so far, those of the clock among them
 * @param hash SHA-256 as 64 hexadecimal digits
 * @param memory bytes the state takes, as its runtime counts
 */
public record StateHash(String process, long evaluated, String hash, long memory) {}
