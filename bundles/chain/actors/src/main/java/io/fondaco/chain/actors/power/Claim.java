package io.fondaco.chain.actors.power;

import io.fondaco.chain.actors.Codec;
import java.math.BigInteger;

/**
 * A miner's power: {@code [window PoSt type, raw, quality adjusted]}.
 *
 * @param raw bytes of proven sectors
 * @param qualityAdjusted the same, verified deals counted tenfold
 */
public record Claim(long windowPostType, BigInteger raw, BigInteger qualityAdjusted) {
    static final Codec<Claim> CODEC = new Codec<>(
            (out, c) -> {
                out.writeListHeader(3).writeLong(c.windowPostType);
                Codec.BIG.writer().accept(out, c.raw);
                Codec.BIG.writer().accept(out, c.qualityAdjusted);
            },
            in -> {
                in.readListHeader(3);
                return new Claim(
                        in.readLong(),
                        Codec.BIG.reader().apply(in),
                        Codec.BIG.reader().apply(in));
            });

    static Claim none(long windowPostType) {
        return new Claim(windowPostType, BigInteger.ZERO, BigInteger.ZERO);
    }

    Claim plus(PowerParams.PowerDelta delta) {
        return new Claim(windowPostType, raw.add(delta.raw()), qualityAdjusted.add(delta.qualityAdjusted()));
    }
}
