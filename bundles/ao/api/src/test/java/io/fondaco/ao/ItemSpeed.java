package io.fondaco.ao;

import io.fondaco.ao.internal.RsaPss;
import java.math.BigInteger;

/** Items verified in a second on one core, beside the bare public RSA operation that each of them needs. */
public final class ItemSpeed {
    private ItemSpeed() {}

    public static void main(String[] arguments) {
        DataItem item = Keys.hello(Keys.WALLET);
        BigInteger n = new BigInteger(1, item.owner());
        BigInteger s = new BigInteger(1, item.signature());
        BigInteger e = BigInteger.valueOf(65537);
        for (int round = 0; round < 3; round++) {
            double raw = rate(() -> RsaPss.bytes(s.modPow(e, n)).length > 0);
            double whole = rate(item::verify);
            System.out.printf(
                    "items %.0f/s, raw RSA-4096 public operation %.0f/s, ratio %.2f%n", whole, raw, whole / raw);
        }
        for (Signer signer : Keys.all()) {
            DataItem signed = Keys.hello(signer);
            System.out.printf(
                    "%-8s verify %.0f/s, sign %.0f/s%n",
                    signer.type().label(), rate(signed::verify), rate(() -> Keys.hello(signer) != null));
        }
    }

    private static double rate(java.util.function.BooleanSupplier work) {
        long end = System.nanoTime() + 1_500_000_000L;
        long start = System.nanoTime();
        long done = 0;
        while (System.nanoTime() < end) {
            if (!work.getAsBoolean()) {
                throw new AssertionError("it did not verify");
            }
            done++;
        }
        return done * 1e9 / (System.nanoTime() - start);
    }
}
