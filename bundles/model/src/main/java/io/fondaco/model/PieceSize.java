package io.fondaco.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Size of a piece: padded, a power of two of at least 128 bytes, or unpadded, 127/128 of that.
 *
 * <p>Source: go-state-types, abi/piece.go.
 */
public final class PieceSize implements Comparable<PieceSize> {
    /** Smallest padded size, in bytes. */
    public static final long MIN_PADDED = 128;

    /** Largest padded size a signed 64-bit count can hold, in bytes. */
    public static final long MAX_PADDED = 1L << 62;

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,19}) ?([KMGTPE]iB|B)?");

    private final long padded;

    private PieceSize(long padded) {
        this.padded = padded;
    }

    /** @param bytes padded size; {@link InvalidValueException} unless a power of two of at least 128 */
    public static PieceSize ofPadded(long bytes) {
        if (bytes < MIN_PADDED) {
            throw invalid("minimum padded piece size is 128 bytes");
        }
        if (Long.bitCount(bytes) != 1) {
            throw invalid("padded piece size must be a power of 2");
        }
        return new PieceSize(bytes);
    }

    /** @param bytes unpadded size; {@link InvalidValueException} unless 127 times a power of two */
    public static PieceSize ofUnpadded(long bytes) {
        if (bytes < 127) {
            throw invalid("minimum piece size is 127 bytes");
        }
        if (bytes % 127 != 0 || Long.bitCount(bytes / 127) != 1 || bytes / 127 > MAX_PADDED / 128) {
            throw invalid("unpadded piece size must be a power of 2 multiple of 127");
        }
        return new PieceSize(bytes / 127 * 128);
    }

    /** The smallest piece that holds {@code bytes} of payload; 0 bytes still take a whole piece of 128. */
    public static PieceSize forPayload(long bytes) {
        if (bytes < 0 || bytes > MAX_PADDED / 128 * 127) {
            throw invalid("no piece holds a payload of " + bytes + " bytes");
        }
        long groups = Math.max(1, (bytes + 126) / 127);
        long power = Long.highestOneBit(groups);
        return new PieceSize((power == groups ? power : power << 1) * 128);
    }

    /** Reads a padded size in bytes or with a binary unit, e.g. {@code "34359738368"}, {@code "32GiB"}. */
    public static PieceSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw invalid("expected a padded size like \"32GiB\", not \"" + text + "\"");
        }
        int shift = 0;
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(matcher.group(2))) {
                shift = 10 * i;
            }
        }
        try {
            return ofPadded(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid("\"" + text + "\" is above 2^62 bytes");
        }
    }

    /** Size on chain and in sectors, in bytes: a power of two. */
    public long padded() {
        return padded;
    }

    /** Bytes of payload the piece can hold: 127/128 of {@link #padded()}. */
    public long unpadded() {
        return padded / 128 * 127;
    }

    @Override
    public int compareTo(PieceSize other) {
        return Long.compare(padded, other.padded);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PieceSize that && padded == that.padded;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(padded);
    }

    /** The padded size in the largest binary unit that divides it, e.g. {@code "32GiB"}. */
    @Override
    public String toString() {
        int unit = Long.numberOfTrailingZeros(padded) / 10;
        return (padded >> 10 * unit) + UNITS[unit];
    }

    private static InvalidValueException invalid(String reason) {
        return new InvalidValueException("piece size", 0, reason);
    }
}
