package io.fondaco.codec.bitfield;

/**
 * Numbers that follow each other.
 *
 * @param first smallest of them
 * @param length how many, 1 or more
 */
public record Run(long first, long length) {

    public Run {
        if (first < 0 || length < 1 || length > Long.MAX_VALUE - first) {
            throw new IllegalArgumentException("a run of " + length + " from " + first);
        }
    }

    /** One more than the largest. */
    public long end() {
        return first + length;
    }
}
