package io.fondaco.bench;

import io.fondaco.arfleet.Detection;
import io.fondaco.replica.Draw;
import java.nio.ByteBuffer;
import java.util.Locale;

/** How often lost leaves are found, computed and simulated, as a table: {@code DetectionTable [rounds]}. */
public final class DetectionTable {
    /** Where nearly every round finds something there is nothing to compare. */
    private static final double SURE = 0.999;

    private DetectionTable() {}

    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        System.out.println(
                "| leaves | lost | draws | computed | simulated | deviations away |\n|---|---|---|---|---|---|");
        for (int leaves : new int[] {1000, 1025, 131_072}) {
            for (double loss : new double[] {0.001, 0.01, 0.1}) {
                for (int draws : new int[] {10, 100, 459}) {
                    row(leaves, (int) Math.round(leaves * loss), loss, draws, rounds);
                }
            }
        }
    }

    private static void row(int leaves, int lost, double loss, int draws, int rounds) {
        double computed = Detection.of((double) lost / leaves, draws);
        if (computed > SURE) {
            return;
        }
        int found = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] seed = ByteBuffer.allocate(16)
                    .putInt(leaves)
                    .putInt(lost)
                    .putInt(round)
                    .putInt(draws)
                    .array();
            for (long leaf : Draw.leaves(seed, leaves, draws)) {
                if (leaf >= leaves - lost) {
                    found++;
                    break;
                }
            }
        }
        double simulated = (double) found / rounds;
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.1f %% | %d | %.4f | %.4f | %+.1f |%n",
                leaves,
                100 * loss,
                draws,
                computed,
                simulated,
                (simulated - computed) / Math.sqrt(computed * (1 - computed) / rounds));
    }
}
