package io.fondaco.chain.actors.reward;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Estimate;
import java.math.BigInteger;

/** What the reward actor tells about the epoch: {@code [smoothed reward, baseline power]}. */
public record ThisEpochReward(Estimate smoothed, BigInteger baselinePower) {
    public static final Codec<ThisEpochReward> CODEC = new Codec<>(
            (out, r) -> {
                out.writeListHeader(2);
                Estimate.CODEC.writer().accept(out, r.smoothed);
                Codec.BIG.writer().accept(out, r.baselinePower);
            },
            in -> {
                in.readListHeader(2);
                return new ThisEpochReward(
                        Estimate.CODEC.reader().apply(in), Codec.BIG.reader().apply(in));
            });
}
