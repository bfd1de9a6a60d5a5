package io.fondaco.arfleet;

/**
 * How likely it is that lost leaves are found, when leaves are drawn uniformly and one by one, each as if it were the first.
 * Fractions and probabilities are between 0 and 1.
 */
public final class Detection {

    private Detection() {}

    /** That a draw of so many leaves hits one of those that are lost. */
    public static double of(double lost, long draws) {
        fraction(lost);
        if (draws < 0) {
            throw new IllegalArgumentException(draws + " draws");
        }
        return -Math.expm1(draws * Math.log1p(-lost));
    }

    /** The fewest draws that find a loss at least as surely. */
    public static long draws(double lost, double confidence) {
        fraction(lost);
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence of " + confidence + " is not between 0 and 1");
        }
        long about = (long) Math.ceil(Math.log1p(-confidence) / Math.log1p(-lost));
        long draws = Math.max(1, about - 1);
        while (of(lost, draws) < confidence) {
            draws++;
        }
        return draws;
    }

    private static void fraction(double lost) {
        if (!(lost > 0 && lost <= 1)) {
            throw new IllegalArgumentException("a loss of " + lost + " is not above 0 and up to 1");
        }
    }
}
