package io.fondaco.ao.spi;

/**
 * What one process may use.
 *
 * @param gas steps of one evaluation: instructions, and the work of library functions weighed in instructions
 * @param memory bytes a process may hold, and may newly allocate in one evaluation, as its runtime counts them
 * @param depth calls within calls
 */
public record Limits(long gas, long memory, int depth) {
    public Limits {
        if (gas <= 0 || memory <= 0 || depth <= 0) {
            throw new IllegalArgumentException(
                    "limits must be positive: gas " + gas + ", memory " + memory + ", depth " + depth);
        }
    }
}
