package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Codec;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;

/**
 * A sector that is to be proven: {@code [sector, deposit, epoch, deal weight, verified deal weight]}.
 *
 * @param deposit attoFIL, lost unless the sector is proven in time
 * @param dealWeight byte-epochs
 * @param verifiedWeight byte-epochs
 */
public record PreCommit(
        MinerParams.Sector sector, TokenAmount deposit, Epoch epoch, BigInteger dealWeight, BigInteger verifiedWeight) {
    static final Codec<PreCommit> CODEC = new Codec<>(
            (out, p) -> {
                out.writeListHeader(5);
                MinerParams.Sector.CODEC.writer().accept(out, p.sector);
                out.writeTokenAmount(p.deposit).writeLong(p.epoch.number());
                Codec.BIG.writer().accept(out, p.dealWeight);
                Codec.BIG.writer().accept(out, p.verifiedWeight);
            },
            in -> {
                in.readListHeader(5);
                return new PreCommit(
                        MinerParams.Sector.CODEC.reader().apply(in),
                        in.readTokenAmount(),
                        Epoch.of(in.readLong()),
                        Codec.BIG.reader().apply(in),
                        Codec.BIG.reader().apply(in));
            });
}
