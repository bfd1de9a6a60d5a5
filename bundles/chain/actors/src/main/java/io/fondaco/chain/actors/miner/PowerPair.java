package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.power.PowerParams;
import java.math.BigInteger;

/** Power of sectors in bytes: {@code [raw, quality adjusted]}. */
public record PowerPair(BigInteger raw, BigInteger adjusted) {
    public static final PowerPair ZERO = new PowerPair(BigInteger.ZERO, BigInteger.ZERO);

    static final Codec<PowerPair> CODEC = new Codec<>(
            (out, p) -> {
                out.writeListHeader(2);
                Codec.BIG.writer().accept(out, p.raw);
                Codec.BIG.writer().accept(out, p.adjusted);
            },
            in -> {
                in.readListHeader(2);
                return new PowerPair(
                        Codec.BIG.reader().apply(in), Codec.BIG.reader().apply(in));
            });

    PowerPair plus(PowerPair other) {
        return new PowerPair(raw.add(other.raw), adjusted.add(other.adjusted));
    }

    PowerPair minus(PowerPair other) {
        return new PowerPair(raw.subtract(other.raw), adjusted.subtract(other.adjusted));
    }

    boolean isZero() {
        return raw.signum() == 0 && adjusted.signum() == 0;
    }

    PowerParams.PowerDelta delta() {
        return new PowerParams.PowerDelta(raw, adjusted);
    }
}
