package io.fondaco.chain.actors.reward;

import io.fondaco.chain.actors.Codec;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;

/**
 * A block to pay for: {@code [miner, penalty, gas reward, win count]}.
 *
 * @param penalty for messages the miner should not have taken, attoFIL
 * @param gasReward tips, attoFIL; the actor has them already
 * @param winCount 1 or more
 */
public record AwardParams(Address miner, TokenAmount penalty, TokenAmount gasReward, long winCount) {
    public static final Codec<AwardParams> CODEC = new Codec<>(
            (out, p) -> out.writeListHeader(4)
                    .writeAddress(p.miner)
                    .writeTokenAmount(p.penalty)
                    .writeTokenAmount(p.gasReward)
                    .writeLong(p.winCount),
            in -> {
                in.readListHeader(4);
                return new AwardParams(in.readAddress(), in.readTokenAmount(), in.readTokenAmount(), in.readLong());
            });
}
