package io.fondaco.chain.node.internal.pool;

/**
 * How likely a block is to be the first, second, ... of its tipset: the messages that the blocks before it take first bring
 * it nothing. The number of other blocks follows Poisson's distribution; each has a better ticket with the same
 * probability. Source: lotus, messagepool, block probabilities.
 */
final class BlockOdds {
    /** Places that are told apart; more blocks in a tipset are too rare to matter. */
    static final int PLACES = 15;

    private BlockOdds() {}

    /**
     * For each place from the first on.
     *
     * @param quality of the ticket, 0 to 1: how likely it is better than another one
     * @param winners blocks expected each epoch
     */
    static double[] places(double quality, int winners) {
        double worse = 1 - quality;
        double[] odds = new double[PLACES];
        double others = Math.exp(-winners);
        for (int count = 0; count < PLACES; count++) {
            // Lotus draws one block more than the others; the selection is Lotus's, so that both spread alike.
            double[] before = binomial(count + 1, worse);
            for (int place = 0; place < PLACES && place < before.length; place++) {
                odds[place] += others * before[place];
            }
            others *= winners / (count + 1.0);
        }
        return odds;
    }

    /** How likely 0, 1, ... of {@code count} draws are hits. */
    private static double[] binomial(int count, double hit) {
        double[] odds = {1};
        for (int draw = 0; draw < count; draw++) {
            double[] next = new double[odds.length + 1];
            for (int i = 0; i < odds.length; i++) {
                next[i] += odds[i] * (1 - hit);
                next[i + 1] += odds[i] * hit;
            }
            odds = next;
        }
        return odds;
    }
}
