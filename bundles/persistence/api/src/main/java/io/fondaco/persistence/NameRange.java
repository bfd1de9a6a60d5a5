package io.fondaco.persistence;

/**
 * Names between two bounds, by the order of their characters. Numbers in names are best written with leading zeros.
 *
 * @param from the first name that belongs to it, empty for no bound
 * @param before the first name beyond it, empty for no bound
 * @param descending the last name first
 */
public record NameRange(String from, String before, boolean descending) {

    /** @throws IllegalArgumentException when a bound has characters that are not ASCII */
    public NameRange {
        check(from);
        check(before);
    }

    private static void check(String bound) {
        for (int i = 0; i < bound.length(); i++) {
            if (bound.charAt(i) > 0x7f) {
                throw new IllegalArgumentException(
                        "names are ASCII, the bound " + bound + " has another character at " + i);
            }
        }
    }

    /** Every name there is. */
    public static NameRange all() {
        return new NameRange("", "", false);
    }

    /** The names from {@code from}, included, to {@code before}, not included; empty text for no bound. */
    public static NameRange between(String from, String before) {
        return new NameRange(from, before, false);
    }

    /** The names that begin like this. */
    public static NameRange prefix(String prefix) {
        check(prefix);
        int end = prefix.length();
        while (end > 0 && prefix.charAt(end - 1) == 0x7f) {
            end--;
        }
        String before = end == 0 ? "" : prefix.substring(0, end - 1) + (char) (prefix.charAt(end - 1) + 1);
        return new NameRange(prefix, before, false);
    }

    /** The same names, the last one first. */
    public NameRange reversed() {
        return new NameRange(from, before, !descending);
    }

    /** What of this range comes after a name, in the range's order. */
    public NameRange after(String name) {
        return descending ? new NameRange(from, name, true) : new NameRange(name + '\0', before, false);
    }

    /** Whether a name is between the bounds. */
    public boolean contains(String name) {
        return name.compareTo(from) >= 0 && (before.isEmpty() || name.compareTo(before) < 0);
    }
}
