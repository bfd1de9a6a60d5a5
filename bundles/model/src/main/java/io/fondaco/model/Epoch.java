package io.fondaco.model;

/**
 * A chain epoch: one 30-second round, counted from genesis. -1 stands for "not set" where the chain uses it so.
 *
 * @param number epochs since genesis
 */
public record Epoch(long number) implements Comparable<Epoch> {
    public static Epoch of(long number) {
        return new Epoch(number);
    }

    /** Reads a decimal number, or throws {@link InvalidValueException}. */
    public static Epoch parse(String text) {
        try {
            return new Epoch(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new InvalidValueException("epoch", 0, "\"" + text + "\" is no whole number");
        }
    }

    /** This epoch and {@code epochs} more; {@link ArithmeticException} on overflow. */
    public Epoch plus(long epochs) {
        return new Epoch(Math.addExact(number, epochs));
    }

    /** {@code epochs} before this one; {@link ArithmeticException} on overflow. */
    public Epoch minus(long epochs) {
        return new Epoch(Math.subtractExact(number, epochs));
    }

    /** Epochs from {@code earlier} to this one, negative if it is later; {@link ArithmeticException} on overflow. */
    public long since(Epoch earlier) {
        return Math.subtractExact(number, earlier.number);
    }

    public boolean isAfter(Epoch other) {
        return number > other.number;
    }

    public boolean isBefore(Epoch other) {
        return number < other.number;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(number, other.number);
    }

    /** The bare number. */
    @Override
    public String toString() {
        return Long.toString(number);
    }
}
