package io.fondaco.ao;

import io.fondaco.ao.internal.RsaPss;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.function.BooleanSupplier;

/** Items verified in a second of one core, beside the bare public RSA operation that each of them needs. */
public final class ItemSpeed {
    private static final int ROUNDS = 40;
    private static final long ROUND_NANOS = 100_000_000;

    private ItemSpeed() {}

    public static void main(String[] arguments) {
        DataItem item = Keys.hello(Keys.WALLET);
        BigInteger n = new BigInteger(1, item.owner());
        BigInteger s = new BigInteger(1, item.signature());
        BigInteger e = BigInteger.valueOf(65537);
        double[] both = rates(item::verify, () -> RsaPss.bytes(s.modPow(e, n)).length > 0);
        System.out.printf(
                "Arweave items verified %.0f/s, raw RSA-4096 public operation %.0f/s, ratio %.2f%n",
                both[0], both[1], both[0] / both[1]);
        for (Signer signer : Keys.all()) {
            DataItem signed = Keys.hello(signer);
            double[] rates = rates(signed::verify, () -> Keys.hello(signer) != null);
            System.out.printf("%-8s verify %.0f/s, sign %.0f/s%n", signer.type().label(), rates[0], rates[1]);
        }
    }

    /** In turns, the first rounds not counted, in the processor's time: other work on the machine favours neither. */
    private static double[] rates(BooleanSupplier... works) {
        double[] done = new double[works.length];
        double[] nanos = new double[works.length];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < works.length; i++) {
                long start = cpu();
                long count = 0;
                while (cpu() - start < ROUND_NANOS) {
                    if (!works[i].getAsBoolean()) {
                        throw new AssertionError("it did not verify");
                    }
                    count++;
                }
                if (round >= ROUNDS / 4) {
                    done[i] += count;
                    nanos[i] += cpu() - start;
                }
            }
        }
        double[] rates = new double[works.length];
        for (int i = 0; i < works.length; i++) {
            rates[i] = done[i] * 1e9 / nanos[i];
        }
        return rates;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
