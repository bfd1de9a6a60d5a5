package io.fondaco.codec.car;

/**
 * How much a reader takes in.
 *
 * @param maxHeader longest header, in bytes
 * @param maxSection longest section (CID and block), in bytes
 */
public record CarLimits(int maxHeader, int maxSection) {
    /** Header 1 MiB, section 4 MiB. */
    public static final CarLimits DEFAULT = new CarLimits(1 << 20, 4 << 20);

    public CarLimits {
        if (maxHeader < 1 || maxSection < 1) {
            throw new IllegalArgumentException("limits out of range: " + maxHeader + ", " + maxSection);
        }
    }
}
